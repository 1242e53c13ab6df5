//! The demo with pages: privacy centre, console, and the mail box as a page.

use super::Demo;
use super::stage::Stage;
use crate::commands::serve::{control, options, run_until_stopped};
use crate::failure::Failure;
use crate::output::Output;
use crate::promises;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use probity_demo::Mailbox;
use probity_keeper::Keeper;
use probity_keeper::desk::Desk;
use probity_server::{FooterLink, Furniture, Limit, Options};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Starts the pages, says where to click, and answers until stopped.
pub(super) async fn open(demo: &Demo, stage: &Stage, output: &mut Output) -> Result<(), Failure> {
    let Some(listener) = stage.listener.lock().await.take() else {
        return Err(Failure::World("the port was given away".to_owned()));
    };
    let control = match &stage.test_clock {
        Some(clock) => {
            Some(control(SocketAddr::from((Ipv4Addr::LOCALHOST, demo.control_port)), clock.clone()).await?)
        }
        None => None,
    };
    let options = site_options(&stage.keeper);
    let extra = mailbox_pages(stage.mailbox.clone(), stage.keeper.clone(), options.clone())
        .merge(promises::routes(&stage.keeper)?);
    stage.expire().await?;
    announce(stage, control, output);
    run_until_stopped(stage.keeper.clone(), listener, Options { extra: Some(extra), ..options }).await
}

fn site_options(keeper: &Keeper) -> Options {
    let link = |text: &str, address: &str| FooterLink { text: text.to_owned(), address: address.to_owned() };
    Options {
        banner: Some("A demonstration with made-up people. Mail goes to the demo's own mail box.".to_owned()),
        footer_links: vec![
            promises::link(),
            link("The demo's mail box", "/demo/mail"),
            link("Officer's console", "/console"),
        ],
        // One person tries everything here; the limits of a real site would only get in the way.
        intake_limit: Limit { burst: 1000, each: Duration::from_millis(10) },
        code_limit: Limit { burst: 1000, each: Duration::from_millis(10) },
        ..options(keeper)
    }
}

fn announce(stage: &Stage, control: Option<SocketAddr>, output: &mut Output) {
    let (url, person) = (&stage.url, stage.company.person);
    let control = control.map(|address| format!("http://{address}"));
    if output.is_json() {
        output.json(&json!({
            "url": url,
            "mailbox": format!("{url}/demo/mail"),
            "console": format!("{url}/console"),
            "officer_secret": stage.officer_secret,
            "control": control,
            "folder": stage.folder.display().to_string(),
            "person": { "name": person.name, "email": person.email, "residence": person.country },
        }));
        return;
    }
    let control =
        control.map_or_else(String::new, |address| format!("\n  test clock        {address}/clock"));
    output.text(&format!(
        "MarsProxies is ready, with data of made-up people in {folder}

  privacy centre    {url}
  mail box          {url}/demo/mail
  officer's console {url}/console
  officer's secret  {secret}{control}

Ask for the data of {name} ({email}, lives in {country}): take the code from the mail box, fetch the
package; then ask for erasure, approve its plan in the console, and look at the report.
Ctrl-C stops it and removes the folder, unless it was given with --keep.\n",
        folder = stage.folder.display(),
        secret = stage.officer_secret,
        name = person.name,
        email = person.email,
        country = person.country,
    ));
}

fn mailbox_pages(mailbox: Mailbox, keeper: Keeper, options: Options) -> Router {
    let (one_mailbox, one_keeper, one_options) = (mailbox.clone(), keeper.clone(), options.clone());
    Router::new()
        .route("/demo/mail", get(move || async move { list(&mailbox, &keeper, &options) }))
        .route("/demo/mail/{number}", get(move |Path(number): Path<u64>| async move { one(number, &one_mailbox, &one_keeper, &one_options) }))
}

fn furniture(keeper: &Keeper, options: &Options) -> Furniture {
    Furniture::of(&keeper.company(), options, keeper.now())
}

fn list(mailbox: &Mailbox, keeper: &Keeper, options: &Options) -> Response {
    let rows: String = mailbox
        .messages()
        .iter()
        .rev()
        .map(|message| {
            format!(
                "<tr><td>{}</td><td><a href=\"/demo/mail/{}\">{}</a></td></tr>",
                escape(&message.to),
                message.number,
                escape(&message.subject)
            )
        })
        .collect();
    let content = if rows.is_empty() {
        "<p>No mail has arrived. Ask for something in the <a href=\"/\">privacy centre</a>, then load this page again.</p>".to_owned()
    } else {
        format!(
            "<p>Everything that Probity sent, the newest first.</p><table><thead><tr><th scope=\"col\">To</th><th scope=\"col\">Subject</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    };
    furniture(keeper, options).page("The demo's mail box", &content)
}

fn one(number: u64, mailbox: &Mailbox, keeper: &Keeper, options: &Options) -> Response {
    let Some(message) = mailbox.message(number) else { return StatusCode::NOT_FOUND.into_response() };
    let content = format!(
        "<p>To {}</p><pre class=\"letter\">{}</pre><p><a href=\"/demo/mail\">All mail</a></p>",
        escape(&message.to),
        escape(&message.text)
    );
    furniture(keeper, options).page(&message.subject, &content)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
