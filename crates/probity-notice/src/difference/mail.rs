//! A difference as a mail to the people whose data it is: what the new version takes, what it gives, from when it
//! holds, and what somebody can do. Whoever sends it reads it first; what is not known stands in square brackets.

use super::{Difference, Direction, PolicyDifference};
use std::fmt::Write;

/// What the texts do not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mail<'m> {
    /// From when the new version holds.
    pub from: Option<&'m str>,
    /// Where the new version can be read.
    pub link: Option<&'m str>,
}

const PARTS: [(Direction, &str); 4] = [
    (Direction::LessProtective, "What protects you less than before"),
    (Direction::Mixed, "What protects you less in one way and more in another"),
    (Direction::MoreProtective, "What protects you more than before"),
    (Direction::Neutral, "What is only said in another way"),
];

/// A change as the mail says it.
struct Said<'c> {
    says: &'c str,
    direction: Direction,
    significant: bool,
}

/// The mail, as plain text.
#[must_use]
pub fn difference_mail(found: &Difference, mail: Mail<'_>) -> String {
    let said = found.changes.iter().map(|change| Said {
        says: &change.says,
        direction: change.direction,
        significant: change.significant,
    });
    written(&said.collect::<Vec<_>>(), found.wording.len(), mail)
}

/// The mail of a difference of policy code. What no notice says to people is not in it; without another date it names
/// the day on which the new version begins.
#[must_use]
pub fn policy_difference_mail(found: &PolicyDifference, mail: Mail<'_>) -> String {
    let said = found.changes.iter().filter(|change| change.spoken).map(|change| Said {
        says: &change.says,
        direction: change.direction,
        significant: change.significant,
    });
    let from = mail.from.or(found.new.effective.as_deref());
    written(&said.collect::<Vec<_>>(), 0, Mail { from, ..mail })
}

/// `unweighed` sentences have other words, of which nobody has said what they mean.
fn written(said: &[Said<'_>], unweighed: usize, mail: Mail<'_>) -> String {
    let from = mail.from.unwrap_or("[date]");
    let link = mail.link.unwrap_or("[address of the new version]");
    let mut out = format!("Subject: Our privacy policy changes on {from}\n\nHello,\n\n");
    let to_be_read = match unweighed {
        0 => String::new(),
        1 => "[One sentence has other words, and no rule knows what they mean. Read it, and say here what it changes.]".to_owned(),
        many => format!("[{many} sentences have other words, and no rule knows what they mean. Read them, and say here what they change.]"),
    };
    if said.is_empty() && unweighed > 0 {
        let _ = writeln!(
            out,
            "From {from} on our privacy policy has another text.\n\n{to_be_read}\n\nYou can read it here: {link}"
        );
        return out;
    }
    if said.is_empty() {
        let _ = writeln!(
            out,
            "From {from} on our privacy policy has another text. It means the same as before: nothing is taken from\nyou, and you need not do anything. You can read it here: {link}"
        );
        return out;
    }
    let _ = writeln!(
        out,
        "From {from} on a new version of our privacy policy holds. This is what changes for you:"
    );
    for (direction, heading) in PARTS {
        let changes: Vec<&Said<'_>> = said.iter().filter(|change| change.direction == direction).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{heading}:");
        for change in changes {
            wrapped(&mut out, change.says);
        }
    }
    if unweighed > 0 {
        let _ = writeln!(out, "\n{to_be_read}");
    }
    out.push_str("\nWhat you can do:\n");
    wrapped(&mut out, &format!("Read the new version: {link}"));
    wrapped(&mut out, "Ask us what it means for your data, by answering this mail.");
    if said.iter().any(|change| change.direction != Direction::MoreProtective && change.significant) {
        wrapped(
            &mut out,
            &format!(
                "If you do not agree, tell us before {from}: you can withdraw a consent, object to a use, and ask us to delete your data."
            ),
        );
        wrapped(&mut out, "You can complain to the data protection authority of the place where you live.");
    } else {
        wrapped(&mut out, "You need not do anything.");
    }
    out
}

/// An item on lines of at most 76 characters.
fn wrapped(out: &mut String, words: &str) {
    const WIDTH: usize = 76;
    let mut line = "  -".to_owned();
    for word in words.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = "   ".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}
