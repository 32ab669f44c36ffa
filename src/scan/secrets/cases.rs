//! Every rule with what it finds and what it leaves alone. All values are made up here: of the right form, drawn by a
//! small generator, or broken in one point.

use std::ops::ControlFlow;

use super::text::{base62, crc32};
use super::{Certainty, Finding, Place, SecretScanner, rules};
use crate::scan::{File, Scanner};
use crate::source::Memory;

const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HEX: &str = "0123456789abcdef";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// So many characters of an alphabet, the same each time.
fn draw(alphabet: &str, length: usize) -> String {
    let mut state = length as u32 * 7919 + 17;
    let letters = alphabet.as_bytes();
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(letters[(state >> 16) as usize % letters.len()])
        })
        .collect()
}

/// Thirty characters and their checksum.
fn summed(prefix: &str) -> String {
    let body = draw(BASE62, 30);
    format!("{prefix}{body}{}", String::from_utf8(base62(crc32(body.as_bytes())).to_vec()).unwrap())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let bits = part.iter().chain([&0, &0]).take(3).fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        for at in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
            text.push(if at > part.len() { '=' } else { letter });
        }
    }
    text
}

fn wrapped(text: &str, end: &str) -> String {
    text.as_bytes().chunks(64).fold(String::new(), |out, line| out + std::str::from_utf8(line).unwrap() + end)
}

/// A DER SEQUENCE of so many made-up bytes.
fn sequence(length: usize) -> Vec<u8> {
    let mut bytes = vec![0x30, 0x82, (length >> 8) as u8, length as u8];
    bytes.extend(draw(BASE62, length).bytes());
    bytes
}

fn pem_with(label: &str, headers: &str, bytes: &[u8], end: &str) -> String {
    let body = wrapped(&base64(bytes), end);
    format!("-----{}N {label}-----{end}{headers}{body}-----END {label}-----{end}", concat!("BE", "GI"))
}

fn pem(label: &str, bytes: &[u8]) -> String {
    pem_with(label, "", bytes, "\n")
}

fn openssh(cipher: &str) -> Vec<u8> {
    let mut bytes = b"openssh-key-v1\0".to_vec();
    bytes.extend((cipher.len() as u32).to_be_bytes());
    bytes.extend(cipher.bytes());
    bytes.extend(draw(BASE62, 200).bytes());
    bytes
}

fn putty(cipher: &str) -> String {
    format!(
        "{}-3: ssh-ed25519\nEncryption: {cipher}\nComment: x\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 2\n{}\n{}\nPrivate-MAC: {}\n",
        concat!("PuTTY-User-", "Key-File"),
        draw(BASE62, 64),
        draw(BASE62, 40),
        draw(HEX, 64)
    )
}

fn jwt(header: &str, claims: &str) -> String {
    let part = |text: &str| base64(text.as_bytes()).replace('+', "-").replace('/', "_").replace('=', "");
    format!("{}.{}.{}", part(header), part(claims), draw(URL, 43))
}

fn service_account(kind: &str) -> String {
    let key = pem_with("PRIVATE KEY", "", &sequence(600), "\\n");
    format!("{{\"type\": \"{kind}\", \"private_key\": \"{key}\", \"client_email\": \"a@b.iam\"}}")
}

fn scan_in(path: &str, text: &[u8], step: usize) -> Vec<Finding> {
    let file = File::made(path, text.len());
    let mut found = Vec::new();
    let mut sink = |finding: &Finding| {
        found.push(finding.clone());
        ControlFlow::Continue(())
    };
    let mut scanner = SecretScanner::new(&mut sink);
    scanner.step = step;
    if scanner.wants(&file) {
        scanner.scan(&file, &Memory::new(text)).unwrap();
    }
    found
}

fn scan(path: &str, text: &str) -> Vec<Finding> {
    scan_in(path, text.as_bytes(), 1 << 18)
}

