use serde_json::{Value, json};

use super::*;

fn config(value: &Value) -> Config {
    Config::parse(value.to_string().into(), "", &Limits::default()).unwrap()
}

fn wrote() -> Wrote {
    Wrote { paths: vec!["/etc/a".into(), "/etc/b".into()], tops: 2, files: 2, bytes: 1500 }
}

/// The lines of an image with these steps, each with a layer, without the `FROM`.
fn lines(steps: &[&str], of_config: &Value, comment: &str) -> Vec<Line> {
    let history: Vec<Value> =
        steps.iter().map(|step| json!({"created_by": step, "comment": comment})).collect();
    let value = json!({"os": "linux", "config": of_config, "history": history, "rootfs": {"diff_ids": []}});
    let made = reconstruct(&config(&value), steps.len(), &[], &|_| Some(wrote()));
    assert_eq!(made.lines[0].origin, Origin::From);
    made.lines[1..].to_vec()
}

/// What one step becomes, and whether something in it is unknown.
#[track_caller]
fn check(created_by: &str, of_config: &Value, text: &str, unknown: bool) {
    let comment = if created_by.contains("#(nop)") || created_by.ends_with("# buildkit") {
        ""
    } else {
        "buildkit.dockerfile.v0"
    };
    let lines = lines(&[created_by], of_config, comment);
    assert_eq!((lines[0].text.as_str(), lines[0].unknown), (text, unknown), "{created_by}");
    assert_eq!((lines[0].step, lines[0].layer), (Some(0), Some(0)));
}

