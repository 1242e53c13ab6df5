//! Readings proposed by a language model, when somebody asks for them: of the sentences that no rule read.
//!
//! What an answer may contain, and what becomes of it, is decided by `probity_notice::proposal`; `endpoint` makes the
//! calls. Nothing is sent unless `--propose` is given.

mod endpoint;

use crate::failure::Failure;
use crate::output::Output;
use crate::{installation, progress};
use clap::Args;
use endpoint::{Endpoint, Trouble};
use probity_notice::proposal::{Question, Refusal, questions, sentences};
use probity_notice::{Practice, Reading};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The variable with the key of the endpoint. No option, since what is typed can be seen by others on a machine.
const KEY: &str = "PROBITY_PROPOSAL_KEY";
/// So many calls are made for one text.
const MOST_CALLS: usize = 100;
/// After so many questions without an answer, no more are asked.
const MOST_UNANSWERED: usize = 3;

/// Who proposes readings, if anybody.
#[derive(Debug, Args)]
#[command(next_help_heading = "Proposals by a language model")]
pub(crate) struct Propose {
    /// Send the sentences that no rule read to an endpoint, which proposes readings of them.
    #[arg(long, requires = "endpoint", requires = "model")]
    propose: bool,
    /// The endpoint, up to what stands before `/chat/completions`: https, or http on this machine.
    #[arg(long, value_name = "URL", env = "PROBITY_PROPOSAL_ENDPOINT", hide_env_values = true)]
    endpoint: Option<String>,
    /// The model, as the endpoint names it.
    #[arg(long, value_name = "NAME", env = "PROBITY_PROPOSAL_MODEL", hide_env_values = true)]
    model: Option<String>,
    /// How long an answer may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    patience: u64,
}

/// What came of asking.
#[derive(Default)]
pub(crate) struct Proposals {
    /// What was proposed and can be taken.
    pub(crate) practices: Vec<Practice>,
    model: String,
    /// So many sentences were open, and so many of them were asked about and answered.
    open: usize,
    answered: usize,
    refused: BTreeMap<Refusal, usize>,
    unanswered: Vec<Trouble>,
}

impl Propose {
    /// Asks about what is open, when somebody wants that.
    pub(crate) fn ask(
        &self,
        text: &str,
        reading: &Reading,
        output: &Output,
    ) -> Result<Option<Proposals>, Failure> {
        let (true, Some(address), Some(model)) = (self.propose, &self.endpoint, &self.model) else {
            return Ok(None);
        };
        let key = std::env::var(KEY).ok().filter(|key| !key.is_empty());
        let endpoint = Endpoint::new(address, model.clone(), key, Duration::from_secs(self.patience))?;
        let open = sentences(text, reading);
        let questions = questions(text, reading, &open);
        let mut proposals = Proposals { model: model.clone(), open: open.len(), ..Proposals::default() };
        let (watch, _) = progress::counted(output, "asking", "questions");
        installation::run(async {
            for (at, question) in questions.iter().take(MOST_CALLS).enumerate() {
                watch(at as u64, questions.len() as u64);
                match endpoint.ask(question).await {
                    Ok(said) => proposals.take(text, question, &said),
                    Err(trouble) if trouble.is_final() => return Err(trouble.failure(address)),
                    Err(trouble) => proposals.unanswered.push(trouble),
                }
                if proposals.unanswered.len() == MOST_UNANSWERED {
                    break;
                }
            }
            watch(questions.len() as u64, questions.len() as u64);
            Ok(())
        })?;
        match proposals.unanswered.first() {
            Some(trouble) if proposals.answered == 0 => Err(trouble.failure(address)),
            _ => Ok(Some(proposals)),
        }
    }
}

impl Proposals {
    fn take(&mut self, text: &str, question: &Question, said: &str) {
        let answer = question.answered(text, said);
        self.answered += question.len();
        self.practices.extend(answer.practices);
        for refusal in answer.refused {
            *self.refused.entry(refusal).or_default() += 1;
        }
    }

    /// What a person is told of it.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let Self { model, practices, open, answered, .. } = self;
        let mut remarks = vec![format!(
            "{model} was asked about {answered} of {open} sentences that no rule read, and proposed {} readings, all \
             of them unconfirmed",
            practices.len()
        )];
        remarks.extend(self.refused.iter().map(|(why, count)| format!("not taken ({count}): {why}")));
        remarks
            .extend(self.unanswered.iter().map(|trouble| format!("a question was not answered: {trouble}")));
        remarks
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let refused: Vec<Value> = self
            .refused
            .iter()
            .map(|(why, count)| json!({ "reason": why.to_string(), "count": count }))
            .collect();
        json!({
            "model": self.model,
            "open": self.open,
            "answered": self.answered,
            "proposed": self.practices.len(),
            "refused": refused,
            "unanswered": self.unanswered.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }
}
