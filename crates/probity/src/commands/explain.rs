//! `probity explain`: what a finding means.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;
use probity_policy::codes;
use probity_vocabulary::closest;
use serde_json::json;

/// Explain a finding.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity explain P0101
  probity explain            lists all findings")]
pub(crate) struct Explain {
    /// Its code, such as P0101.
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let Some(code) = self.code.map(|code| code.to_uppercase()) else {
            let titles: Vec<&str> = codes::ALL
                .iter()
                .filter_map(|code| codes::explain(code.0))
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
        match codes::explain(&code) {
            Some(page) if output.is_json() => output.json(&json!({ "code": code, "page": page })),
            Some(page) => output.text(page),
            None => {
                let near = closest(&code, codes::ALL.iter().map(|code| code.0));
                let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(Failure::Usage(format!("there is no finding `{code}`{help}")));
            }
        }
        Ok(())
    }
}
