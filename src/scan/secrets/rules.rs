//! All rules, as a table.

use serde::Serialize;

use super::files::{self, FileCheck};
use super::{Certainty, Hit, keys, tokens};

/// What looks at the text around a keyword, which is at these two offsets.
type Check = fn(&[u8], usize, usize) -> Option<Hit>;

/// What is a secret, and how sure that is.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// A word that stays the same over versions.
    pub id: &'static str,
    /// What it finds, for people.
    pub title: &'static str,
    /// How sure a finding is, if nothing else is said of it.
    pub certainty: Certainty,
    /// The public document that describes the format.
    pub reference: &'static str,
    /// A finding is at one of these.
    #[serde(skip)]
    pub(super) keywords: &'static [&'static str],
    /// Whether the case of the keywords counts.
    #[serde(skip)]
    pub(super) ignore_case: bool,
    /// Whether it is looked for in text only: its form is too weak for other bytes.
    #[serde(skip)]
    pub(super) text_only: bool,
    /// Whether a checksum says that it was handed out, so that it is none made up for an example, wherever it is.
    #[serde(skip)]
    pub(super) checked: bool,
    #[serde(skip)]
    pub(super) check: Check,
    /// It reads files of certain names instead.
    #[serde(skip)]
    pub(super) files: Option<FileCheck>,
}

/// All rules.
pub fn rules() -> &'static [Rule] {
    &RULES
}

fn never(_: &[u8], _: usize, _: usize) -> Option<Hit> {
    None
}

/// What most rules are.
const BLANK: Rule = Rule {
    id: "",
    title: "",
    certainty: Certainty::Likely,
    reference: "",
    keywords: &[],
    ignore_case: false,
    text_only: false,
    checked: false,
    check: never,
    files: None,
};

/// The rule for what only a name tells of; see the module `named`.
pub(super) const NAMED: Rule = Rule {
    id: "named-value",
    title: "Value of a variable that is named as a secret",
    certainty: Certainty::Possible,
    reference: "Docker, \"Build secrets\": build arguments and environment variables persist in the image",
    ..BLANK
};

