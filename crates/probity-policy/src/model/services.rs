//! How services are spoken to: the calls that find, list, change and delete, with their templates.
//!
//! A template says where values go and never holds one. Filling it is the business of `probity-stores`.

use super::data_map::TableName;
use probity_source::Span;
use std::collections::BTreeMap;

/// A service as the data map describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The store that it is.
    pub store: String,
    /// What proves to it that it is the company.
    pub login: Option<Login>,
    /// Its further addresses: the name by which calls go there, and the variable that holds it.
    pub hosts: BTreeMap<String, String>,
    /// Headers that each call carries.
    pub headers: Vec<(String, String)>,
    /// The shortest time between two calls, in milliseconds.
    pub pause: u64,
    /// How often a call is made when the service is busy.
    pub tries: u64,
    /// The first and the longest wait between tries, in seconds.
    pub waits: (u64, u64),
    /// The largest answer that is read, in bytes.
    pub largest: u64,
    /// What statuses mean here.
    pub meanings: BTreeMap<u64, Meaning>,
    /// The sentence that begins it.
    pub span: Span,
}

/// What proves to a service that it is the company; names of variables that hold the secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// A bearer token.
    Bearer(String),
    /// A user and a password.
    Password(String, String),
    /// A header of this name.
    Header(String, String),
    /// A parameter of this name.
    Parameter(String, String),
    /// Tokens that are asked for.
    OAuth(OAuth),
}

/// How tokens are asked for (RFC 6749); names of variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The company, as the service knows it.
    pub client: String,
    /// Its secret.
    pub secret: String,
    /// The address that gives tokens.
    pub address: String,
    /// The refresh token; without one, tokens are for the client itself.
    pub refresh: Option<String>,
    /// What tokens are to allow, in the service's words; no variable.
    pub scope: Option<String>,
}

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// There is no such record, or none any more.
    Gone,
    /// It will not be done, however often one asks.
    Refused,
    /// It will be done when asked again.
    Later,
}

/// The records of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The table that they are.
    pub table: TableName,
    /// The columns that tell a record from all others.
    pub key: Vec<String>,
    /// The calls that find records, by the columns that they find by.
    pub finds: Vec<(Vec<String>, Reading)>,
    /// The call that lists all.
    pub list: Option<Reading>,
    /// How one comes to the next page.
    pub paging: Option<Paging>,
    /// Where columns are in a record.
    pub fields: BTreeMap<String, String>,
    /// Where a record says, and how, that it is there no more.
    pub absent: Option<(String, String)>,
    /// The calls that delete a record.
    pub deletions: Vec<Writing>,
    /// The call that changes one.
    pub change: Option<Changing>,
    /// How one knows that a deletion is done.
    pub job: Option<Job>,
    /// The sentence that begins it.
    pub span: Span,
}

/// A call: method and path with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// The further address of the service that it goes to.
    pub host: Option<String>,
    /// Path and query.
    pub path: Template,
    /// As it was written, which holds no value.
    pub written: String,
}

/// A call that reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The call.
    pub call: Call,
    /// Its JSON body.
    pub body: Option<Template>,
    /// Where the records are in the answer.
    pub under: Option<String>,
}

/// A call that deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The call.
    pub call: Call,
    /// Its JSON body.
    pub body: Option<Template>,
}

/// A call that changes fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changing {
    /// The call.
    pub call: Call,
    /// As a form and not as JSON.
    pub form: bool,
    /// The member of the body that holds the fields.
    pub under: Option<String>,
}

/// How one comes to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// What the answer holds at a path goes into a parameter, as long as it is there and the answer says so.
    Cursor {
        /// The path of the cursor.
        path: String,
        /// The parameter.
        parameter: String,
        /// The path of what is true while there is more.
        more: Option<String>,
    },
    /// The number of the page, from 1.
    Number(String),
    /// How many records there were so far.
    Offset(String),
    /// The next page's address: at a path of the answer, else in its `Link` header.
    Link(Option<String>),
}

/// How one knows that a deletion is done that the service does later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The call that asks.
    pub call: Call,
    /// Seconds between two questions.
    pub every: u64,
    /// Where the answer says how far it is.
    pub path: String,
    /// What it says when it is done.
    pub done: String,
    /// What it says when it failed.
    pub failed: Option<String>,
    /// How it tells by itself.
    pub told: Option<Told>,
}

/// How a service tells that something is done, by calling back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The header with the HMAC-SHA256 of the call's body.
    pub header: String,
    /// The variable that holds the secret.
    pub secret: String,
}

/// A text with places for values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its parts in order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Stands for itself.
    Text(String),
    /// A value.
    Value {
        /// Where it comes from.
        source: Source,
        /// What becomes of it.
        form: Form,
    },
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the record.
    Column(String),
    /// A variable of the environment.
    Variable(String),
    /// A path of the answer to the call before.
    Answer(String),
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    AsIs,
    /// Lower case.
    Lower,
    /// The MD5 of its lower case, in hexadecimal: how some services name a mail address.
    Md5,
}

impl Template {
    /// Reads a template. Braces that do not hold a name stand for themselves, as in JSON.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            match after.split_once('}').and_then(|(inner, behind)| Some((value(inner)?, behind))) {
                Some((value, behind)) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(value);
                    rest = behind;
                }
                None => {
                    plain.push('{');
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Self { parts }
    }

    /// Where its values come from.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value { source, .. } => Some(source),
            Part::Text(_) => None,
        })
    }
}