/// A rule, and texts in which it finds one secret. With a path where that counts.
fn hits() -> Vec<(&'static str, &'static str, String)> {
    let any = "/srv/app.conf";
    let mut list = Vec::new();
    let mut add = |rule, path, text: String| list.push((rule, path, text));
    for label in ["RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "PRIVATE KEY"] {
        add("private-key", any, pem(label, &sequence(300)));
    }
    add("private-key", any, format!("key: \"{}\"", pem_with("PRIVATE KEY", "", &sequence(700), "\\n")));
    add("private-key", any, pem_with("RSA PRIVATE KEY", "", &sequence(2000), "\r\n"));
    add(
        "private-key",
        any,
        pem_with("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", &[7; 304], "\n"),
    );
    add("private-key-encrypted", any, pem("ENCRYPTED PRIVATE KEY", &sequence(400)));
    add("openssh-private-key", "/root/.ssh/id_ed25519", pem("OPENSSH PRIVATE KEY", &openssh("none")));
    add("openssh-private-key", "/root/.ssh/id_ed25519", pem("OPENSSH PRIVATE KEY", &openssh("aes256-ctr")));
    let mut packet = vec![0xc5, 0xff];
    packet.extend(draw(BASE62, 300).bytes());
    add("pgp-private-key", any, pem_with("PGP PRIVATE KEY BLOCK", "Version: x\n\n", &packet, "\n"));
    add("putty-private-key", "/root/k.ppk", putty("none"));
    add("putty-private-key", "/root/k.ppk", putty("aes256-cbc"));
    for prefix in ["AKIA", "ASIA"] {
        add("aws-access-key-id", any, format!("id = \"{prefix}{}\"", draw(BASE32, 16)));
    }
    for name in ["aws_secret_access_key = ", "\"SecretAccessKey\": \"", "AWS_SECRET_ACCESS_KEY="] {
        add("aws-secret-access-key", any, format!("{name}{}\n", draw(BASE62, 40)));
    }
    for prefix in ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"] {
        add("github-token", any, format!("token: {}", summed(prefix)));
    }
    let fine = format!("{}{}_{}", concat!("github", "_pat_"), draw(BASE62, 22), draw(BASE62, 59));
    add("github-fine-grained-token", any, fine);
    for prefix in [concat!("gl", "pat-"), concat!("gl", "rt-"), concat!("gl", "dt-")] {
        add("gitlab-token", any, format!("{prefix}{}", draw(BASE62, 20)));
    }
    add("gitlab-token", any, format!("{}{}.01.{}", concat!("gl", "pat-"), draw(BASE62, 27), draw(BASE62, 9)));
    add("slack-token", any, format!("{}-17653672481-19874698323-{}", concat!("xo", "xb"), draw(BASE62, 24)));
    add(
        "slack-webhook",
        any,
        format!(
            "{}/services/T01ABCDEF/B02ABCDEF/{}",
            concat!("https://hooks.", "slack.com"),
            draw(BASE62, 24)
        ),
    );
    add("google-api-key", any, format!("{}{}", concat!("AI", "za"), draw(BASE62, 35)));
    add("google-client-secret", any, format!("{}{}", concat!("GOC", "SPX-"), draw(BASE62, 28)));
    add("google-service-account", "/app/key.json", service_account("service_account"));
    let azure = base64(draw(BASE62, 64).as_bytes());
    add("azure-storage-key", any, format!("AccountName=a;{}{azure};x", concat!("Account", "Key=")));
    let azure = base64(draw(BASE62, 32).as_bytes());
    add("azure-storage-key", any, format!("{}{azure}", concat!("SharedAccess", "Key=")));
    add("npm-token", any, summed(concat!("np", "m_")));
    add("npm-auth", "/root/.npmrc", format!("//registry.a.b/:_authToken={}\n", draw(HEX, 36)));
    add("npm-auth", "/root/.npmrc", format!("a=1\n_auth = \"{}\"\n", draw(BASE62, 36)));
    add("pypi-token", "/root/x", format!("{}{}", concat!("pypi-AgEI", "cHlwaS5vcmc"), draw(URL, 150)));
    add("stripe-key", any, format!("{}{}", concat!("sk_", "live_"), draw(BASE62, 24)));
    add("stripe-key", any, format!("{}{}", concat!("rk_", "live_"), draw(BASE62, 99)));
    add("twilio-auth-token", any, format!("TWILIO_AUTH_TOKEN={}", draw(HEX, 32)));
    add("sendgrid-key", any, format!("{}.{}.{}", "SG", draw(URL, 22), draw(URL, 43)));
    add("digitalocean-token", any, format!("{}{}", concat!("dop", "_v1_"), draw(HEX, 64)));
    add("vault-token", any, format!("{}{}", concat!("hv", "s."), draw(URL, 95)));
    add("terraform-token", any, format!("{}{}{}", draw(BASE62, 14), concat!(".atlas", "v1."), draw(URL, 67)));
    let auth = base64(b"robot:hunter2hunter2");
    add(
        "docker-auth",
        "/root/.docker/config.json",
        format!("{{\"auths\": {{\"r\": {{\"auth\": \"{auth}\"}}}}}}"),
    );
    let key = base64(pem("RSA PRIVATE KEY", &sequence(300)).as_bytes());
    add("kubeconfig-key", "/root/.kube/config", format!("    client-key-data: {key}\n"));
    add("url-password", any, "postgres://app:hunter2@db.internal/x".into());
    add("url-password", any, "url = https://bob:s3cr3t!@git.corp.net/x.git".into());
    add("jwt", any, jwt("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"17\",\"iss\":\"corp\"}"));
    add("netrc", "/root/.netrc", "machine git.corp.net\n  login bob\n  password hunter2\n".into());
    add("git-credentials", "/root/.git-credentials", "https://bob:hunter2@git.corp.net\n".into());
    add("pgpass", "/root/.pgpass", "# c\ndb:5432:*:bob:hun\\:ter2\n".into());
    add("my-cnf", "/root/.my.cnf", "[client]\nuser=bob\npassword = \"hunter2\"\n".into());
    add(
        "pip-conf",
        "/etc/pip.conf",
        "[global]\nindex-url = https://bob:hunter2@pypi.corp.net/simple\n".into(),
    );
    add("pypirc", "/root/.pypirc", "[pypi]\nusername: bob\npassword: hunter2\n".into());
    for hash in
        [format!("$6$salt$${}", draw(BASE62, 86)), format!("!$y$j9T${}", draw(BASE62, 60)), draw(BASE62, 13)]
    {
        add("shadow", "/etc/shadow", format!("daemon:*:1::\nroot:{hash}:19000:0:99999:7:::\nbob:!:1::\n"));
    }
    add("htpasswd", "/srv/.htpasswd", format!("bob:$apr1$salt${}\n", draw(BASE62, 22)));
    add("htpasswd", "/srv/x.htpasswd", format!("bob:{{SHA}}{}=\n", draw(BASE62, 27)));
    add("htpasswd", "/srv/users.htdigest", format!("bob:realm:{}\n", draw(HEX, 32)));
    add("env-file", "/app/.env", "A=1\nexport DB_PASSWORD=\"hunter2\"\n# X_SECRET=abcdef7\n".into());
    add("history-file", "/root/.bash_history", "ls\ncd /\n".into());
    list
}

