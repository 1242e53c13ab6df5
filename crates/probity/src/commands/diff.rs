//! `probity diff`: what a new version of the published words takes from people, and what it gives them.

use crate::failure::Failure;
use crate::output::Output;
use crate::published::Input;
use clap::Args;
use probity_notice::{
    Change, Difference, Direction, Fate, Mail, Version, difference, difference_mail, difference_page,
    read_document, report,
};
use std::ops::Range;
use std::path::PathBuf;

/// Tell two versions of a published text apart.
///
/// Changes of meaning, what people lose first, with the words of both versions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity diff notice-1.txt notice-2.txt
  probity diff notice-1.html notice-2.html --format json
  probity diff notice-1.txt notice-2.txt --format html > changes.html
  probity diff notice-1.txt notice-2.txt --format mail --from \"1 March 2027\"

`--format html` shows both versions side by side; `--format mail` says in plain words what the
new one takes and gives, and what somebody can do. What it cannot know stands in square brackets.

The two may be written in different formats. Other line breaks, numbers of clauses and wordings that mean the same are no change.")]
pub(crate) struct Diff {
    /// The version before.
    old: PathBuf,
    /// The version that is to hold.
    new: PathBuf,
    /// From when the new version holds, as the mail says it.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Where people can read the new version, for the mail.
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    #[command(flatten)]
    input: Input,
}

impl Diff {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let (old, new) = (self.input.document(&self.old)?, self.input.document(&self.new)?);
        let (before, after) = (read_document(&old), read_document(&new));
        let found = difference((old.text(), &before), (new.text(), &after));
        if output.is_json() {
            output.json(&report::documents_difference(&old, &new, &found));
        } else if output.is_html() {
            let (one, other) = (self.old.display().to_string(), self.new.display().to_string());
            let page = difference_page(
                Version { name: &one, text: old.text(), reading: &before },
                Version { name: &other, text: new.text(), reading: &after },
                &found,
            );
            output.text(&page);
        } else if output.is_mail() {
            output.text(&difference_mail(
                &found,
                Mail { from: self.from.as_deref(), link: self.link.as_deref() },
            ));
        } else {
            output.text(&text(old.text(), new.text(), &found));
        }
        Ok(())
    }
}

const PARTS: [(Direction, &str); 4] = [
    (Direction::LessProtective, "Protects people less"),
    (Direction::Mixed, "Protects them less in one way and more in another"),
    (Direction::MoreProtective, "Protects people more"),
    (Direction::Neutral, "Neither"),
];

fn text(old: &str, new: &str, found: &Difference) -> String {
    let mut lines = Vec::new();
    for (direction, heading) in PARTS {
        let changes: Vec<&Change> =
            found.changes.iter().filter(|change| change.direction == direction).collect();
        if changes.is_empty() {
            continue;
        }
        lines.push(format!("{heading} ({})\n", changes.len()));
        for change in changes {
            lines.push(format!("  {}: {}", change.topic, change.says));
            for (sign, text, range) in [("-", old, &change.old), ("+", new, &change.new)] {
                if let Some(range) = range {
                    lines.push(format!("    {sign} {}", quoted(text, range)));
                }
            }
        }
        lines.push(String::new());
    }
    let significant = found.changes.iter().filter(|change| change.significant).count();
    lines.push(match (found.changes.len(), significant) {
        (0, _) => "The two versions say the same.".to_owned(),
        (all, 0) => format!("{all} changes; none that people must be told of before it holds."),
        (all, some) => format!("{all} changes; {some} concern what people must be told of before they hold."),
    });
    let count = |fate: Fate| found.clauses.iter().filter(|one| one.fate == fate).count();
    lines.push(format!(
        "Clauses: {} the same, {} moved, {} changed, {} split, {} merged, {} removed, {} added.\n",
        count(Fate::Same),
        count(Fate::Moved),
        count(Fate::Changed),
        count(Fate::Split),
        count(Fate::Merged),
        count(Fate::Removed),
        count(Fate::Added)
    ));
    lines.join("\n")
}

/// The words on one line, cut where they are long.
fn quoted(text: &str, range: &Range<usize>) -> String {
    const MOST: usize = 160;
    let flat: Vec<&str> = text.get(range.clone()).unwrap_or("").split_whitespace().collect();
    let flat = flat.join(" ");
    match flat.char_indices().nth(MOST) {
        Some((end, _)) => format!("“{}…”", flat.get(..end).unwrap_or("")),
        None => format!("“{flat}”"),
    }
}
