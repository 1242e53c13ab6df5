//! Commands that write files: they change what they say and nothing else. And colours.

use crate::program::{POLICY, policy, probity};

#[test]
fn a_new_project_is_sound_and_laid_out_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    probity(folder.path(), &["new", "privacy"]).with(0);
    let project = folder.path().join("privacy");
    probity(&project, &["check"]).with(0);
    probity(&project, &["fmt", "--check"]).with(0);
    std::fs::write(project.join("notice.md"), "mine").unwrap();
    std::fs::remove_file(project.join("data.probity")).unwrap();
    probity(folder.path(), &["new", "privacy"]).with(2).says(&["already", "nothing was written"]);
    assert_eq!(std::fs::read_to_string(project.join("notice.md")).unwrap(), "mine");
    assert!(!project.join("data.probity").exists(), "a refusal writes nothing, not even what is missing");
}

#[test]
fn a_layout_is_checked_without_a_change_and_made_once() {
    let text = POLICY.replace("CORE_KIND", "sqlite");
    let crooked = text.replace("    on erasure delete", "  on   erasure    delete");
    assert_ne!(text, crooked);
    let folder = policy(&crooked);
    let path = folder.path().join("policy.probity");
    let checked = probity(folder.path(), &["fmt", "--check"]).with(1);
    assert!(checked.out.contains("policy.probity"), "{}", checked.out);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), crooked, "a check changes nothing");
    probity(folder.path(), &["fmt"]).with(0);
    probity(folder.path(), &["fmt", "--check"]).with(0);
    let laid_out = std::fs::read_to_string(&path).unwrap();
    assert_eq!(probity(folder.path(), &["fmt"]).with(0).out, "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), laid_out);
}

/// On a terminal; made with `script`, which gives a program one.
#[test]
fn colours_are_for_terminals_and_only_without_no_color() {
    let folder = policy("keep contact.emial 1 year\n");
    let shown = |no_color: Option<&str>| {
        let program = format!("'{}' check '{}'", env!("CARGO_BIN_EXE_probity"), folder.path().display());
        let mut script = std::process::Command::new("script");
        script
            .args(["-qec", &program, "/dev/null"])
            .env_remove("NO_COLOR")
            .stdin(std::process::Stdio::null());
        if let Some(value) = no_color {
            script.env("NO_COLOR", value);
        }
        script.output().ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(colourful) = shown(None) else {
        println!("skipped: there is no `script` to make a terminal with");
        return;
    };
    assert!(colourful.contains('\u{1b}'), "{colourful}");
    let plain = shown(Some("1")).unwrap();
    assert!(plain.contains("contact.emial") && !plain.contains('\u{1b}'), "{plain}");
}