/// A rule, and texts that are nearly its own.
fn misses() -> Vec<(&'static str, &'static str, String)> {
    let any = "/srv/app.conf";
    let mut list = Vec::new();
    let mut add = |rule, path, text: String| list.push((rule, path, text));
    let words = pem("RSA PRIVATE KEY", &sequence(300));
    add("private-key", any, words.lines().next().unwrap().into());
    add("private-key", any, words.replace("-----END RSA", "-----END DSA"));
    add("private-key", any, pem("RSA PRIVATE KEY", draw(BASE62, 300).as_bytes()));
    add("private-key", any, pem("RSA PRIVATE KEY", &sequence(300)[..200]));
    add("private-key", any, words.replace("\nM", "\n...\nM"));
    add("private-key", any, pem("PUBLIC KEY", &sequence(300)));
    add("private-key", any, pem("RSA PRIVATE KEY", b""));
    add("private-key-encrypted", any, pem("ENCRYPTED PRIVATE KEY", b"your key"));
    add("openssh-private-key", any, pem("OPENSSH PRIVATE KEY", draw(BASE62, 100).as_bytes()));
    add("pgp-private-key", any, pem("PGP PUBLIC KEY BLOCK", &[0x99; 100]));
    add("pgp-private-key", any, pem("PGP PRIVATE KEY BLOCK", &[0x99; 100]));
    add("putty-private-key", any, concat!("PuTTY-User-", "Key-File-3: then\nEncryption: none\n").into());
    add("putty-private-key", any, putty("none").replace("Private-Lines: 2", "Private-Lines: x"));
    let aws = draw(BASE32, 16);
    for text in [
        format!("AKIA{}", &aws[1..]),
        format!("AKIA{aws}A"),
        format!("xAKIA{aws}"),
        format!("+AKIA{aws}"),
        "AKIAAAAAAAAAAAAAAAAA".into(),
        format!("AKIA{}", aws.to_lowercase()),
    ] {
        add("aws-access-key-id", any, text);
    }
    for text in [
        format!("secret_access_key = {}", draw(BASE62, 39)),
        format!("secret_access_key = {}", draw(BASE62, 41)),
        format!("secret_access_key = {}", draw(HEX, 40)),
        format!("secret_access_key {}", draw(BASE62, 40)),
        "secret_access_key = os.environ['AWS_SECRET_ACCESS_KEY']".into(),
    ] {
        add("aws-secret-access-key", any, text);
    }
    let token = summed("ghp_");
    add("github-token", any, format!("ghp_{}", draw(BASE62, 36)));
    add("github-token", any, token[..39].into());
    add("github-token", any, format!("{token}0"));
    add("github-token", any, format!("x{token}"));
    add("github-token", any, "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".into());
    add("github-fine-grained-token", any, format!("{}{}", concat!("github", "_pat_"), draw(BASE62, 82)));
    add("gitlab-token", any, format!("{}{}", concat!("gl", "pat-"), draw(BASE62, 19)));
    add("gitlab-token", any, concat!("gl", "pat-xxxxxxxxxxxxxxxxxxxx").into());
    add("slack-token", any, concat!("xo", "xb-your-token-here").into());
    add("slack-token", any, concat!("xo", "xb-1234-abcdefghijklmnopqrst").into());
    add(
        "slack-webhook",
        any,
        concat!("https://hooks.slack.com", "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX").into(),
    );
    add("google-api-key", any, format!("{}{}", concat!("AI", "za"), draw(BASE62, 34)));
    add("google-api-key", any, format!("{}{}", concat!("AI", "za"), draw(BASE62, 36)));
    add("google-client-secret", any, format!("{}{}", concat!("GOC", "SPX-"), draw(BASE62, 20)));
    add("google-service-account", "/app/key.json", service_account("authorized_user"));
    add(
        "google-service-account",
        "/app/key.json",
        "{\"type\": \"service_account\", \"private_key\": \"\"}".into(),
    );
    add("azure-storage-key", any, format!("{}{}", concat!("Account", "Key="), draw(BASE62, 40)));
    add("azure-storage-key", any, concat!("Account", "Key=<your-account-key>").into());
    add("npm-token", any, format!("{}{}", concat!("np", "m_"), draw(BASE62, 36)));
    add("npm-token", any, "npm_config_registry npm_package_version".into());
    add("npm-auth", "/root/.npmrc", "//registry.a.b/:_authToken=${NPM_TOKEN}\n".into());
    add("npm-auth", "/root/x.js", "{ key: ':_authToken' }\n".into());
    add("pypi-token", any, concat!("pypi-AgEI", "cHlwaS5vcmc").into());
    add("stripe-key", any, format!("{}{}", concat!("sk_", "test_"), draw(BASE62, 24)));
    add("stripe-key", any, concat!("sk_", "live_xxxxxxxxxxxxxxxxxxxxxxxx").into());
    add("twilio-auth-token", any, "TWILIO_AUTH_TOKEN=your_auth_token".into());
    add("twilio-auth-token", any, format!("TWILIO_AUTH_TOKEN={}", draw(HEX, 40)));
    add("sendgrid-key", any, format!("SG.{}.{}", draw(URL, 22), draw(URL, 42)));
    add("sendgrid-key", any, format!("MSG.{}.{}", draw(URL, 22), draw(URL, 43)));
    add("digitalocean-token", any, format!("{}{}", concat!("dop", "_v1_"), draw(HEX, 63)));
    add("vault-token", any, format!("{}{}", concat!("hv", "s."), draw(URL, 24)));
    add("terraform-token", any, format!("{}{}{}", draw(BASE62, 13), concat!(".atlas", "v1."), draw(URL, 67)));
    add(
        "docker-auth",
        "/root/.docker/config.json",
        format!("{{\"auth\": \"{}\"}}", base64(b"no colon here")),
    );
    add("docker-auth", any, "{\"auth\": \"basic\", \"auth\": true}".into());
    add("docker-auth", any, format!("{{\"auth\": \"{}\"}}", base64(b"username:password")));
    add("kubeconfig-key", any, format!("client-key-data: {}", base64(b"DATA+OMITTED")));
    for text in [
        "https://user:password@host/",
        "https://bob@git.corp.net/",
        "https://bob:hunter2@example.com/",
        "https://bob:hunter2@db.example",
        "http://foo:bar@localhost:80/",
        "  /// as postgres://bob:hunter2@db.corp",
        "cvs://:pserver:anoncvs@cvs.corp.net",
        "https://git.corp.net:8080/a@b",
        "http://a.b/c://d:e@f",
        "https://${USER}:${PASSWORD}@git.corp.net",
        "postgres://user:<password>@db.corp.net",
        "http://user:xxxx@proxy.corp.net:80",
        "ftp://anonymous:@ftp.corp.net",
        "scheme://[user[:pass]@]host",
        "ssh://git:22 bob@corp.net",
    ] {
        add("url-password", any, text.into());
    }
    add("jwt", any, jwt("{\"alg\":\"none\"}", "{\"sub\":\"17\"}"));
    add("jwt", any, jwt("{\"typ\":\"JWT\"}", "{\"sub\":\"17\"}"));
    add("jwt", any, jwt("{\"alg\":\"HS256\"}", "[1]"));
    add("jwt", any, jwt("{\"alg\":\"HS256\"}", "{\"some\":\"payload\"}"));
    add("jwt", "/x/README.md", jwt("{\"alg\":\"HS256\"}", "{\"sub\":\"17\"}"));
    add("jwt", any, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9".into());
    add("netrc", "/root/.netrc", "machine a.b login bob password\n# password x\n".into());
    add("netrc", "/root/netrc.txt", "machine a.b login bob password hunter2\n".into());
    add("git-credentials", "/root/.git-credentials", "https://bob@git.corp.net\n".into());
    add(
        "pgpass",
        "/root/.pgpass",
        "#host:5432:*:bob:hunter2\ndb:5432:bob:hunter2\ndb:1:a:b:password\n".into(),
    );
    add("my-cnf", "/root/.my.cnf", "[client]\nuser=bob\npassword =\nport=3306\n".into());
    add("my-cnf", "/etc/other.cnf", "password = hunter2\n".into());
    add("pip-conf", "/etc/pip.conf", "[global]\nindex-url = https://pypi.corp.net/simple\n".into());
    add("pypirc", "/root/.pypirc", "[pypi]\nusername = __token__\npassword = <token>\n".into());
    add(
        "shadow",
        "/etc/shadow",
        "root:*:19000:0:99999:7:::\nbin:!:1::\na:!!:1::\nb::1::\nc:x:1::\nd:!*:1::\n".into(),
    );
    add("shadow", "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n".into());
    add("htpasswd", "/srv/.htpasswd", "# user:hash\nbob\nalice:\n".into());
    add("htpasswd", "/usr/bin/htpasswd.txt", format!("bob:$apr1$salt${}\n", draw(BASE62, 22)));
    add(
        "env-file",
        "/app/.env",
        "DB_PASSWORD=\nAPI_KEY=changeme\nTOKEN_FILE=/x\nPORT=80\nX_SECRET=${Y}\n".into(),
    );
    add("env-file", "/app/.env.example", "DB_PASSWORD=hunter2\n".into());
    add("history-file", "/root/.bash_history", "\n\n\n\n".into());
    add("history-file", "/root/history", "ls\ncd\n".into());
    list
}

#[test]
fn what_each_rule_finds() {
    for (rule, path, text) in hits() {
        let found = scan(path, &text);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, [rule], "{path}: {text}");
        let finding = &found[0];
        assert!(finding.certainty > Certainty::Example, "{finding:?}");
        let Place::File { offset, length, line, .. } = finding.place.clone() else { panic!("{finding:?}") };
        let secret = &text[offset as usize..(offset + length) as usize];
        assert_eq!(line, Some(text[..offset as usize].matches('\n').count() as u64 + 1));
        assert!(finding.masked.chars().count() < secret.len() / 3 + 2, "{finding:?}");
    }
}