#[test]
fn instructions_that_set_the_config() {
    let none = json!({});
    for (created_by, text) in [
        (r#"/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "a \"b\""]"#, r#"CMD ["/bin/sh", "-c", "a \"b\""]"#),
        (r#"/bin/sh -c #(nop) CMD ["/bin/sh","-c"]"#, r#"CMD ["/bin/sh", "-c"]"#),
        ("/bin/sh -c #(nop) CMD echo worker && true", "CMD echo worker && true"),
        (r#"/bin/sh -c #(nop) ENTRYPOINT &{["/pause"]}"#, r#"ENTRYPOINT ["/pause"]"#),
        (r#"ENTRYPOINT ["npm" "start"]"#, r#"ENTRYPOINT ["npm", "start"]"#),
        ("EXPOSE map[443/tcp:{} 53/udp:{}]", "EXPOSE 443/tcp 53/udp"),
        ("EXPOSE [80/tcp]", "EXPOSE 80/tcp"),
        ("/bin/sh -c #(nop)  EXPOSE 443/tcp 80", "EXPOSE 443/tcp 80"),
        ("VOLUME [/srv/data /var/log]", r#"VOLUME ["/srv/data", "/var/log"]"#),
        ("/bin/sh -c #(nop) VOLUME /data", "VOLUME /data"),
        ("SHELL [/bin/bash -o pipefail -c]", r#"SHELL ["/bin/bash", "-o", "pipefail", "-c"]"#),
        (
            "SHELL [powershell -Command $a = 'Stop'; $b = 1;]",
            r#"SHELL ["powershell", "-Command", "$a = 'Stop'; $b = 1;"]"#,
        ),
        (r#"/bin/sh -c #(nop) SHELL ["/bin/sh", "-c"]"#, r#"SHELL ["/bin/sh", "-c"]"#),
        ("/bin/sh -c #(nop) WORKDIR /srv", "WORKDIR /srv"),
        ("WORKDIR /srv", "WORKDIR /srv"),
        ("cmd /S /C #(nop)  USER ContainerUser", "USER ContainerUser"),
        ("/bin/sh -c #(nop)  ONBUILD RUN true", "ONBUILD RUN true"),
        ("STOPSIGNAL SIGQUIT", "STOPSIGNAL SIGQUIT"),
        (r#"MAINTAINER "A <a@b>""#, r#"MAINTAINER "A <a@b>""#),
        ("ARG VERSION=1.0", "ARG VERSION=1.0"),
        (
            r#"HEALTHCHECK &{["CMD-SHELL" "a || b"] "30s" "0s" "0s" "0s" '\x02'}"#,
            "HEALTHCHECK --interval=30s --retries=2 CMD a || b",
        ),
        ("ENV A=1 B=x/y", "ENV A=1 B=x/y"),
        ("ENV KEY value", "ENV KEY value"),
        (r#"/bin/sh -c #(nop) ENV V=$W G="hello world""#, r#"ENV V=$W G="hello world""#),
    ] {
        check(created_by, &none, text, false);
    }
    let of_config = json!({"Env": ["B=hello world"], "Labels": {"n": "a = b, \"c\""}});
    check("ENV A=1 B=hello world", &of_config, r#"ENV A=1 B="hello world""#, false);
    check("LABEL t=S n=a = b, \"c\"", &of_config, r#"LABEL t=S n="a = b, \"c\"""#, false);
    check("ENV A=1 2", &none, r#"ENV A="1 2""#, true);
}

#[test]
fn copies_tell_what_was_copied() {
    let copied = "copied into layer 1: 2 files, 1.5kB: /etc/a /etc/b";
    for (created_by, text, unknown) in [
        ("COPY a b /etc/ # buildkit", "COPY a b /etc/", false),
        ("ADD --chown=33:33 files /srv/ # buildkit", "ADD --chown=33:33 files /srv/", false),
        ("COPY --from=build /a /b", "COPY --from=build /a /b", false),
        (
            "/bin/sh -c #(nop) COPY file:07c8ab3ef828dbe067e3 in /bin/sh ",
            "COPY <unknown-file-07c8ab3ef828> /bin/sh",
            true,
        ),
        (
            "/bin/sh -c #(nop) COPY multi:d147fde61297 in /etc/ ",
            "COPY <unknown-multi-d147fde61297> /etc/",
            true,
        ),
        (
            "/bin/sh -c #(nop) ADD --chown=33:33dir:a609 in /srv/www/ ",
            "ADD --chown=33:33 <unknown-dir-a609> /srv/www/",
            true,
        ),
        ("COPY <<EOF /a # buildkit", "# COPY <<EOF /a", true),
    ] {
        check(created_by, &json!({}), text, unknown);
        let notes = lines(&[created_by], &json!({}), "")[0].notes.clone();
        assert!(notes.iter().any(|note| note == copied), "{notes:?}");
    }
    let notes = &lines(&["COPY /out /bin # buildkit"], &json!({}), "")[0].notes;
    assert!(notes[1].contains("--from"), "{notes:?}");
}

#[test]
fn commands_and_their_shell() {
    let made = lines(
        &[
            "SHELL [/bin/bash -eo pipefail -c]",
            "RUN /bin/bash -eo pipefail -c a | b # buildkit",
            "ARG V=1",
            "RUN |1 V=1 /bin/bash -eo pipefail -c c # buildkit",
            "RUN /bin/sh -c d # buildkit",
        ],
        &json!({"Shell": ["/bin/bash", "-eo", "pipefail", "-c"]}),
        "buildkit.dockerfile.v0",
    );
    let texts: Vec<&str> = made.iter().map(|line| line.text.as_str()).collect();
    let wanted = [
        r#"SHELL ["/bin/bash", "-eo", "pipefail", "-c"]"#,
        "RUN a | b",
        "ARG V=1",
        "RUN c",
        r#"RUN ["/bin/sh", "-c", "d"]"#,
    ];
    assert_eq!(texts, wanted);
    assert!(made.iter().all(|line| line.notes.is_empty()), "{made:?}");

    // No step sets the shell, the config has it.
    let made = lines(&["powershell -Command a"], &json!({"Shell": ["powershell", "-Command"]}), "");
    assert_eq!(made[0].text, r#"SHELL ["powershell", "-Command"]"#);
    assert_eq!((made[0].origin, made[0].step), (Origin::Config, None));
    assert_eq!((made[1].text.as_str(), made[1].step, made.len()), ("RUN a", Some(0), 2));
}

#[test]
fn what_is_no_instruction_is_a_comment() {
    for (created_by, text) in [
        ("bazel build ...", "# bazel build ..."),
        ("jib-core:null", "# jib-core:null"),
        ("# debian.sh --arch", "# # debian.sh --arch"),
        ("COPY a\rRUN b", "# COPY a\\u{d}RUN b"),
        ("WORKDIR C:\\", "# WORKDIR C:\\"),
        ("USER a\nRUN evil", "# USER a\n# RUN evil"),
        ("  # buildkit", "# a step without a command"),
        ("/bin/sh -c #(nop) ENV ", "# ENV"),
    ] {
        check(created_by, &json!({}), text, true);
    }
    let line = &lines(&["bazel build ..."], &json!({}), "made by hand")[0];
    assert_eq!(
        line.notes,
        ["unknown: no instruction; made layer 1: 2 files, 1.5kB: /etc/a /etc/b", "remark: made by hand"]
    );
    let value = json!({"history": [{"comment": "x"}, {"empty_layer": true}], "rootfs": {"diff_ids": []}});
    let made = reconstruct(&config(&value), 2, &[], &|_| None);
    let texts: Vec<&str> = made.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts[1..],
        [
            "# the history does not tell what made layer 1 (not read yet)",
            "# the history does not tell what step 1 did; it made no layer",
            "# no step of the history tells what made layer 2 (not read yet)"
        ]
    );
}

#[test]
fn the_rest_of_the_config_is_told_at_the_end() {
    let of_config = json!({
        "Env": ["PATH=/bin", "A=1"], "Labels": {"x": "y z"}, "Cmd": ["a"], "Entrypoint": ["b"], "User": "c",
        "WorkingDir": "/d/e", "ExposedPorts": {"80/tcp": {}, "8001/udp": {}, "1/tcp": {}}, "Volumes": {"/v": {}},
        "StopSignal": "SIGQUIT", "OnBuild": ["RUN true"],
        "Healthcheck": {"Test": ["CMD-SHELL", "x"], "Interval": 1_500_000_000_u64, "Timeout": 3_000_000_000_u64, "Retries": 2}
    });
    let steps = ["ENV A=1", "EXPOSE 80 8000-8010/udp", "WORKDIR /d", "WORKDIR e", r#"CMD ["a"]"#];
    let made = lines(&steps, &of_config, "buildkit.dockerfile.v0");
    let texts: Vec<&str> = made[steps.len()..].iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "ENV PATH=/bin",
            r#"LABEL x="y z""#,
            "USER c",
            "STOPSIGNAL SIGQUIT",
            "EXPOSE 1/tcp",
            r#"VOLUME ["/v"]"#,
            "HEALTHCHECK --interval=1500000000ns --timeout=3s --retries=2 CMD x",
            "ONBUILD RUN true",
            r#"ENTRYPOINT ["b"]"#
        ]
    );
    assert!(made[steps.len()..].iter().all(|line| line.origin == Origin::Config && line.step.is_none()));
}

#[test]
fn the_base_is_the_image_with_the_longest_true_prefix() {
    let id = |n: u8| format!("sha256:{}", format!("{n:02x}").repeat(32));
    let image = |layers: &[u8], steps: &[&str], env: &[&str]| {
        let ids: Vec<String> = layers.iter().map(|n| id(*n)).collect();
        let steps: Vec<Value> = steps
            .iter()
            .map(|step| json!({"created_by": step, "empty_layer": step.starts_with("ENV")}))
            .collect();
        config(&json!({"history": steps, "rootfs": {"diff_ids": ids}, "config": {"Env": env}}))
    };
    let ours = image(&[1, 2, 3], &["a", "ENV A=1", "b", "c"], &["A=1", "HIDDEN=x"]);
    let small = (vec!["small".into()], image(&[1], &["a"], &[]));
    let base = (
        vec!["base:1".into(), "base:2".into()],
        image(&[1, 2], &["a", "ENV A=1", "b"], &["A=1", "HIDDEN=x"]),
    );
    let other = (vec!["other".into()], image(&[2], &["b"], &[]));
    let own = (vec!["own".into()], image(&[1, 2, 3], &["a", "ENV A=1", "b", "c"], &[]));
    let made = reconstruct(&ours, 3, &[small, base, other, own], &|_| Some(wrote()));
    assert_eq!(made.lines[0].text, "FROM base:1");
    assert!(!made.lines[0].unknown);
    assert_eq!(made.lines[0].notes[1], "its other names: base:2");
    let origins: Vec<Origin> = made.lines.iter().map(|line| line.origin).collect();
    assert_eq!(origins, [Origin::From, Origin::Base, Origin::Base, Origin::Base, Origin::Step]);
    assert!(made.to_string().ends_with(
        "FROM base:1\n# unknown: no instruction; made layer 3: 2 files, 1.5kB: /etc/a /etc/b\n# c\n"
    ));

    // Another history: the layers alone make it the base, and that is told.
    let strange = (vec![], image(&[1, 2], &["x", "y"], &[]));
    let made = reconstruct(&ours, 3, std::slice::from_ref(&strange), &|_| None);
    assert_eq!(made.lines[0].text, format!("FROM {}", strange.1.id));
    assert!(made.lines[0].unknown);
    assert_eq!(made.lines.iter().filter(|line| line.origin == Origin::Base).count(), 3);
    assert_eq!(reconstruct(&ours, 3, &[], &|_| None).lines[0].text, "FROM scratch");
}

#[test]
fn facts_of_another_worker() {
    let facts: Facts = serde_json::from_value(json!({
        "config": json!({"history": [{"created_by": "COPY a /b # buildkit"}], "rootfs": {"diff_ids": []}}).to_string(),
        "layers": [{"paths": ["/b"], "tops": 1, "files": 1, "bytes": 3}],
        "others": [{"references": ["x"], "config": "no JSON"}]
    }))
    .unwrap();
    let made = dockerfile(&facts, &Limits::default()).unwrap();
    assert!(made.to_string().ends_with("# copied into layer 1: 1 file, 3B: /b\nCOPY a /b\n"), "{made}");
    assert!(dockerfile(&Facts::default(), &Limits::default()).is_err());
}

#[test]
fn any_text_at_all_makes_lines_that_stay_in_their_place() {
    let odd = [
        "|2 A=ü y B=1 /bin/sh -c cat <<X >a && b\n1  2\nX\n # buildkit",
        "RUN |1 É=1 /bin/bash -o pipefail -c x | ü # buildkit",
        "/bin/sh -c #(nop) ADD --chown=1:1dir:ab12 in /ü \\",
        "/bin/sh -c #(nop)  ENV A=\"b\\\" c=ü =x  D",
        "HEALTHCHECK &{[\"CMD\" \"\\x41\\u00fc\"] \"1s\" \"2s\" \"0s\" '\\x02'}",
        "COPY <<É /a\r\n# buildkit",
        "SHELL [powershell -Command $é = 'b'; c]",
    ];
    let of_config = json!({"Env": ["A=b"], "Shell": ["/bin/bash", "-o", "pipefail", "-c"]});
    for text in odd {
        for start in text.char_indices().map(|(at, _)| at) {
            for end in text.char_indices().map(|(at, _)| at).filter(|end| *end > start) {
                for line in lines(&[&text[start..end]], &of_config, "") {
                    let mut rest = line.text.lines();
                    let first = rest.next().unwrap_or_default();
                    let in_place = match line.instruction.as_str() {
                        "" => first.starts_with('#'),
                        instruction => first.starts_with(instruction) || first.starts_with("# "),
                    };
                    assert!(in_place, "{text}: {line:?}");
                    let is_comment = first.starts_with('#');
                    assert!(
                        line.instruction == "RUN" || rest.all(|more| is_comment && more.starts_with('#')),
                        "{line:?}"
                    );
                    assert!(!line.text.ends_with('\\') || is_comment, "{line:?}");
                }
            }
        }
    }
}
