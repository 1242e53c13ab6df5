//! `/promises`: the published text with what the last look at the promises found, for everybody, where the operator
//! allows it. It looks at nothing itself, and shows no report on another version of the policy.

use crate::failure::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use probity_keeper::Keeper;
use probity_keeper::desk::Desk;
use probity_keeper::report::Report;
use probity_notice::coverage::{Proofs, coverage, page, page_of_site, style};
use probity_notice::{Reading, read};
use probity_policy::project::Project;
use probity_policy::published::Published;
use probity_server::{FooterLink, officer_token};
use std::sync::Arc;
use tokio::sync::Mutex;

const STYLE_AT: &str = "/promises.css";

struct Shown {
    keeper: Keeper,
    reading: Reading,
    /// The pages of the last report, or of none yet: they are made once, however many look at them.
    last: Mutex<Option<(Option<Timestamp>, Pages)>>,
}

/// The page as everybody sees it, and as officers do.
#[derive(Clone)]
struct Pages {
    for_all: Arc<str>,
    for_officers: Arc<str>,
}

/// A report as one page: the published text with what was found, and each proof.
pub(crate) fn report_page(project: &Project, report: &Report) -> String {
    let nothing = Published::default();
    let published = project.published.as_ref().unwrap_or(&nothing);
    let reading = read(published.text());
    let found = coverage(published, &reading, &project.model, Some(report.clone()));
    page(published.text(), &reading.outline, &found)
}

/// The link to the page, for the foot of every other one.
pub(crate) fn link() -> FooterLink {
    FooterLink { text: "What we promise, and what is kept".to_owned(), address: "/promises".to_owned() }
}

/// The routes of the page.
pub(crate) fn routes(keeper: &Keeper) -> Result<Router, Failure> {
    let Some(published) = &keeper.project().published else {
        return Err(Failure::Fault("the policy names no published text to show".to_owned()));
    };
    let shown = Shown { keeper: keeper.clone(), reading: read(published.text()), last: Mutex::new(None) };
    let styles = || async { ([(CONTENT_TYPE, "text/css; charset=utf-8")], style()) };
    Ok(Router::new().route("/promises", get(show)).route(STYLE_AT, get(styles)).with_state(Arc::new(shown)))
}

/// Questions name tables and columns of the company: they are for officers who are signed in.
async fn show(State(shown): State<Arc<Shown>>, headers: HeaderMap) -> Response {
    let is_officer = match officer_token(&headers) {
        Some(token) => matches!(shown.keeper.officer(&token).await, Ok(Some(_))),
        None => false,
    };
    let Ok(report) = shown.keeper.last_report().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "The report cannot be read now.\n").into_response();
    };
    // Until somebody has looked, the page tells what is promised and not yet whether it is kept.
    let report = report.filter(|report| is_of_this_policy(report, &shown.keeper));
    match shown.pages(report.as_ref()).await {
        Some(pages) => {
            let page = if is_officer { pages.for_officers } else { pages.for_all };
            let caching = [(CACHE_CONTROL, "no-store"), (VARY, "cookie")];
            (caching, Html(page.to_string())).into_response()
        }
        None => (StatusCode::INTERNAL_SERVER_ERROR, "The report cannot be shown.\n").into_response(),
    }
}

fn is_of_this_policy(report: &Report, keeper: &Keeper) -> bool {
    let policy = &keeper.model().policy;
    let is = |value: &Option<probity_policy::grammar::Located<String>>, other: &str| {
        value.as_ref().map_or("", |value| value.value.as_str()) == other
    };
    is(&policy.title, &report.policy) && is(&policy.version, &report.version)
}

impl Shown {
    async fn pages(&self, report: Option<&Report>) -> Option<Pages> {
        let looked_at = report.map(|report| report.at);
        let mut last = self.last.lock().await;
        if let Some((at, pages)) = &*last
            && *at == looked_at
        {
            return Some(pages.clone());
        }
        let published = self.keeper.project().published.as_ref()?;
        let found = coverage(published, &self.reading, self.keeper.model(), report.cloned());
        let page = |proofs| -> Arc<str> {
            page_of_site(published.text(), &self.reading.outline, &found, STYLE_AT, proofs).into()
        };
        let pages = Pages { for_all: page(Proofs::States), for_officers: page(Proofs::Whole) };
        *last = Some((looked_at, pages.clone()));
        Some(pages)
    }
}
