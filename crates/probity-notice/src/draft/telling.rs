//! Whom people can write to, what they are told and asked: contacts, children, breaches, changes, cookies.

use super::statement::{Section, Statement};
use super::{Around, words};
use serde_json::Value;

impl Around<'_> {
    pub(super) fn contact(self) -> Vec<Statement> {
        let channels = self.texts_of("channels");
        let mut block = Statement::block(Section::Controller, "controller");
        if channels.iter().any(|channel| channel == "email") {
            block = block.line("mail privacy env PRIVACY_MAIL");
        }
        let mut statements = vec![block];
        let ways: Vec<&str> = channels
            .iter()
            .filter_map(|channel| match channel.as_str() {
                "email" => Some("mail"),
                "post" => Some("letter"),
                "chat" => Some("chat"),
                "phone" => Some("phone"),
                "form" => Some("web-form"),
                _ => None,
            })
            .collect();
        if !ways.is_empty() && self.says(&["right", "request", "exercise"]) {
            let says = format!("accept requests by {}", ways.join(", "));
            statements.push(Statement::sentence(Section::Rights, says));
        }
        statements
    }

    pub(super) fn children(self) -> Vec<Statement> {
        let age = match self.practice.value.get("min_age") {
            Some(Value::Number(age)) => Some(age.to_string()),
            Some(_) => None,
            None if self.says(&["your child"]) && self.says(&["account", "register"]) => {
                let line = "children only through account of parent";
                return vec![Statement::block(Section::People, "people").line(line)];
            }
            None => return Vec::new(),
        };
        let minimum = age.as_deref().unwrap_or("legal");
        let mut statements =
            vec![Statement::block(Section::People, "people").line(format!("minimum age {minimum}"))];
        let sentence = |says: String| Statement::sentence(Section::Children, says);
        if self.says(&["delete", "erase", "remove"]) {
            let years = age.as_ref().map_or_else(|| "legal age".to_owned(), |age| format!("{age} years"));
            statements.push(sentence(format!("erase data of people under {years} on knowledge")));
        }
        if let Some(age) =
            age.filter(|_| self.says(&["parent", "guardian"]) && self.says(&["consent", "permission"]))
        {
            statements.push(sentence(format!("ask parent of people under {age} before collecting")));
        }
        statements
    }

    pub(super) fn breach(self) -> Vec<Statement> {
        let within = self.period("within").map_or_else(String::new, |within| format!(" within {within}"));
        let told = |whom: &str, risk: Option<&'static str>| {
            let says = Statement::sentence(Section::Told, format!("tell {whom} of a breach{within}"));
            match risk {
                Some(risk) => says.when(risk),
                None => says,
            }
        };
        let risk = if self.says(&["high risk"]) {
            Some("high-risk")
        } else if self.says(&["risk"]) {
            Some("risk")
        } else {
            None
        };
        let notified = self.texts_of("notify");
        let mut statements = Vec::new();
        if notified.iter().any(|who| who == "authority") {
            statements.push(told("authority", risk));
        }
        if statements.is_empty() || notified.iter().any(|who| who != "authority") {
            statements.push(told("people", risk));
        }
        statements
    }

    pub(super) fn change_notice(self) -> Vec<Statement> {
        let one = |says: &str| vec![Statement::sentence(Section::Told, says)];
        match self.text_of("notice").as_deref() {
            Some("told") => one("tell people of a change by mail"),
            Some("posting") => one("publish notice"),
            _ => self.informs("changes"),
        }
    }

    pub(super) fn cookie(self) -> Vec<Statement> {
        let one = |says: &str| vec![Statement::sentence(Section::Told, says)];
        let Some(name) = self.text_of("name") else {
            return if self.text_of("consent").as_deref() == Some("opt_in") {
                one("ask consent for cookies preferences, statistics, marketing before storing")
            } else if self.says(&["declin", "withdraw"])
                && self.says(&["not be stored", "removed", "deleted"])
            {
                one("on withdrawal remove cookies")
            } else if self.says(&["up-to-date", "automatically detected", "automatically updated"]) {
                one("list cookies live")
            } else {
                self.informs("cookies")
            };
        };
        let lives = match self.text_of("expiry").as_deref() {
            Some("session") => "session".to_owned(),
            Some(iso) => match words::period(iso) {
                Some(period) => period,
                None => return self.informs("cookies"),
            },
            None => return self.informs("cookies"),
        };
        let purpose = self.text_of("purpose").unwrap_or_else(|| name.clone());
        let block = Statement::block(
            Section::Told,
            format!("cookie {} {}", words::name(&name), words::text(&purpose)),
        );
        let block = match self.cookie_group() {
            Some(group) => block.line(format!("group {group}")),
            // The group that asks for most.
            None => block.guess("group marketing"),
        };
        vec![block.line(format!("lives {lives}"))]
    }

    fn cookie_group(self) -> Option<&'static str> {
        match self.text_of("category")?.as_str() {
            "necessary" => Some("necessary"),
            "preference" => Some("preferences"),
            "statistics" => Some("statistics"),
            "marketing" => Some("marketing"),
            _ => None,
        }
    }
}
