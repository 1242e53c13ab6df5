//! The reference of the language, made from the same table as the parser.

use super::rule::{Place, Rule};
use super::rules;
use probity_vocabulary::PromiseClass;
use std::fmt::Write;

/// Every rule by topic, with its pattern, meaning, class and example, as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut out = String::from(
        "# Reference of the language\n\n\
        This file is made from the grammar; `docs/language.md` explains. In a pattern a bare word stands for \
        itself, `<name:type>` is a value, `<name?word>` a word whose presence is recorded, `[ … ]` may be left out \
        and `( … | … )` is a choice. After every sentence may follow, in this order, `for people in PLACES`, \
        `when CONDITION`, `unless CONDITION`, `because REASON`, `unconfirmed` and `§CLAUSE`.\n",
    );
    for (topic, rules) in rules::topics() {
        let _ = write!(out, "\n## {topic}\n");
        for rule in rules {
            one(&mut out, rule);
        }
    }
    out
}

fn one(out: &mut String, rule: &Rule) {
    let _ = write!(out, "\n### `{}`\n\n{}\n\n", rule.name, rule.meaning);
    let _ = writeln!(out, "- Pattern: `{}`", rule.pattern.replace('`', "\u{2019}"));
    let _ = writeln!(out, "- Stands {}", rule.place.described());
    if let Some(inner) = rule.block {
        let holds = if inner == Place::File { "sentences of any kind" } else { "what it describes" };
        let _ = writeln!(out, "- Its block holds {holds}");
    }
    let class = match rule.promise {
        Some(PromiseClass::Enforced) => "a promise that Probity enforces",
        Some(PromiseClass::Evidenced) => "a promise that a person keeps and proves",
        Some(PromiseClass::Attested) => "a promise that a person signs for",
        None => "no promise of its own",
    };
    let _ = write!(out, "- Makes {class}\n\n```text\n{}\n```\n", rule.example);
}
