//! A message as it came, and what people read of it (RFC 5322, RFC 2045, RFC 2046).

use super::encoding;
use std::fmt;

/// Parts inside parts are looked into so deep, and so many of them.
const DEEPEST: usize = 8;
const MOST_PARTS: usize = 200;

/// A message in the mail box. Its `Debug` shows no more than its number.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number, counted from 1.
    pub number: u64,
    /// The sender of the envelope; empty for reports on other messages.
    pub sender: String,
    /// The recipients of the envelope.
    pub recipients: Vec<String>,
    /// The `From` line.
    pub from: String,
    /// The `To` line.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The first text part; empty when there is none.
    pub text: String,
    /// The first HTML part.
    pub html: Option<String>,
    /// All header lines, names as written, values unfolded and decoded.
    pub headers: Vec<(String, String)>,
    /// The whole message as it came.
    pub raw: Vec<u8>,
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Message({})", self.number)
    }
}

impl Message {
    pub(super) fn read(number: u64, sender: String, recipients: Vec<String>, raw: Vec<u8>) -> Self {
        let (headers, body) = split(&raw);
        let mut found = Found::default();
        found.look(&headers, body, 0);
        let decoded: Vec<(String, String)> =
            headers.into_iter().map(|(name, value)| (name, encoding::header(&value))).collect();
        let value = |name: &str| find(&decoded, name).unwrap_or_default().to_owned();
        Self {
            number,
            sender,
            recipients,
            from: value("From"),
            to: value("To"),
            subject: value("Subject"),
            text: found.text.unwrap_or_default(),
            html: found.html,
            headers: decoded,
            raw,
        }
    }

    /// The value of the first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Is this address among the recipients? Capital and small letters are the same.
    #[must_use]
    pub fn is_to(&self, address: &str) -> bool {
        self.recipients.iter().any(|one| one.eq_ignore_ascii_case(address))
    }
}

type Headers = Vec<(String, String)>;

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The headers, unfolded, and the body after the first empty line.
fn split(raw: &[u8]) -> (Headers, &[u8]) {
    let mut headers = Headers::new();
    let mut rest = raw;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return (headers, after);
        }
        match (text.starts_with([' ', '\t']), headers.last_mut(), text.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(text.trim());
            }
            (false, _, Some((name, value))) if !name.contains([' ', '\t']) => {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            // No header: here the body begins, though nobody left an empty line.
            _ => return (headers, rest),
        }
        rest = after;
    }
    (headers, rest)
}

/// A content type: `text/plain`, and its parameters.
fn content_type(headers: &Headers) -> (String, Vec<(String, String)>) {
    let value = find(headers, "Content-Type").unwrap_or("text/plain");
    let mut parts = semicolons(value).into_iter();
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let parameters = parts
        .filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(value);
            Some((name.trim().to_owned(), value.to_owned()))
        })
        .collect();
    (kind, parameters)
}

/// The pieces between semicolons that stand outside quotation marks.
fn semicolons(value: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for character in value.chars() {
        quoted ^= character == '"';
        match pieces.last_mut() {
            Some(piece) if character != ';' || quoted => piece.push(character),
            _ => pieces.push(String::new()),
        }
    }
    pieces
}

#[derive(Default)]
struct Found {
    text: Option<String>,
    html: Option<String>,
    parts: usize,
}

impl Found {
    fn look(&mut self, headers: &Headers, body: &[u8], depth: usize) {
        self.parts += 1;
        if depth > DEEPEST || self.parts > MOST_PARTS {
            return;
        }
        let (kind, parameters) = content_type(headers);
        if kind.starts_with("multipart/") {
            let Some(boundary) = find(&parameters, "boundary").filter(|boundary| !boundary.is_empty()) else {
                return;
            };
            for part in parts(body, boundary) {
                let (headers, body) = split(part);
                self.look(&headers, body, depth + 1);
            }
            return;
        }
        let attached = find(headers, "Content-Disposition")
            .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("attachment"));
        let slot = match kind.as_str() {
            "text/plain" => &mut self.text,
            "text/html" => &mut self.html,
            _ => return,
        };
        if attached || slot.is_some() {
            return;
        }
        let bytes =
            encoding::transferred(find(headers, "Content-Transfer-Encoding").unwrap_or_default(), body);
        let text = encoding::text(find(&parameters, "charset").unwrap_or("utf-8"), &bytes);
        *slot = Some(text.replace("\r\n", "\n"));
    }
}

/// The parts between lines that begin with `--boundary`.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.trim_ascii_end();
        let tail = bare.strip_prefix(mark.as_bytes());
        if let Some(tail) = tail.filter(|tail| tail.is_empty() || *tail == b"--") {
            if let Some(part) = start.and_then(|start| body.get(start..at)) {
                // The line end before a boundary belongs to the boundary.
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                found.push(part.strip_suffix(b"\r").unwrap_or(part));
            }
            if !tail.is_empty() {
                return found;
            }
            start = Some(at + line.len());
        }
        at += line.len();
    }
    found.extend(start.and_then(|start| body.get(start..)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(raw: &str) -> Message {
        Message::read(
            1,
            String::new(),
            vec!["Lina@Example.org".to_owned()],
            raw.replace('\n', "\r\n").into_bytes(),
        )
    }

    #[test]
    fn a_plain_message_is_read() {
        let message = read(
            "From: =?utf-8?q?Mars?= <m@example.org>\nTO: l@example.org\nSubject: one\n  two\n\nHi\nthere\n",
        );
        assert_eq!((message.from.as_str(), message.to.as_str()), ("Mars <m@example.org>", "l@example.org"));
        assert_eq!((message.subject.as_str(), message.text.as_str()), ("one two", "Hi\nthere\n"));
        assert!(message.is_to("lina@example.ORG"));
        assert!(!message.is_to("other@example.org"));
        assert_eq!(format!("{message:?}"), "Message(1)");
    }

    #[test]
    fn of_many_parts_the_first_text_and_the_first_page_are_taken() {
        let message = read(concat!(
            "Content-Type: multipart/mixed; boundary=\"a;b\"\n\nskipped\n--a;b\n",
            "Content-Type: multipart/alternative; boundary=inner\n\n--inner\n",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9\n--inner\n",
            "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGI+\n--inner--\n--a;b\n",
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=x\n\nattached\n--a;b--\nend\n",
        ));
        assert_eq!(message.text, "café");
        assert_eq!(message.html.as_deref(), Some("<b>"));
    }

    #[test]
    fn a_message_without_headers_or_body_is_read_too() {
        assert_eq!(read("just words\n").text, "just words\n");
        assert_eq!(read("").text, "");
        assert_eq!(read("Subject: only\n").subject, "only");
        assert_eq!(read("Content-Type: multipart/mixed\n\nno boundary\n").text, "");
    }

    #[test]
    fn parts_inside_parts_end_somewhere() {
        let mut raw = String::new();
        for depth in 0..100 {
            raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
        }
        raw.push_str("\nfar down\n");
        assert_eq!(read(&raw).text, "");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(raw in prop::collection::vec(any::<u8>(), 0..600)) {
            let message = Message::read(1, String::new(), Vec::new(), raw.clone());
            prop_assert_eq!(message.raw, raw);
        }

        #[test]
        fn anything_like_a_message_is_read_without_panic(
            lines in prop::collection::vec("(Content-Type: (multipart/mixed; boundary=x|text/plain)|--x(--)?|Content-Transfer-Encoding: base64||.{0,20})", 0..40),
        ) {
            Message::read(1, String::new(), Vec::new(), lines.join("\r\n").into_bytes());
        }
    }
}