#[test]
fn what_each_rule_leaves_alone() {
    for (rule, path, text) in misses() {
        let found = scan(path, &text);
        // The key of an account of another kind is a key all the same.
        let others = if rule == "google-service-account" { found.len() } else { 0 };
        assert!(
            found.len() <= others && found.iter().all(|one| one.rule != rule),
            "{rule}: {text}: {found:?}"
        );
    }
}

#[test]
fn every_rule_has_both() {
    for rule in rules().iter().filter(|rule| rule.id != "named-value") {
        assert!(hits().iter().any(|(of, ..)| *of == rule.id), "{} has no hit", rule.id);
        assert!(misses().iter().any(|(of, ..)| *of == rule.id), "{} has no miss", rule.id);
        assert!(!rule.title.is_empty() && !rule.reference.is_empty());
        assert_eq!(rules().iter().filter(|other| other.id == rule.id).count(), 1);
    }
}

#[test]
fn what_is_public_is_an_example() {
    for (path, text) in [
        ("/srv/x", concat!("AKIA", "IOSFODNN7EXAMPLE").to_owned()),
        ("/srv/x", concat!("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY").to_owned()),
        ("/etc/ssl/private/ssl-cert-snakeoil.key", pem("PRIVATE KEY", &sequence(300))),
        ("/usr/lib/python3/test/key.pem", pem("PRIVATE KEY", &sequence(300))),
        ("/usr/lib/x86_64-linux-gnu/libtls.so.3", pem("PRIVATE KEY", &sequence(300))),
        ("/srv/x", jwt("{\"alg\":\"HS256\"}", "{\"sub\":\"1\",\"name\":\"John Doe\"}")),
    ] {
        let found = scan(path, &text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].certainty, Certainty::Example, "{found:?}");
    }
}

