//! `probity serve`: pages, HTTP API and jobs of one company.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::promises;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Time;
use probity_keeper::clock::{Clock, SystemClock, TestClock};
use probity_keeper::{BoundaryWatch, Keeper, Post};
use probity_server::{Options, router, serve};
use serde_json::json;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Privacy centre, console, HTTP API and jobs.
///
/// Any number of these processes may share one PostgreSQL state.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity serve --project privacy --listen 127.0.0.1:8080
  PROBITY_OFFICER_SECRET=… PROBITY_SMTP=smtps://user:password@mail.example.com probity serve

Variables:
  PROBITY_SMTP            the mail server, smtp://HOST:PORT or smtps://USER:PASSWORD@HOST
  PROBITY_OFFICER_SECRET  the secret with which officers sign in
  PROBITY_STATE, PROBITY_KEYS  Probity's own databases")]
pub(crate) struct Serve {
    /// The project's folder; the same as `--project`.
    folder: Option<PathBuf>,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The address under which people reach the privacy centre, when it is another one.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The time of day at which expiry runs; `never` leaves it to `probity expire`.
    #[arg(long, default_value = "03:00", value_parser = daily, value_name = "HH:MM")]
    expire_at: Daily,
    /// The time zone of that time of day, when it is not the policy's.
    #[arg(long, value_parser = zone, value_name = "ZONE")]
    expire_zone: Option<String>,
    /// Show everybody, at `/promises`, the published text with what the last look at the promises found.
    #[arg(long)]
    show_promises: bool,
    /// Run on a clock that stands at this instant and that `--control` sets. For tests only.
    #[arg(long, value_name = "INSTANT")]
    test_clock: Option<Timestamp>,
    /// A loopback address on which the test clock is set: `PUT /clock` with an instant.
    #[arg(long, value_name = "ADDRESS", requires = "test_clock")]
    control: Option<SocketAddr>,
    #[command(flatten)]
    place: Where,
}

impl Serve {
    pub(crate) fn run(mut self, output: &mut Output) -> Result<(), Failure> {
        if let Some(folder) = self.folder.take() {
            self.place.project = folder;
        }
        start_log();
        installation::run(self.answer(output))
    }

    async fn answer(self, output: &mut Output) -> Result<(), Failure> {
        let listener = bind(self.listen).await?;
        let address = listener.local_addr().map_err(|error| Failure::world("cannot listen", &error))?;
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let (clock, test): (Arc<dyn Clock>, _) = match self.test_clock {
            Some(instant) => {
                let clock = Arc::new(TestClock::at(instant));
                (Arc::clone(&clock) as Arc<dyn Clock>, Some(clock))
            }
            None => (Arc::new(SystemClock), None),
        };
        let wiring = Wiring {
            clock,
            post: post(&self.place)?,
            centre: Some(url.clone()),
            officer_secret: std::env::var("PROBITY_OFFICER_SECRET").ok().filter(|secret| !secret.is_empty()),
            boundary_watch: self.test_clock.and_then(|_| abort_at()),
            environment: Box::new(|name| std::env::var(name).ok()),
        };
        let keeper = installation::open(&self.place, wiring).await?;
        let scheduled = match self.expire_at {
            Daily::At(time) => keeper.schedule_expiry(time, self.expire_zone.as_deref()).await,
            Daily::Never => keeper.unschedule_expiry().await,
        };
        scheduled.map_err(|error| Failure::world("cannot schedule the expiry", &error))?;
        let control = match (self.control, test) {
            (Some(address), Some(clock)) => Some(control(address, clock).await?),
            _ => None,
        };
        if output.is_json() {
            output
                .json(&json!({ "url": url, "control": control.map(|address| format!("http://{address}")) }));
        } else {
            output.text(&format!("privacy centre: {url}\nconsole:        {url}/console\n"));
        }
        let mut options = Options { secure: url.starts_with("https://"), ..options(&keeper) };
        if self.show_promises {
            options.footer_links.push(promises::link());
            options.extra = Some(promises::routes(&keeper)?);
        }
        run_until_stopped(keeper, listener, options).await
    }
}

/// When something runs every day.
#[derive(Clone, Copy, Debug)]
enum Daily {
    Never,
    At(Time),
}

