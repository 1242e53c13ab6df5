//! A visitor of the site: sends, keeps cookies, and reads what comes back.

use crate::paper_desk::{CODE, PaperDesk, SECRET};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use probity_server::{Options, router};
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

pub(crate) struct Visitor {
    pub(crate) desk: Arc<PaperDesk>,
    router: Router,
    cookie: Option<String>,
    pub(crate) token: Option<String>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Visitor {
    pub(crate) fn new() -> Self {
        Self::of(PaperDesk::new(), Options::default())
    }

    pub(crate) fn of(desk: PaperDesk, options: Options) -> Self {
        let desk = Arc::new(desk);
        let router = router(desk.clone(), options);
        Self { desk, router, cookie: None, token: None }
    }

    /// An officer who has signed in at the console.
    pub(crate) async fn officer() -> Self {
        let mut visitor = Self::new();
        let answer = visitor.form("/console/sign-in", &[("secret", SECRET)]).await;
        assert_eq!(answer.location(), "/console");
        visitor
    }

    /// A person who has shown the code of a request.
    pub(crate) async fn person(number: u8) -> Self {
        let mut visitor = Self::new();
        let path = format!("/requests/{number:02x}5a5a5a5a5a4a5a9a5a5a5a5a5a5a5a/code");
        let answer = visitor.form(&path, &[("code", CODE)]).await;
        assert_eq!(answer.location(), "/me");
        visitor
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path), Body::empty()).await
    }

    pub(crate) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        self.send(request, Body::from(encoded.join("&"))).await
    }

    pub(crate) async fn json(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header(CONTENT_TYPE, "application/json");
        self.send(request, Body::from(body.to_string())).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        request
    }

    pub(crate) async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        if let Some(set) = parts.headers.get(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header(LOCATION.as_str())
    }

    /// The body, with what differs between two runs or two versions of the style put aside.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from_utf8(self.bytes.clone()).unwrap();
        let number = self.header("x-request-id");
        if !number.is_empty() {
            text = text.replace(number, "[request id]");
        }
        for (start, end) in [("/assets/probity.", ".css"), ("/assets/probity.", ".svg")] {
            for part in text.clone().split(start).skip(1) {
                let hash = part.split('.').next().unwrap();
                text = text.replace(&format!("{start}{hash}{end}"), &format!("{start}[hash]{end}"));
            }
        }
        text
    }

    /// What is between the head and the foot of a page, without the long lists of places and reasons.
    pub(crate) fn main(&self) -> String {
        let text = self.text();
        let from = text.find("<main").unwrap();
        let to = text.find("</main>").unwrap();
        let main = text.get(from..to).unwrap();
        let mut options = 0;
        let keep = |line: &&str| {
            options = if line.starts_with("<option") { options + 1 } else { 0 };
            options <= 3 || line.contains("selected")
        };
        main.lines().filter(keep).filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// A problem with this status and code.
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.value();
        assert_eq!(self.status.as_u16(), status, "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("/v1/problems/{code}"));
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        problem
    }
}

fn percent(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
