//! The one place that writes to the terminal.

use crate::failure::Failure;
use probity_source::render::Format;
use serde::Serialize;
use serde_json::json;
use std::io::{IsTerminal, Write};

/// In which form results are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text, or a form that findings have too.
    Findings(Format),
    /// A page.
    Html,
    /// A patch of files.
    Patch,
    /// A mail to the people whose data it is.
    Mail,
}

/// Where results and messages go, and in which form.
pub(crate) struct Output {
    form: Form,
    colour: bool,
}

impl Output {
    /// Standard output and error; colours on a terminal unless `NO_COLOR` is set.
    pub(crate) fn of_terminal(form: Form) -> Self {
        let colour = std::io::stdout().is_terminal()
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { form, colour }
    }

    /// Is JSON wanted?
    pub(crate) fn is_json(&self) -> bool {
        self.form == Form::Findings(Format::Json)
    }

    /// Is a page wanted?
    pub(crate) fn is_html(&self) -> bool {
        self.form == Form::Html
    }

    /// Is a patch wanted?
    pub(crate) fn is_patch(&self) -> bool {
        self.form == Form::Patch
    }

    /// Is a mail wanted?
    pub(crate) fn is_mail(&self) -> bool {
        self.form == Form::Mail
    }

    /// The format of findings wanted.
    pub(crate) fn format(&self) -> Format {
        match self.form {
            Form::Findings(format) => format,
            Form::Html | Form::Patch | Form::Mail => Format::Full,
        }
    }

    /// May colours be used?
    pub(crate) fn colour(&self) -> bool {
        self.colour
    }

    /// Is a person watching, so that progress bars make sense?
    pub(crate) fn watched(&self) -> bool {
        !self.is_json() && std::io::stderr().is_terminal()
    }

    /// A result.
    pub(crate) fn text(&mut self, text: &str) {
        write_all(&mut std::io::stdout().lock(), text);
    }

    /// A result as JSON, on lines of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) {
        // Keys are names, so there is nothing that cannot be written.
        self.text(&format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default()));
    }

    /// A remark that is no result.
    pub(crate) fn remark(&mut self, text: &str) {
        if !self.is_json() {
            write_all(&mut std::io::stderr().lock(), &format!("{text}\n"));
        }
    }

    /// Why the command failed.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        let text = failure.to_string();
        if text.is_empty() {
            return;
        }
        if self.is_json() {
            let problem = json!({ "error": { "message": text, "exit_code": failure.exit_code() } });
            write_all(&mut std::io::stderr().lock(), &format!("{problem}\n"));
        } else {
            write_all(&mut std::io::stderr().lock(), &format!("error: {text}\n"));
        }
    }
}

fn write_all(to: &mut dyn Write, text: &str) {
    // A reader that went away (`probity … | head`) is no fault of the command.
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
