//! A list of steps, each timed, with a summary at the end. A failed step stops nothing
//! but the steps that need it.

use crate::{Fault, say};
use std::time::{Duration, Instant};

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed(Fault),
    Skipped(String),
}

/// The steps done so far.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration, Outcome)>,
}

impl Steps {
    /// Does a step; gives its value when it passed.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, Fault>) -> Option<T> {
        say::line(&format!("\n=== {name}"));
        let started = Instant::now();
        let (outcome, value) = match work() {
            Ok(value) => (Outcome::Passed, Some(value)),
            Err(fault) => {
                say::error(&format!("{name}: {fault}"));
                (Outcome::Failed(fault), None)
            }
        };
        let took = started.elapsed();
        say::line(&format!("=== {name}: {}", duration(took)));
        self.done.push((name.to_owned(), took, outcome));
        value
    }

    /// Records a step that is not done, and why.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        say::line(&format!("\n=== {name}: skipped, {why}"));
        self.done.push((name.to_owned(), Duration::ZERO, Outcome::Skipped(why.to_owned())));
    }

    /// The summary, and whether every step passed.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        say::line(&self.summary());
        let failed = self.done.iter().filter(|(_, _, outcome)| matches!(outcome, Outcome::Failed(_))).count();
        if failed == 0 {
            Ok(())
        } else {
            Err(Fault::new(format!("{failed} of {} steps failed", self.done.len())))
        }
    }

    fn summary(&self) -> String {
        let width = self.done.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        let mut text = String::from("\n=== summary\n");
        for (name, took, outcome) in &self.done {
            let (state, why) = match outcome {
                Outcome::Passed => ("passed", String::new()),
                Outcome::Failed(fault) => ("FAILED", format!("  {fault}")),
                Outcome::Skipped(why) => ("skipped", format!("  {why}")),
            };
            text.push_str(&format!("{name:width$}  {:>9}  {state}{why}\n", duration(*took)));
        }
        let whole: Duration = self.done.iter().map(|(_, took, _)| took).sum();
        text.push_str(&format!("{:width$}  {:>9}", "in all", duration(whole)));
        text
    }
}

fn duration(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{seconds}.{} s", took.subsec_millis() / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_next_and_fails_the_whole() {
        let mut steps = Steps::default();
        assert_eq!(steps.step("first", || Err::<(), _>(Fault::new("no"))), None);
        assert_eq!(steps.step("second", || Ok(7)), Some(7));
        steps.skip("third", "nothing to do");
        let summary = steps.summary();
        assert!(summary.contains("FAILED  no") && summary.contains("skipped  nothing to do"), "{summary}");
        assert!(steps.finish().is_err());
    }

    #[test]
    fn steps_that_pass_or_are_skipped_are_a_success() {
        let mut steps = Steps::default();
        steps.step("first", || Ok(()));
        steps.skip("second", "nothing to do");
        assert!(steps.finish().is_ok());
    }

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(duration(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(61)), "1 min 01 s");
    }
}
