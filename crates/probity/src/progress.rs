//! How far long work is whose rows are known beforehand: a bar on standard error for whoever watches, and the numbers.
//! Nothing is drawn where JSON is wanted or standard error is no terminal; it has no colours.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Told how many rows are done of how many, after each part that is.
pub(crate) type Watch = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How often a watch was told something.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<AtomicU64>);

impl Told {
    /// So many times.
    pub(crate) fn times(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A watch that draws a bar of rows where somebody looks, and counts how often it was told something.
pub(crate) fn rows(output: &Output, doing: &'static str) -> (Watch, Told) {
    counted(output, doing, "rows")
}

/// The same of something else than rows.
pub(crate) fn counted(output: &Output, doing: &'static str, what: &'static str) -> (Watch, Told) {
    let bar = if output.watched() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    if let Ok(style) =
        ProgressStyle::with_template(&format!("{{msg}} [{{bar:40}}] {{pos}}/{{len}} {what} {{eta}}"))
    {
        bar.set_style(style.progress_chars("## "));
    }
    bar.set_message(doing);
    let told = Told::default();
    let times = told.clone();
    let watch: Watch = Arc::new(move |done, all| {
        times.0.fetch_add(1, Ordering::Relaxed);
        bar.set_length(all);
        bar.set_position(done);
        if done >= all {
            bar.finish();
        }
    });
    (watch, told)
}
