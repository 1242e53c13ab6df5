//! `probity diff`: what a new version of the published words, or of the policy code, takes from people, and what it
//! gives them.

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use crate::published::Input;
use clap::Args;
use probity_notice::{
    Change, Difference, Direction, Fate, Mail, PolicyChange, PolicyDifference, Version, Wording, difference,
    difference_mail, difference_page, policy_difference, policy_difference_mail, policy_difference_page,
    read_document, report,
};
use probity_policy::project::Project;
use probity_source::Severity;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Tell two versions of a published text, or of a policy's code, apart.
///
/// Changes of meaning, what people lose first, with the words of both versions; then every other sentence that differs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity diff notice-1.txt notice-2.txt
  probity diff notice-1.html notice-2.html --format json
  probity diff notice-1.txt notice-2.txt --format html > changes.html
  probity diff notice-1.txt notice-2.txt --format mail --from \"1 March 2027\"
  probity diff policy-1.1/ policy-1.2/
  probity diff old.probity new.probity --format mail

Folders and `.probity` files are policy code: their statements are compared, in whatever file and
order they stand, and what must be done before the new version holds is told, as the old version
promises it and its laws demand it.

`--format html` shows both versions side by side; `--format mail` says in plain words what the
new one takes and gives, and what somebody can do. What it cannot know stands in square brackets.

What differs and no rule can weigh is shown as other words: the two say the same only where every
sentence of one stands in the other. The two may be written in different formats; other line breaks,
numbers of clauses and marks are no difference.")]
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
        match (is_code(&self.old), is_code(&self.new)) {
            (true, true) => return self.of_code(output),
            (false, false) => {}
            (true, false) => return Err(mixed(&self.old, &self.new)),
            (false, true) => return Err(mixed(&self.new, &self.old)),
        }
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

    fn of_code(&self, output: &mut Output) -> Result<(), Failure> {
        let found = policy_difference(&compiled(&self.old)?, &compiled(&self.new)?);
        if output.is_json() {
            output.json(&report::policy_difference(&found));
        } else if output.is_html() {
            let (one, other) = (self.old.display().to_string(), self.new.display().to_string());
            output.text(&policy_difference_page(&one, &other, &found));
        } else if output.is_mail() {
            let mail = Mail { from: self.from.as_deref(), link: self.link.as_deref() };
            output.text(&policy_difference_mail(&found, mail));
        } else {
            output.text(&policy_text(&found));
        }
        Ok(())
    }
}

/// Is it policy code, and not a published text?
fn is_code(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.is_dir() || name.ends_with(".probity") || name.ends_with(".probity.json")
}

fn mixed(code: &Path, text: &Path) -> Failure {
    Failure::Usage(format!(
        "`{}` is policy code and `{}` is not: compare two texts or two policies; `probity coverage` compares a policy with its text",
        code.display(),
        text.display()
    ))
}

/// A policy whose sentences were all read. What is only unsound, such as a time beyond the law's, can be compared.
fn compiled(path: &Path) -> Result<Project, Failure> {
    let project = project_files::load(path)?;
    let unread = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .filter(|one| ["P00", "P01"].iter().any(|part| one.code.to_string().starts_with(part)))
        .count();
    if unread > 0 {
        return Err(Failure::Fault(format!(
            "{unread} sentences of `{}` cannot be read, and what they say would be taken for said no more; `probity check` shows them",
            path.display()
        )));
    }
    Ok(project)
}

const PARTS: [(Direction, &str); 4] = [
    (Direction::LessProtective, "Protects people less"),
    (Direction::Mixed, "Protects them less in one way and more in another"),
    (Direction::MoreProtective, "Protects people more"),
    (Direction::Neutral, "Neither"),
];

/// A change as it is told: which way it goes, what it is about, and the words of both versions.
struct Told {
    direction: Direction,
    what: String,
    words: Vec<String>,
    significant: bool,
}

/// The changes under the way they go.
fn by_direction(told: &[Told]) -> Vec<String> {
    let mut lines = Vec::new();
    for (direction, heading) in PARTS {
        let changes: Vec<&Told> = told.iter().filter(|one| one.direction == direction).collect();
        if changes.is_empty() {
            continue;
        }
        lines.push(format!("{heading} ({})\n", changes.len()));
        for change in changes {
            lines.push(format!("  {}", change.what));
            lines.extend(change.words.iter().map(|words| format!("    {words}")));
        }
        lines.push(String::new());
    }
    lines
}

