//! `probity explain`: what a finding means.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;
use probity_notice::codes as notice;
use probity_policy::codes;
use probity_vocabulary::closest;
use serde_json::json;

/// Explain a finding.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity explain P0101
  probity explain heading.missing    a fault of a published text
  probity explain                    lists all findings")]
pub(crate) struct Explain {
    /// Its code, such as P0101 of `check`, or heading.missing of `lint`.
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let all = || {
            let of_notices = notice::ALL.iter().chain(notice::REFUSALS).copied();
            codes::ALL.iter().map(|code| code.0).chain(of_notices)
        };
        let Some(code) = self.code else {
            let titles: Vec<&str> = all()
                .filter_map(page_of)
                .filter_map(|page| page.lines().next())
                .map(|line| line.trim_start_matches("# "))
                .collect();
            if output.is_json() {
                output.json(&json!(titles));
            } else {
                output.text(&(titles.join("\n") + "\n"));
            }
            return Ok(());
        };
        // Codes of a policy are written large, those of a notice small.
        let cases = [code.to_uppercase(), code.to_lowercase()];
        let code = cases.into_iter().find(|case| page_of(case).is_some()).unwrap_or(code);
        match page_of(&code) {
            Some(page) if output.is_json() => output.json(&json!({ "code": code, "page": page })),
            Some(page) => output.text(page),
            None => {
                let near = closest(&code, all()).or_else(|| closest(&code.to_uppercase(), all()));
                let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(Failure::Usage(format!("there is no finding `{code}`{help}")));
            }
        }
        Ok(())
    }
}

/// The page of a finding, of a policy or of a notice.
fn page_of(code: &str) -> Option<&'static str> {
    codes::explain(code).or_else(|| notice::explain(code))
}