fn value(inner: &str) -> Option<Part> {
    let (name, form) = match inner.split_once('|') {
        None => (inner, Form::AsIs),
        Some((name, "lower")) => (name, Form::Lower),
        Some((name, "md5")) => (name, Form::Md5),
        Some(_) => return None,
    };
    let (kind, name) = name.split_once(':').map_or((None, name), |(kind, name)| (Some(kind), name));
    let well_formed = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|one| one.is_alphanumeric() || "_.-[]".contains(one));
    let name = name.to_owned();
    let source = match kind {
        _ if !well_formed => return None,
        None => Source::Column(name),
        Some("env") => Source::Variable(name),
        Some("answer") => Source::Answer(name),
        Some(_) => return None,
    };
    Some(Part::Value { source, form })
}

impl Call {
    /// Reads `METHOD /path?query` or `METHOD host:/path?query`; nothing when it is not of that form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (method, rest) = text.split_once(' ')?;
        let (host, path) = match rest.find(":/").and_then(|at| rest.split_at_checked(at)) {
            Some((host, path)) if !host.starts_with('/') => (Some(host), path.strip_prefix(':')?),
            _ => (None, rest),
        };
        let named = |host: &str| {
            host.starts_with(|one: char| one.is_ascii_lowercase())
                && host.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-' || one == b'_')
        };
        if !host.is_none_or(named) {
            return None;
        }
        let known = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method);
        let bare = path.starts_with('/') && !path.starts_with("//") && !path.contains([' ', '#', '\n', '\\']);
        (known && bare).then(|| Self {
            method: method.to_owned(),
            host: host.map(str::to_owned),
            path: Template::read(path),
            written: text.to_owned(),
        })
    }
}

impl Service {
    /// A service of which nothing is said: nobody signs in, five tries, answers of 16 megabytes.
    #[must_use]
    pub fn plain(store: &str, span: Span) -> Self {
        Self {
            store: store.to_owned(),
            login: None,
            hosts: BTreeMap::new(),
            headers: Vec::new(),
            pause: 0,
            tries: 5,
            waits: (1, 60),
            largest: 16 << 20,
            meanings: BTreeMap::new(),
            span,
        }
    }

    /// The variables that hold what it needs: secrets, and those in the templates of its resources.
    #[must_use]
    pub fn variables(&self, resources: &[Resource]) -> Vec<String> {
        let mut variables: Vec<String> = match &self.login {
            None => Vec::new(),
            Some(Login::Bearer(variable) | Login::Header(_, variable) | Login::Parameter(_, variable)) => {
                vec![variable.clone()]
            }
            Some(Login::Password(user, password)) => vec![user.clone(), password.clone()],
            Some(Login::OAuth(oauth)) => {
                let all = [&oauth.client, &oauth.secret, &oauth.address].into_iter().chain(&oauth.refresh);
                all.cloned().collect()
            }
        };
        variables.extend(self.hosts.values().cloned());
        let told = resources.iter().filter_map(|resource| resource.job.as_ref()?.told.as_ref());
        variables.extend(told.map(|told| told.secret.clone()));
        for template in resources.iter().flat_map(Resource::templates) {
            variables.extend(template.sources().filter_map(|source| match source {
                Source::Variable(name) => Some(name.clone()),
                Source::Column(_) | Source::Answer(_) => None,
            }));
        }
        variables.sort();
        variables.dedup();
        variables
    }
}

impl Resource {
    /// All its templates.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let finds = self.finds.iter().map(|(_, reading)| reading).chain(&self.list);
        let reads = finds.flat_map(|reading| std::iter::once(&reading.call.path).chain(&reading.body));
        let deletes = self.deletions.iter().flat_map(|one| std::iter::once(&one.call.path).chain(&one.body));
        let change = self.change.iter().map(|change| &change.call.path);
        let job = self.job.iter().map(|job| &job.call.path);
        reads.chain(deletes).chain(change).chain(job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_in_braces_are_values_and_the_braces_of_json_are_not() {
        let template = Template::read(r#"{"id":"{scan.ref|md5}","x":{}}"#);
        let sources: Vec<&Source> = template.sources().collect();
        assert_eq!(sources, [&Source::Column("scan.ref".to_owned())]);
        assert_eq!(template.parts.len(), 3);
    }

    #[test]
    fn a_call_is_a_method_and_a_path_of_this_service() {
        assert!(Call::read("GET /v1/customers?email={email}").is_some());
        let elsewhere = Call::read("POST admin:/v1/users:delete").unwrap();
        assert_eq!(elsewhere.host.as_deref(), Some("admin"));
        assert_eq!(elsewhere.path, Template::read("/v1/users:delete"));
        assert_eq!(Call::read("POST /v1/users:/delete").unwrap().host, None);
        for wrong in [
            "GET v1",
            "FETCH /v1",
            "GET //elsewhere.example/v1",
            "GET https://elsewhere.example",
            "GET :/v1",
            "GET a.example:/v1",
            "GET admin:v1",
            "GET admin://v1",
            "GET /a b",
            "/v1",
        ] {
            assert_eq!(Call::read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn reading_loses_nothing_and_never_panics(text in r#"[a-z{}|:"/ ]{0,40}"#) {
            let template = Template::read(&text);
            let written: String = template.parts.iter().map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Value { source, form } => {
                    let source = match source {
                        Source::Column(name) => name.clone(),
                        Source::Variable(name) => format!("env:{name}"),
                        Source::Answer(name) => format!("answer:{name}"),
                    };
                    let form = match form { Form::AsIs => "", Form::Lower => "|lower", Form::Md5 => "|md5" };
                    format!("{{{source}{form}}}")
                }
            }).collect();
            prop_assert_eq!(written, text);
        }
    }
}