#[test]
fn how_sure_keys_with_a_passphrase_are() {
    let sure = |text: &str| scan("/srv/x", text)[0].certainty;
    assert_eq!(sure(&pem("OPENSSH PRIVATE KEY", &openssh("none"))), Certainty::Certain);
    assert_eq!(sure(&pem("OPENSSH PRIVATE KEY", &openssh("aes256-ctr"))), Certainty::Possible);
    assert_eq!(sure(&putty("aes256-cbc")), Certainty::Possible);
}

#[test]
fn weak_forms_are_left_alone_in_binary_content() {
    let id = format!("\0AKIA{} https://bob:hunter2@corp.net/", draw(BASE32, 16));
    assert_eq!(scan("/usr/bin/x", &id), []);
    let found = scan("/usr/bin/x", &format!("\0 {} ", summed("ghp_")));
    assert!(matches!(found[0].place, Place::File { offset: 2, length: 40, line: None, .. }), "{found:?}");
}

#[test]
fn windows_do_not_change_what_is_found() {
    let mut text = String::new();
    for (_, path, part) in hits() {
        if path == "/srv/app.conf" {
            text.push_str(&draw(BASE62, 3000));
            text.push_str("\n\n");
            text.push_str(&part);
            text.push('\n');
        }
    }
    let whole = scan_in("/srv/x", text.as_bytes(), 1 << 20);
    assert!(whole.len() > 40, "{}", whole.len());
    for step in [30_011, 40_000, 65_536] {
        assert_eq!(scan_in("/srv/x", text.as_bytes(), step), whole, "{step}");
    }
}