/// How many there are, and how many concern what people must be told of.
fn counted(told: &[Told], same: &str) -> String {
    match (told.len(), told.iter().filter(|one| one.significant).count()) {
        (0, _) => same.to_owned(),
        (all, 0) => format!("{all} changes; none that people must be told of before it holds."),
        (all, some) => format!("{all} changes; {some} concern what people must be told of before they hold."),
    }
}

fn text(old: &str, new: &str, found: &Difference) -> String {
    let tell = |change: &Change| {
        let sides = [("-", old, &change.old), ("+", new, &change.new)].into_iter();
        Told {
            direction: change.direction,
            what: format!("{}: {}", change.topic, change.says),
            words: sides
                .filter_map(|(sign, text, range)| Some(format!("{sign} {}", quoted(text, range.as_ref()?))))
                .collect(),
            significant: change.significant,
        }
    };
    let told: Vec<Told> = found.changes.iter().map(tell).collect();
    let mut lines = by_direction(&told);
    lines.extend(unweighed(old, new, &found.wording));
    lines.push(match found.wording.len() {
        0 => counted(&told, "The two versions say the same."),
        many => {
            let words =
                if many == 1 { "1 sentence has".to_owned() } else { format!("{many} sentences have") };
            let changes = counted(&told, "No rule reads a change of meaning.");
            format!("{changes} {words} other words, which somebody must weigh.")
        }
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

/// The sentences that differ and that no change quotes.
fn unweighed(old: &str, new: &str, wording: &[Wording]) -> Vec<String> {
    if wording.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("Other words, which no rule can weigh: read them ({})\n", wording.len())];
    for one in wording {
        let words = |text: &str, range: &Option<Range<usize>>| -> Vec<String> {
            let said = range.as_ref().and_then(|range| text.get(range.clone())).unwrap_or("");
            said.split_whitespace().map(str::to_owned).collect()
        };
        let (before, now) = (words(old, &one.old), words(new, &one.new));
        let same = before.iter().zip(&now).take_while(|(one, other)| one == other).count();
        for (sign, words) in [("-", before), ("+", now)] {
            if !words.is_empty() {
                lines.push(format!("  {sign} {}", from_where_they_differ(&words, same)));
            }
        }
        lines.push(String::new());
    }
    lines
}

/// A sentence from a little before the word at which it differs.
fn from_where_they_differ(words: &[String], same: usize) -> String {
    const BEFORE: usize = 8;
    let skipped = if same > BEFORE + 4 { same - BEFORE } else { 0 };
    let rest = words.get(skipped..).unwrap_or_default().join(" ");
    format!("“{}{}”", if skipped > 0 { "… " } else { "" }, flat(&rest))
}

fn policy_text(found: &PolicyDifference) -> String {
    let tell = |change: &PolicyChange| {
        let sides = [("-", &change.old), ("+", &change.new)].into_iter();
        Told {
            direction: change.direction,
            what: format!("{}: {}", change.topic, change.says),
            words: sides
                .filter_map(|(sign, place)| {
                    let place = place.as_ref()?;
                    Some(format!("{sign} {}:{}: {}", place.file, place.line, flat(&place.quote)))
                })
                .collect(),
            significant: change.significant,
        }
    };
    let told: Vec<Told> = found.changes.iter().map(tell).collect();
    let mut lines = by_direction(&told);
    if !found.duties.is_empty() {
        lines.push("Before the new version holds\n".to_owned());
        for duty in &found.duties {
            let by = duty.by.as_ref().map_or_else(String::new, |by| format!(" By {by} at the latest."));
            lines.push(format!("  - {}{by}", duty.what));
            lines.extend(
                duty.promise
                    .as_ref()
                    .map(|place| format!("    promised in {}:{} of the old version", place.file, place.line)),
            );
            lines.extend(duty.law.map(|law| format!("    {law}")));
        }
        lines.push(String::new());
    }
    lines.push(counted(&told, "The two versions promise the same."));
    if found.data_map > 0 {
        lines.push(format!(
            "{} statements of the data map stand in one version only; they promise nothing.",
            found.data_map
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The words on one line, cut where they are long.
fn quoted(text: &str, range: &Range<usize>) -> String {
    format!("“{}”", flat(text.get(range.clone()).unwrap_or("")))
}

fn flat(text: &str) -> String {
    const MOST: usize = 160;
    let flat: Vec<&str> = text.split_whitespace().collect();
    let flat = flat.join(" ");
    match flat.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", flat.get(..end).unwrap_or("")),
        None => flat,
    }
}
