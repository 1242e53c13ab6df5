//! What surrounds every page: whose site it is, what clock it runs on, where one can go.

use crate::assets::{MARK, STYLE};
use crate::fault::{Code, Fault};
use crate::options::{FooterLink, Options};
use crate::page::respond;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_keeper::desk::{AlarmView, CompanyView};

/// How many alarms a page shows at its head.
const MOST_ALARMS: usize = 3;

/// What surrounds every page. Also for pages that somebody adds with `Options::extra`.
#[derive(Clone, Debug)]
pub struct Furniture {
    pub(crate) controller: String,
    pub(crate) policy: String,
    pub(crate) version: String,
    pub(crate) banner: Option<String>,
    pub(crate) clock: Option<String>,
    pub(crate) links: Vec<FooterLink>,
    pub(crate) now: Timestamp,
    pub(crate) zone: TimeZone,
}

impl Furniture {
    /// The furniture of a company's pages at an instant.
    #[must_use]
    pub fn of(company: &CompanyView, options: &Options, now: Timestamp) -> Self {
        let zone = options.time_zone.clone();
        let clock = company
            .test_clock
            .then(|| now.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M %Z").to_string());
        Self {
            controller: company.controller.clone(),
            policy: company.policy.clone(),
            version: company.version.clone(),
            banner: options.banner.clone(),
            clock,
            links: options.footer_links.clone(),
            now,
            zone,
        }
    }

    /// A page in this furniture. The content is HTML that the caller answers for; it is shown as it is,
    /// below the title.
    #[must_use]
    pub fn page(self, title: &str, trusted_html: &str) -> Response {
        let frame = Frame::new(title, Place::Centre { signed_in: false }, self);
        respond(StatusCode::OK, &Plain { frame: &frame, content: trusted_html })
            .unwrap_or_else(|_| Fault::new(Code::Internal).into_response())
    }

    /// The address of the style.
    pub(crate) fn style(&self) -> &'static str {
        &STYLE.address
    }

    /// The address of the mark.
    pub(crate) fn mark(&self) -> &'static str {
        &MARK.address
    }
}

#[derive(Template)]
#[template(path = "plain.html")]
struct Plain<'a> {
    frame: &'a Frame,
    content: &'a str,
}

/// Where on the site a page is; decides what its head leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The privacy centre.
    Centre { signed_in: bool },
    /// Before the console.
    SignIn,
    /// The console, in one of its parts.
    Console { officer: String, part: Part },
}

/// A part of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Requests,
    Report,
    Retention,
    Backups,
}

/// A page's title, place and furniture.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) place: Place,
    pub(crate) furniture: Furniture,
    /// What an officer must look at before it is too late.
    pub(crate) alarms: Vec<AlarmView>,
}

impl Frame {
    pub(crate) fn new(title: &str, place: Place, furniture: Furniture) -> Self {
        Self { title: title.to_owned(), place, furniture, alarms: Vec::new() }
    }

    /// The same page under the alarms that stand.
    pub(crate) fn under(mut self, alarms: Vec<AlarmView>) -> Self {
        self.alarms = alarms;
        self
    }

    /// The alarms that a page has room for.
    pub(crate) fn first_alarms(&self) -> impl Iterator<Item = &AlarmView> {
        self.alarms.iter().take(MOST_ALARMS)
    }

    /// How many more there are.
    pub(crate) fn more_alarms(&self) -> usize {
        self.alarms.len().saturating_sub(MOST_ALARMS)
    }

    /// The officer whose console it is.
    pub(crate) fn officer(&self) -> Option<&str> {
        match &self.place {
            Place::Console { officer, .. } => Some(officer),
            Place::Centre { .. } | Place::SignIn => None,
        }
    }

    pub(crate) fn is_centre(&self) -> bool {
        matches!(self.place, Place::Centre { .. })
    }

    pub(crate) fn signed_in(&self) -> bool {
        self.place == Place::Centre { signed_in: true }
    }

    pub(crate) fn in_requests(&self) -> bool {
        matches!(self.place, Place::Console { part: Part::Requests, .. })
    }

    pub(crate) fn in_report(&self) -> bool {
        matches!(self.place, Place::Console { part: Part::Report, .. })
    }

    pub(crate) fn in_retention(&self) -> bool {
        matches!(self.place, Place::Console { part: Part::Retention, .. })
    }

    pub(crate) fn in_backups(&self) -> bool {
        matches!(self.place, Place::Console { part: Part::Backups, .. })
    }

    /// The same page when a form has faults; its title says so before anything else is read out.
    pub(crate) fn failed(mut self, failed: bool) -> Self {
        if failed {
            self.title.insert_str(0, "Error: ");
        }
        self
    }
}