pub(super) const RULES: [Rule; 40] = [
    Rule {
        id: "private-key",
        title: "Private key",
        certainty: Certainty::Certain,
        reference: "RFC 7468, section 10; RFC 8017, A.1.2; RFC 5915",
        keywords: &[
            "-----BEGIN RSA PRIVATE KEY-----",
            "-----BEGIN EC PRIVATE KEY-----",
            "-----BEGIN DSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----",
        ],
        check: keys::pem,
        ..BLANK
    },
    Rule {
        id: "private-key-encrypted",
        title: "Private key with a passphrase",
        certainty: Certainty::Possible,
        reference: "RFC 7468, section 11; RFC 5958",
        keywords: &["-----BEGIN ENCRYPTED PRIVATE KEY-----"],
        check: keys::pem_encrypted,
        ..BLANK
    },
    Rule {
        id: "openssh-private-key",
        title: "OpenSSH private key",
        certainty: Certainty::Certain,
        reference: "OpenSSH, PROTOCOL.key",
        keywords: &["-----BEGIN OPENSSH PRIVATE KEY-----"],
        check: keys::openssh,
        ..BLANK
    },
    Rule {
        id: "pgp-private-key",
        title: "OpenPGP private key",
        certainty: Certainty::Certain,
        reference: "RFC 9580, sections 5.5.3 and 6.2",
        keywords: &["-----BEGIN PGP PRIVATE KEY BLOCK-----"],
        check: keys::pgp,
        ..BLANK
    },
    Rule {
        id: "putty-private-key",
        title: "PuTTY private key",
        certainty: Certainty::Certain,
        reference: "PuTTY User Manual, appendix C, \"PPK file format\"",
        keywords: &["PuTTY-User-Key-File-2: ", "PuTTY-User-Key-File-3: "],
        check: keys::putty,
        ..BLANK
    },
    Rule {
        id: "aws-access-key-id",
        title: "AWS access key ID",
        reference: "AWS IAM User Guide, \"IAM identifiers\", unique ID prefixes",
        keywords: &["AKIA", "ASIA"],
        text_only: true,
        check: tokens::aws_key_id,
        ..BLANK
    },
    Rule {
        id: "aws-secret-access-key",
        title: "AWS secret access key",
        reference: "AWS CLI User Guide, \"Configuration and credential file settings\"",
        keywords: &["secret_access_key", "secretaccesskey", "aws_secret_key"],
        ignore_case: true,
        text_only: true,
        check: tokens::aws_secret,
        ..BLANK
    },
    Rule {
        id: "github-token",
        title: "GitHub token",
        certainty: Certainty::Certain,
        reference: "GitHub Blog, \"Behind GitHub's new authentication token formats\"",
        keywords: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        checked: true,
        check: tokens::checked,
        ..BLANK
    },
    Rule {
        id: "github-fine-grained-token",
        title: "GitHub fine-grained personal access token",
        reference: "GitHub Docs, \"About authentication to GitHub\", token formats",
        keywords: &["github_pat_"],
        check: tokens::github_fine_grained,
        ..BLANK
    },
    Rule {
        id: "gitlab-token",
        title: "GitLab token",
        reference: "GitLab Docs, \"GitLab token overview\", token prefixes",
        keywords: &[
            "glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-",
            "glagent-", "glwt-", "glsoat-", "glffct-",
        ],
        check: tokens::gitlab,
        ..BLANK
    },
    Rule {
        id: "slack-token",
        title: "Slack token",
        reference: "Slack API documentation, \"Token types\"",
        keywords: &[
            "xoxb-",
            "xoxp-",
            "xoxa-",
            "xoxr-",
            "xoxs-",
            "xoxe-",
            "xoxe.xoxb-",
            "xoxe.xoxp-",
            "xapp-",
        ],
        check: tokens::slack,
        ..BLANK
    },
    Rule {
        id: "slack-webhook",
        title: "Slack webhook",
        reference: "Slack API documentation, \"Sending messages using incoming webhooks\"",
        keywords: &["hooks.slack.com/services/"],
        check: tokens::slack_webhook,
        ..BLANK
    },
    Rule {
        id: "google-api-key",
        title: "Google API key",
        reference: "Google Cloud, \"Manage API keys\"",
        keywords: &["AIza"],
        check: tokens::google_api_key,
        ..BLANK
    },
    Rule {
        id: "google-client-secret",
        title: "Google OAuth client secret",
        reference: "Google Cloud, \"Manage OAuth clients\"",
        keywords: &["GOCSPX-"],
        check: tokens::google_client_secret,
        ..BLANK
    },
    Rule {
        id: "google-service-account",
        title: "Google service account key",
        certainty: Certainty::Certain,
        reference: "Google Cloud IAM, \"Create and delete service account keys\"",
        files: Some(files::SERVICE_ACCOUNT),
        ..BLANK
    },
    Rule {
        id: "azure-storage-key",
        title: "Azure account key in a connection string",
        reference: "Azure Storage, \"Configure Azure Storage connection strings\"",
        keywords: &["AccountKey=", "SharedAccessKey="],
        check: tokens::azure,
        ..BLANK
    },
    Rule {
        id: "npm-token",
        title: "npm access token",
        certainty: Certainty::Certain,
        reference: "GitHub Blog, \"Announcing npm's new access token format\"",
        keywords: &["npm_"],
        checked: true,
        check: tokens::checked,
        ..BLANK
    },
    Rule {
        id: "npm-auth",
        title: "Credentials of npm's configuration",
        reference: "npm Docs, npmrc, \"Auth related configuration\"",
        keywords: &[":_authToken", ":_password", ":_auth", "\n_authToken", "\n_auth"],
        text_only: true,
        check: tokens::npm_auth,
        ..BLANK
    },
    Rule {
        id: "pypi-token",
        title: "PyPI token",
        certainty: Certainty::Certain,
        reference: "PyPI help, \"How can I use API tokens?\"; pypitoken, macaroon format",
        keywords: &["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
        check: tokens::pypi,
        ..BLANK
    },
    Rule {
        id: "stripe-key",
        title: "Stripe live key",
        reference: "Stripe Docs, \"API keys\"",
        keywords: &["sk_live_", "rk_live_"],
        check: tokens::stripe,
        ..BLANK
    },
    Rule {
        id: "twilio-auth-token",
        title: "Twilio auth token",
        reference: "Twilio Docs, \"Auth tokens and how to change them\"",
        keywords: &["twilio_auth_token", "twilioauthtoken", "twilio_token"],
        ignore_case: true,
        text_only: true,
        check: tokens::twilio,
        ..BLANK
    },
    Rule {
        id: "sendgrid-key",
        title: "SendGrid API key",
        reference: "Twilio SendGrid Docs, \"API keys\"",
        keywords: &["SG."],
        check: tokens::sendgrid,
        ..BLANK
    },
    Rule {
        id: "digitalocean-token",
        title: "DigitalOcean token",
        reference: "DigitalOcean Docs, \"How to create a personal access token\"; token prefixes",
        keywords: &["dop_v1_", "doo_v1_", "dor_v1_"],
        check: tokens::digitalocean,
        ..BLANK
    },
    Rule {
        id: "vault-token",
        title: "HashiCorp Vault token",
        reference: "HashiCorp Vault documentation, \"Tokens\", token prefixes",
        keywords: &["hvs.", "hvb.", "hvr."],
        check: tokens::vault,
        ..BLANK
    },
    Rule {
        id: "terraform-token",
        title: "HCP Terraform token",
        reference: "HCP Terraform documentation, \"API tokens\"",
        keywords: &[".atlasv1."],
        check: tokens::terraform,
        ..BLANK
    },
    Rule {
        id: "docker-auth",
        title: "Credentials for a registry",
        certainty: Certainty::Certain,
        reference: "Docker CLI reference, `docker login`, \"Credential stores\"",
        keywords: &["\"auth\""],
        text_only: true,
        check: tokens::docker_auth,
        ..BLANK
    },
    Rule {
        id: "kubeconfig-key",
        title: "Client key of a kubeconfig",
        certainty: Certainty::Certain,
        reference: "Kubernetes, kubeconfig (v1), AuthInfo",
        keywords: &["client-key-data:"],
        text_only: true,
        check: tokens::kubeconfig,
        ..BLANK
    },
    Rule {
        id: "url-password",
        title: "URL with a password",
        certainty: Certainty::Possible,
        reference: "RFC 3986, section 3.2.1",
        keywords: &["://"],
        text_only: true,
        check: tokens::url_password,
        ..BLANK
    },
    Rule {
        id: "jwt",
        title: "JSON Web Token",
        certainty: Certainty::Possible,
        reference: "RFC 7519; RFC 7515, section 7.1",
        keywords: &["eyJ"],
        text_only: true,
        check: tokens::jwt,
        ..BLANK
    },
    Rule {
        id: "netrc",
        title: "Password in a .netrc",
        reference: "GNU inetutils manual, \"The .netrc file\"",
        files: Some(files::NETRC),
        ..BLANK
    },
    Rule {
        id: "git-credentials",
        title: "Password in .git-credentials",
        reference: "git-credential-store, \"Storage format\"",
        files: Some(files::GIT_CREDENTIALS),
        ..BLANK
    },
    Rule {
        id: "pgpass",
        title: "Password in a .pgpass",
        reference: "PostgreSQL documentation, \"The Password File\"",
        files: Some(files::PGPASS),
        ..BLANK
    },
    Rule {
        id: "my-cnf",
        title: "Password in a .my.cnf",
        reference: "MySQL Reference Manual, \"End-User Guidelines for Password Security\"",
        files: Some(files::MY_CNF),
        ..BLANK
    },
    Rule {
        id: "pip-conf",
        title: "Password in pip's configuration",
        reference: "pip documentation, \"Authentication\"",
        files: Some(files::PIP_CONF),
        ..BLANK
    },
    Rule {
        id: "pypirc",
        title: "Password in a .pypirc",
        reference: "Python Packaging User Guide, \"The .pypirc file\"",
        files: Some(files::PYPIRC),
        ..BLANK
    },
    Rule {
        id: "shadow",
        title: "Password hash of an account",
        reference: "shadow(5); crypt(5)",
        files: Some(files::SHADOW),
        ..BLANK
    },
    Rule {
        id: "htpasswd",
        title: "Password hash of a web server's user",
        reference: "Apache HTTP Server documentation, \"Password Formats\"",
        files: Some(files::HTPASSWD),
        ..BLANK
    },
    Rule {
        id: "env-file",
        title: "Value of a .env that is named as a secret",
        certainty: Certainty::Possible,
        reference: "Docker Docs, \"Set environment variables\", env files",
        files: Some(files::ENV_FILE),
        ..BLANK
    },
    Rule {
        id: "history-file",
        title: "History of commands",
        certainty: Certainty::Possible,
        reference: "Bash Reference Manual, \"Bash History Facilities\"",
        files: Some(files::HISTORY),
        ..BLANK
    },
    NAMED,
];
