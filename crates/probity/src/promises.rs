//! `/promises`: the published text with what the last look at the promises found, for everybody, where the operator
//! allows it. It looks at nothing itself, and shows no report on another version of the policy.

use crate::failure::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use probity_keeper::Keeper;
use probity_keeper::desk::Desk;
use probity_keeper::report::Report;
use probity_notice::coverage::{coverage, page_of_site, style};
use probity_notice::{Reading, read};
use probity_server::FooterLink;
use std::sync::Arc;
use tokio::sync::Mutex;

const STYLE_AT: &str = "/promises.css";

struct Shown {
    keeper: Keeper,
    reading: Reading,
    /// The page of the last report, or of none yet: it is made once, however many look at it.
    last: Mutex<Option<(Option<Timestamp>, Arc<str>)>>,
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

async fn show(State(shown): State<Arc<Shown>>) -> Response {
    let Ok(report) = shown.keeper.last_report().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "The report cannot be read now.\n").into_response();
    };
    // Until somebody has looked, the page tells what is promised and not yet whether it is kept.
    let report = report.filter(|report| is_of_this_policy(report, &shown.keeper));
    match shown.page(report.as_ref()).await {
        Some(page) => Html(page.to_string()).into_response(),
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
    async fn page(&self, report: Option<&Report>) -> Option<Arc<str>> {
        let looked_at = report.map(|report| report.at);
        let mut last = self.last.lock().await;
        if let Some((at, page)) = &*last
            && *at == looked_at
        {
            return Some(Arc::clone(page));
        }
        let verified = match report {
            Some(report) => Some(serde_json::to_value(report).and_then(serde_json::from_value).ok()?),
            None => None,
        };
        let published = self.keeper.project().published.as_ref()?;
        let found = coverage(published, &self.reading, self.keeper.model(), verified);
        let page: Arc<str> = page_of_site(published.text(), &self.reading.outline, &found, STYLE_AT).into();
        *last = Some((looked_at, Arc::clone(&page)));
        Some(page)
    }
}