#[test]
fn bytes_of_any_kind_and_cut_secrets() {
    // Every beginning of every hit, and with each of some bytes broken: no panic.
    for (_, path, text) in hits() {
        let mut bytes = text.into_bytes();
        for cut in 0..bytes.len().min(400) {
            scan_in(path, &bytes[..cut], 1 << 18);
        }
        for at in (0..bytes.len()).step_by(7) {
            let kept = std::mem::replace(&mut bytes[at], 0xff);
            scan_in(path, &bytes, 1 << 18);
            bytes[at] = kept;
        }
    }
}

#[test]
fn many_beginnings_of_secrets_take_bounded_time() {
    let mut parts: Vec<String> =
        rules().iter().flat_map(|rule| rule.keywords).map(|word| (*word).to_owned()).collect();
    parts.extend(
        ["eyJ.", "-eyJ", ":_auth=", "a://b:c", "a://b:cdef@", "\"auth\":\"", "glpat-1"].map(str::to_owned),
    );
    parts.extend(["a://b:cdef@g.h ", "x:$1$aaaaaaaaaaaaaaaaaaa$:\n", "SG.a.b"].map(str::to_owned));
    parts.push(format!("AKIA{} ", draw(BASE32, 16)));
    parts.push(pem("PRIVATE KEY", b"").trim().to_owned());
    for part in parts {
        let text = part.repeat((1 << 17) / part.len());
        let started = std::time::Instant::now();
        for path in ["/srv/x", "/root/.git-credentials", "/etc/shadow", "/app/.env", "/a.json"] {
            let found = scan(path, &text);
            assert!(found.len() <= 1000, "{part}");
        }
        assert!(started.elapsed().as_secs() < 10, "{part}: {:?}", started.elapsed());
    }
}
