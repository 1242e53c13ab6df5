//! Every command tells how it is used, in a width of a hundred letters.

use crate::program::probity;
use std::path::Path;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["survey"],
    &["map"],
    &["check"],
    &["fmt"],
    &["read"],
    &["lint"],
    &["diff"],
    &["coverage"],
    &["render"],
    &["explain"],
    &["new"],
    &["import"],
    &["import", "fides"],
    &["deadline"],
    &["plan"],
    &["request"],
    &["requests"],
    &["replay"],
    &["backup"],
    &["backup", "add"],
    &["backup", "list"],
    &["backup", "remove"],
    &["backup", "restored"],
    &["task"],
    &["task", "list"],
    &["task", "done"],
    &["verify"],
    &["expire"],
    &["hold"],
    &["hold", "add"],
    &["hold", "list"],
    &["hold", "release"],
    &["ledger"],
    &["ledger", "verify"],
    &["ledger", "prove"],
    &["ledger", "export"],
    &["serve"],
    &["demo"],
    &["generate"],
];

#[test]
fn every_command_has_help_with_examples() {
    for words in COMMANDS {
        let ended = probity(Path::new("/"), &[*words, &["--help"]].concat()).with(0);
        let name = if words.is_empty() { "probity".to_owned() } else { words.join("_") };
        assert!(ended.out.lines().all(|line| line.chars().count() <= 120), "{name}");
        insta::assert_snapshot!(name, ended.out);
    }
}

#[test]
fn the_list_above_names_every_command() {
    let help = probity(Path::new("/"), &["--help"]).with(0).out;
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for name in listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(COMMANDS.iter().any(|words| words.first() == Some(&name)), "{name} is missing");
    }
}

#[test]
fn the_version_is_told_everywhere() {
    for words in COMMANDS {
        let ended = probity(Path::new("/"), &[*words, &["--version"]].concat()).with(0);
        assert!(ended.out.contains(env!("CARGO_PKG_VERSION")), "{words:?}: {}", ended.out);
    }
}
