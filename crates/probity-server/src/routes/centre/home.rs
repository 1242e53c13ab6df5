//! `/`: what can be asked, in plain words.

use crate::fault::Fault;
use crate::furniture::{Frame, Place};
use crate::office::Office;
use crate::page::{frame, respond, right_help, right_name};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use probity_vocabulary::Right;

#[derive(Template)]
#[template(path = "centre/home.html")]
struct Home<'a> {
    frame: Frame,
    rights: Vec<Card>,
    answer_time: Option<&'a str>,
    authorities: Vec<String>,
}

struct Card {
    word: &'static str,
    name: &'static str,
    help: &'static str,
    law: Option<&'static str>,
}

impl From<Right> for Card {
    fn from(right: Right) -> Self {
        Self { word: right.word(), name: right_name(right), help: right_help(right), law: right.article() }
    }
}

pub(crate) async fn show(State(office): State<Office>) -> Result<Response, Fault> {
    let company = office.desk.company();
    let page = Home {
        frame: frame(&office, "Your data, your choice", Place::Centre { signed_in: false }),
        rights: company.rights.into_iter().map(Card::from).collect(),
        answer_time: office.options.answer_time.as_deref(),
        authorities: company.authorities,
    };
    respond(StatusCode::OK, &page)
}
