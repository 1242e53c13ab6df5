//! What people are written. Plain text; every sentence true whoever reads it.
//!
//! INVARIANT (NO-ONE-LEARNS-WHO): the message with the code is the same for known and unknown people.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_vocabulary::Right;
use std::fmt::Write as _;

/// A message before it gets its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What every message needs to know.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// The controller.
    pub controller: String,
    /// In which zone days are told.
    pub zone: TimeZone,
    /// Authorities to complain to.
    pub authorities: Vec<String>,
    /// Where the privacy centre is, when it can be reached.
    pub centre: Option<String>,
}

impl Letterhead {
    fn day(&self, instant: Timestamp) -> String {
        instant.to_zoned(self.zone.clone()).strftime("%-d %B %Y").to_string()
    }

    fn complaint(&self) -> String {
        match self.authorities.as_slice() {
            [] => String::new(),
            some => format!("\nIf you think this is wrong you can complain to {}.\n", some.join(", or to ")),
        }
    }
}

/// The code that shows that the person reads this mail box.
#[must_use]
pub fn code(head: &Letterhead, right: Right, code: &str, due: Timestamp) -> Message {
    let mut text = format!(
        "Hello,\n\nsomebody, probably you, asked {} for: {}.\n\nTo go on, enter this code:\n\n    {code}\n\n\
         It is good for 30 minutes and can be used once. If you did not ask, do nothing: without the code nothing happens.\n\n\
         The request will be answered by {}.\n",
        head.controller,
        right.title(),
        head.day(due),
    );
    if let Some(centre) = &head.centre {
        let _ = write!(text, "\n{centre}\n");
    }
    Message { subject: format!("Your code for {}", head.controller), text }
}

/// The package is ready.
#[must_use]
pub fn package_ready(head: &Letterhead, request: &str) -> Message {
    let place = match &head.centre {
        Some(centre) => format!(
            "Fetch it within 30 days, with a new code, here:\n\n    {centre}/requests/{request}/code\n"
        ),
        None => "Sign in to the privacy centre to fetch it, within 30 days.\n".to_owned(),
    };
    Message {
        subject: "Your data is ready".to_owned(),
        text: format!(
            "Hello,\n\nthe data that {} holds about you is ready.\n\n{place}{}",
            head.controller,
            head.complaint()
        ),
    }
}

/// What was kept after an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What, in words.
    pub what: String,
    /// Why.
    pub because: String,
    /// Until when, as a day.
    pub until: Option<String>,
    /// Whether it goes by itself when the reason ends.
    pub waits: bool,
}

/// The erasure is done.
#[must_use]
pub fn erased(head: &Letterhead, kept: &[Kept], copies_until: Option<Timestamp>) -> Message {
    let mut text = format!("Hello,\n\nyour data at {} has been erased.\n", head.controller);
    if !kept.is_empty() {
        text.push_str("\nThis is kept, because it must be:\n");
        for one in kept {
            let _ = write!(text, "  - {}, because of {}", one.what, one.because);
            if let Some(until) = &one.until {
                let _ = write!(text, ", until {until}");
            }
            text.push('\n');
        }
        if kept.iter().any(|one| one.waits) {
            text.push_str(
                "\nIt goes by itself when the reason for keeping it ends; you need not ask again.\n",
            );
        }
    }
    if let Some(until) = copies_until {
        let day = head.day(until);
        let _ = write!(
            text,
            "\nCopies in our backups are gone by {day} at the latest; until then nobody uses them.\n"
        );
    }
    text.push_str(&head.complaint());
    Message { subject: "Your data has been erased".to_owned(), text }
}

/// People are asked to do what no program can. Nobody's name or identity: those are shown where one signs in.
#[must_use]
pub fn tasks_asked(head: &Letterhead, request: &str, tasks: &[(String, Timestamp)]) -> Message {
    Message {
        subject: "Something is to be done by hand".to_owned(),
        text: format!("Hello,\n\nrequest {request} waits for this:\n\n{}", tasks_text(head, request, tasks)),
    }
}

/// People are reminded of what is not done.
#[must_use]
pub fn tasks_due(head: &Letterhead, request: &str, tasks: &[(String, Timestamp)]) -> Message {
    Message {
        subject: "Still to be done by hand".to_owned(),
        text: format!(
            "Hello,\n\nrequest {request} cannot end before this is done:\n\n{}",
            tasks_text(head, request, tasks)
        ),
    }
}

fn tasks_text(head: &Letterhead, request: &str, tasks: &[(String, Timestamp)]) -> String {
    let mut text = String::new();
    for (what, due) in tasks {
        let _ = writeln!(text, "  - {what}, by {}", head.day(*due));
    }
    match &head.centre {
        Some(centre) => {
            let _ = write!(
                text,
                "\nWhom to look for, and where to say that it is done:\n\n    {centre}/console/requests/{request}\n"
            );
        }
        None => text.push_str("\n`probity task list` says whom to look for.\n"),
    }
    text
}

/// The request was refused.
#[must_use]
pub fn refused(head: &Letterhead, right: Right, reason: &str) -> Message {
    Message {
        subject: "Your request could not be granted".to_owned(),
        text: format!(
            "Hello,\n\n{} did not grant your request ({}).\n\nThe reason: {reason}.\n{}",
            head.controller,
            right.title(),
            head.complaint()
        ),
    }
}

/// To the company itself: a request does not move on, and its time runs out.
#[must_use]
pub fn late(head: &Letterhead, request: &str, due: Timestamp, now: Timestamp, why: &str) -> Message {
    let state = if due <= now { "was due" } else { "is due" };
    let short: String = request.chars().take(8).collect();
    let mut text = format!(
        "Request {request} {state} on {}, and does not move on:\n\n    {why}\n\n\
         What can be tried again is tried again by itself, and ends by itself when that works.\n",
        head.day(due),
    );
    if let Some(centre) = &head.centre {
        let _ = write!(text, "\n{centre}/console/requests/{request}\n");
    }
    Message { subject: format!("Request {short} {state} on {}", head.day(due)), text }
}

/// To the company: a copy of a store is where it should not be any more, or brought somebody back.
#[must_use]
pub fn of_backups(head: &Letterhead, why: &str) -> Message {
    let mut text = format!("About the backups:\n\n    {why}\n\nThis is written once.\n");
    if let Some(centre) = &head.centre {
        let _ = write!(text, "\n{centre}/console/backups\n");
    }
    Message { subject: "A backup needs you".to_owned(), text }
}
