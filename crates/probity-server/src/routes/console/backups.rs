//! `/console/backups`: the catalogue of backups and their ages, restores that wait for a replay, and of whom copies are
//! left. Probity neither makes nor deletes a backup, so nothing is done here.

use crate::fault::Fault;
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{Moment, frame, respond};
use crate::session::OfficerOfPage;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use probity_keeper::{BackupView, BackupsView, RestoreView};
use probity_ledger::RequestId;

#[derive(Template)]
#[template(path = "console/backups.html")]
struct BackupsPage {
    frame: Frame,
    backups: Vec<Backup>,
    restores: Vec<Restore>,
    copies: Vec<Copies>,
}

struct Backup {
    view: BackupView,
    taken: Moment,
    expires: Option<Moment>,
    overdue: Option<Moment>,
}

struct Restore {
    view: RestoreView,
    restored: Moment,
}

struct Copies {
    request: RequestId,
    erased: Moment,
    until: Option<Moment>,
}

pub(crate) async fn show(State(office): State<Office>, officer: OfficerOfPage) -> Result<Response, Fault> {
    let place = Place::Console { officer: officer.officer.name, part: Part::Backups };
    let frame = frame(&office, "Backups", place).under(office.desk.alarms().await?);
    let moment = |at| Moment::new(at, &frame.furniture);
    let BackupsView { backups, restores, copies } = office.desk.backups().await?;
    let page = BackupsPage {
        backups: backups
            .into_iter()
            .map(|view| Backup {
                taken: moment(view.taken_at),
                expires: view.expires_at.map(moment),
                overdue: view.overdue_since.map(moment),
                view,
            })
            .collect(),
        restores: restores
            .into_iter()
            .map(|view| Restore { restored: moment(view.restored_at), view })
            .collect(),
        copies: copies
            .into_iter()
            .map(|one| Copies {
                request: one.request,
                erased: moment(one.erased_at),
                until: one.until.map(moment),
            })
            .collect(),
        frame: frame.clone(),
    };
    respond(StatusCode::OK, &page)
}
