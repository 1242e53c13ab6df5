//! What whoever starts the server decides about it.

use axum::Router;
use jiff::tz::TimeZone;
use std::time::Duration;

/// Options of a server.
#[derive(Clone, Debug)]
pub struct Options {
    /// Visitors reach it through TLS: cookies get the `__Host-` prefix and `Secure`, and browsers are
    /// told to come back by TLS only (RFC 6797).
    pub secure: bool,
    /// A line above every page that says what this installation is, such as a demonstration.
    pub banner: Option<String>,
    /// Links at the foot of every page.
    pub footer_links: Vec<FooterLink>,
    /// How soon requests are answered, as the policy says it: "within 30 days of receipt".
    pub answer_time: Option<String>,
    /// The time zone in which dates are shown: the controller's.
    pub time_zone: TimeZone,
    /// More routes, behind the same protection.
    pub extra: Option<Router>,
    /// Whether the address of a visitor is read from a proxy's header.
    pub forwarded_for: ForwardedFor,
    /// How many requests one address may send in.
    pub intake_limit: Limit,
    /// How many codes and secrets one address may try.
    pub code_limit: Limit,
}

impl Default for Options {
    /// No TLS, no banner, UTC; twenty tries at once from an address, then one in ten seconds.
    fn default() -> Self {
        let limit = Limit { burst: 20, each: Duration::from_secs(10) };
        Self {
            secure: false,
            banner: None,
            footer_links: Vec::new(),
            answer_time: None,
            time_zone: TimeZone::UTC,
            extra: None,
            forwarded_for: ForwardedFor::Ignored,
            intake_limit: limit,
            code_limit: limit,
        }
    }
}

/// A link at the foot of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FooterLink {
    /// What it says.
    pub text: String,
    /// Where it goes.
    pub address: String,
}

/// What `X-Forwarded-For` is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedFor {
    /// Nothing: anybody can write it. The address of the connection counts.
    Ignored,
    /// Its last address counts: a proxy of ours, and only it, can be reached and appends the address it saw.
    LastAddress,
}

/// How often something may be done from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many times at once.
    pub burst: u32,
    /// The time after which one more is free.
    pub each: Duration,
}