fn zone(text: &str) -> Result<String, String> {
    jiff::tz::TimeZone::get(text)
        .map(|_| text.to_owned())
        .map_err(|_| "write an IANA zone such as Europe/Vilnius".to_owned())
}

fn daily(text: &str) -> Result<Daily, String> {
    if text == "never" {
        return Ok(Daily::Never);
    }
    text.parse().map(Daily::At).map_err(|_| "write a time of day such as 03:00, or `never`".to_owned())
}

/// With `PROBITY_TEST_ABORT_AT=committed:core` the process ends, as a crash would, where carrying an erasure
/// out comes to that boundary. It is read under a test clock only: no installation in earnest can be told to.
fn abort_at() -> Option<BoundaryWatch> {
    let wanted = std::env::var("PROBITY_TEST_ABORT_AT").ok().filter(|wanted| !wanted.is_empty())?;
    Some(Arc::new(move |boundary| {
        if boundary == wanted {
            std::process::abort();
        }
    }))
}

/// The options that follow from the policy.
pub(crate) fn options(keeper: &Keeper) -> Options {
    let policy = &keeper.model().policy;
    let general = policy.answers.iter().find(|answer| answer.right.is_none() && answer.people_in.is_empty());
    Options {
        answer_time: general.map(|answer| format!("Within {} of {}", answer.within.value, answer.start)),
        time_zone: probity_policy::deadline::zone(policy),
        ..Options::default()
    }
}

/// The mail server of the environment and the sender of the policy.
fn post(place: &Where) -> Result<Option<Post>, Failure> {
    let Some(server) = std::env::var("PROBITY_SMTP").ok().filter(|server| !server.is_empty()) else {
        return Ok(None);
    };
    let project = installation::sound_project(&place.project)?;
    let sender = project.model.policy.controller.mails.iter().find_map(|mail| {
        let written = mail.variable.as_ref().and_then(|variable| std::env::var(variable).ok());
        written.or_else(|| mail.address.clone())
    });
    let Some(sender) = sender else {
        return Err(Failure::Fault("the controller has no mail address to write from; say `mail privacy …` in its block, and set the variable that it names".to_owned()));
    };
    Post::new(&server, &sender).map(Some).map_err(|error| Failure::world("cannot send mail", &error))
}

/// Listens on an address.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::world(format!("cannot listen on {address}"), &error))
}

/// Answers and works until the process is told to stop.
pub(crate) async fn run_until_stopped(
    keeper: Keeper,
    listener: TcpListener,
    options: Options,
) -> Result<(), Failure> {
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn({
        let (keeper, mut stopped) = (keeper.clone(), stopped.clone());
        let name = format!("worker-{}", std::process::id());
        async move {
            keeper
                .work(&name, async move {
                    let _ = stopped.wait_for(|stopped| *stopped).await;
                })
                .await;
        }
    });
    let mut stopped = stopped;
    let site = tokio::spawn(serve(listener, router(Arc::new(keeper), options), async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }));
    asked_to_stop().await;
    let _ = stop.send(true);
    let _ = worker.await;
    match tokio::time::timeout(std::time::Duration::from_secs(10), site).await {
        Ok(Ok(Err(error))) => Err(Failure::world("the server failed", &error)),
        _ => Ok(()),
    }
}

/// Ctrl-C, or the signal with which a service is stopped.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// Lets whoever is on this machine set the test clock.
pub(crate) async fn control(address: SocketAddr, clock: Arc<TestClock>) -> Result<SocketAddr, Failure> {
    if !address.ip().is_loopback() {
        return Err(Failure::Usage("the control port must be on the loopback address".to_owned()));
    }
    let listener = bind(address).await?;
    let bound = listener.local_addr().map_err(|error| Failure::world("cannot listen", &error))?;
    let router = probity_server::clock_control(clock);
    tokio::spawn(async move { serve(listener, router, std::future::pending()).await });
    Ok(bound)
}

/// The log goes to standard error, as `PROBITY_LOG` says.
pub(crate) fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PROBITY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // A file or a collector of logs wants no colours.
    let colour =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour);
    let _ = log.with_writer(std::io::stderr).try_init();
}
