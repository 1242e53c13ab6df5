//! Examples in Markdown as tests: the pages of findings and the manual are run, so that they stay true.
//!
//! A *case* is a run of fenced blocks with nothing but empty lines between. Info strings:
//!
//! - `probity [file=NAME] [alone]`: a file of the project, `policy.probity` unless named. Unless one of the
//!   case's blocks is `alone`, a small complete frame stands before it ([`FRAME`]).
//! - `json file=NAME`: a projection.
//! - `notice`: the published text, which the frame then names.
//! - `bytes hex [times=N]`: `policy.probity` as bytes, repeated.
//! - `schema json`: what the stores say of themselves.
//!
//! Other blocks are prose. A comment `// error: P0203` (or `warning:`, `note:`) expects the finding on its line.

use probity_policy::check::check_live;
use probity_policy::model::live::LiveSchema;
use probity_policy::project::{Files, Project, compile};
use probity_source::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// What stands before each example that is not `alone`.
pub(crate) const FRAME: &str = r#"policy "Example" version 2 {
    effective 2026-01-07 in Europe/Nicosia
    laws eu-gdpr
}
controller "Example Ltd" {
    country CY
    mail privacy env PRIVACY_MAIL
    authority commissioner
}
people {
    kind client "has an account"
}
conduct is never consent
collect contact.email, contact.name of client from person
purpose account "to run the account" {
    basis contract
    uses contact.email, contact.name
}
keep contact.* while client, then 1 year, then delete
"#;

/// One case.
#[derive(Debug, Default)]
pub(crate) struct Case {
    /// The heading that it stands under.
    pub(crate) heading: String,
    /// The line of its first block, for messages.
    pub(crate) line: usize,
    /// The files by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    alone: bool,
    schema: Option<LiveSchema>,
}

/// A finding as tests compare it: file, line (0 for the whole project), severity, code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) severity: &'static str,
    pub(crate) code: String,
}

impl Files for Case {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "frame.probity" {
            let mut frame = FRAME.to_owned();
            if self.files.contains_key("notice.md") {
                frame = frame.replace("laws eu-gdpr", "notice \"notice.md\"; laws eu-gdpr");
            }
            return Ok(frame.into_bytes());
        }
        self.files.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

impl Case {
    /// Compiles the case.
    pub(crate) fn compile(&self) -> Project {
        let main = if self.files.contains_key("policy.json") { "policy.json" } else { "policy.probity" };
        let mut roots = vec![main.to_owned()];
        if !self.alone {
            roots.insert(0, "frame.probity".to_owned());
        }
        compile(&roots, self)
    }

    /// All findings, with those about the live schema where there is one.
    pub(crate) fn findings(&self) -> (Project, Vec<Diagnostic>) {
        let project = self.compile();
        let mut diagnostics = project.diagnostics.clone();
        if let Some(schema) = &self.schema {
            diagnostics.extend(check_live(&project.model, schema));
        }
        (project, diagnostics)
    }

    /// All findings as places and codes.
    pub(crate) fn placed(&self) -> Vec<Finding> {
        let (project, diagnostics) = self.findings();
        let place = |one: &Diagnostic| {
            let span = one.span?;
            let file = project.sources.get(span.source())?;
            Some((file.name().to_owned(), file.position(span.start()).line))
        };
        let mut all: Vec<Finding> = diagnostics
            .iter()
            .map(|one| {
                let (file, line) = place(one).unwrap_or_default();
                Finding { file, line, severity: one.severity.word(), code: one.code.0.to_owned() }
            })
            .collect();
        all.sort();
        all
    }

    /// What the comments in the case's files expect.
    pub(crate) fn expected(&self) -> Vec<Finding> {
        let mut all = Vec::new();
        for (name, bytes) in &self.files {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            for (at, line) in text.lines().enumerate() {
                let Some((_, comment)) = line.split_once("// ") else { continue };
                for part in comment.split("; ") {
                    let Some((word, code)) = part.split_once(": ") else { continue };
                    let severity = [Severity::Error, Severity::Warning, Severity::Note]
                        .into_iter()
                        .map(Severity::word)
                        .find(|severity| *severity == word);
                    if let Some(severity) = severity {
                        let line = u32::try_from(at + 1).unwrap();
                        all.push(Finding {
                            file: name.clone(),
                            line,
                            severity,
                            code: code.trim().to_owned(),
                        });
                    }
                }
            }
        }
        all.sort();
        all
    }
}

/// All cases of a text.
pub(crate) fn cases(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut heading = String::new();
    let mut current: Option<Case> = None;
    let mut lines = markdown.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let mut body = String::new();
            for (_, inner) in lines.by_ref() {
                if inner.starts_with("```") {
                    break;
                }
                body.push_str(inner);
                body.push('\n');
            }
            let case = current.get_or_insert_with(|| Case {
                heading: heading.clone(),
                line: at + 1,
                ..Case::default()
            });
            add(case, info, body);
        } else if !line.trim().is_empty() {
            cases.extend(current.take().filter(|case| !case.files.is_empty()));
            if let Some(title) = line.strip_prefix("## ") {
                heading = title.trim().to_owned();
            }
        }
    }
    cases.extend(current.filter(|case| !case.files.is_empty()));
    cases
}

fn add(case: &mut Case, info: &str, body: String) {
    let mut words = info.split_whitespace();
    let kind = words.next().unwrap_or("");
    let options: Vec<&str> = words.collect();
    let option = |name: &str| options.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    case.alone |= options.contains(&"alone");
    match kind {
        "probity" => {
            let name = option("file").unwrap_or("policy.probity").to_owned();
            assert!(
                case.files.insert(name, body.into_bytes()).is_none(),
                "two blocks of one name: line {}",
                case.line
            );
        }
        "json" => {
            if let Some(name) = option("file") {
                case.files.insert(name.to_owned(), body.into_bytes());
            }
        }
        "notice" => {
            case.files.insert("notice.md".to_owned(), body.into_bytes());
        }
        "bytes" => {
            let digits: Vec<u32> = body.chars().filter_map(|one| one.to_digit(16)).collect();
            let bytes: Vec<u8> =
                digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect();
            let times = option("times").map_or(1, |times| times.parse().unwrap());
            case.files.insert("policy.probity".to_owned(), bytes.repeat(times));
        }
        "schema" => {
            case.schema = Some(serde_json::from_str(&body).expect("the schema of an example is JSON"))
        }
        _ => {}
    }
}
