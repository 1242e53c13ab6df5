//! One SMTP conversation as a state machine (RFC 5321, RFC 2920, RFC 1870): bytes in, events out.
//!
//! No input or output here. A line ends with CR LF and with nothing else, so that no two programs can
//! disagree where a message ends.

/// What the server says first.
pub(super) const GREETING: &str = "220 localhost the demo's mail box\r\n";

/// Longer lines are refused. RFC 5321 section 4.5.3.1 asks for at least 512 for commands and 1000 for text.
const LONGEST_COMMAND: usize = 2048;
const LONGEST_LINE: usize = 64 * 1024;
/// The largest message.
pub(super) const LARGEST_MESSAGE: usize = 8 * 1024 * 1024;
const MOST_RECIPIENTS: usize = 200;
const MOST_FAULTS: u32 = 30;

/// What comes of what was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// To be said.
    Reply(String),
    /// To be kept.
    Message { sender: String, recipients: Vec<String>, raw: Vec<u8> },
    /// Nothing more is heard.
    Close,
}

/// The conversation so far.
#[derive(Debug, Default)]
pub(super) struct Session {
    line: Vec<u8>,
    /// The line has become too long; the rest of it is skipped.
    skipping: bool,
    greeted: bool,
    sender: Option<String>,
    recipients: Vec<String>,
    data: Option<Data>,
    faults: u32,
    closed: bool,
}

#[derive(Debug, Default)]
struct Data {
    raw: Vec<u8>,
    too_large: bool,
    line_too_long: bool,
}

impl Session {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Hears some bytes, which may hold a part of a line or many lines.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            if self.closed {
                break;
            }
            if *byte == b'\n' && self.line.last() == Some(&b'\r') {
                self.line.pop();
                let line = std::mem::take(&mut self.line);
                let too_long = std::mem::take(&mut self.skipping);
                self.line(&line, too_long, &mut events);
                continue;
            }
            let longest = if self.data.is_some() { LONGEST_LINE } else { LONGEST_COMMAND };
            if self.line.len() >= longest {
                self.skipping = true;
                // Enough to see the CR of the line's end.
                self.line.clear();
            }
            self.line.push(*byte);
        }
        events
    }

    fn line(&mut self, line: &[u8], too_long: bool, events: &mut Vec<Event>) {
        if self.data.is_some() {
            return self.text(line, too_long, events);
        }
        let reply = if too_long {
            self.fault("500 5.5.2 the line is too long")
        } else {
            match std::str::from_utf8(line) {
                Ok(line) if !line.contains(['\r', '\n', '\0']) => self.command(line),
                _ => self.fault("500 5.5.2 this is no command"),
            }
        };
        events.push(Event::Reply(format!("{reply}\r\n")));
        if self.faults >= MOST_FAULTS && !self.closed {
            events.push(Event::Reply("421 4.7.0 too many faults\r\n".to_owned()));
            self.closed = true;
        }
        if self.closed {
            events.push(Event::Close);
        }
    }

    fn command(&mut self, line: &str) -> String {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word.to_ascii_uppercase().as_str() {
            "EHLO" if !rest.trim().is_empty() => {
                self.begin();
                format!(
                    "250-localhost\r\n250-PIPELINING\r\n250-SIZE {LARGEST_MESSAGE}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES"
                )
            }
            "HELO" if !rest.trim().is_empty() => {
                self.begin();
                "250 localhost".to_owned()
            }
            "EHLO" | "HELO" => self.fault("501 5.5.4 say who you are"),
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest),
            "DATA" => self.data(rest),
            "RSET" => {
                self.reset();
                "250 2.0.0 forgotten".to_owned()
            }
            "NOOP" => "250 2.0.0 nothing done".to_owned(),
            "VRFY" => "252 2.5.0 send it and see".to_owned(),
            "HELP" => "214 2.0.0 see RFC 5321".to_owned(),
            "QUIT" => {
                self.closed = true;
                "221 2.0.0 goodbye".to_owned()
            }
            "AUTH" | "STARTTLS" | "EXPN" | "BDAT" | "TURN" => self.fault("502 5.5.1 not offered"),
            _ => self.fault("500 5.5.1 unknown command"),
        }
    }

    fn fault(&mut self, reply: &str) -> String {
        self.faults += 1;
        reply.to_owned()
    }

    fn begin(&mut self) {
        self.reset();
        self.greeted = true;
    }

    fn reset(&mut self) {
        self.sender = None;
        self.recipients.clear();
        self.data = None;
    }

    fn mail(&mut self, rest: &str) -> String {
        if !self.greeted {
            return self.fault("503 5.5.1 say EHLO first");
        }
        if self.sender.is_some() {
            return self.fault("503 5.5.1 there is a sender already");
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else {
            return self.fault("501 5.5.4 write MAIL FROM:<address>");
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" if value.parse().is_ok_and(|size: usize| size > LARGEST_MESSAGE) => {
                    return self.fault("552 5.3.4 the message is too large");
                }
                "SIZE" | "BODY" | "SMTPUTF8" => {}
                _ => return self.fault("555 5.5.4 unknown parameter"),
            }
        }
        // An empty sender is right: so do messages come that report of other messages.
        if !sender.is_empty() && !plausible(sender) {
            return self.fault("553 5.1.7 this is no address");
        }
        self.sender = Some(sender.to_owned());
        "250 2.1.0 sender taken".to_owned()
    }

    fn recipient(&mut self, rest: &str) -> String {
        if self.sender.is_none() {
            return self.fault("503 5.5.1 say MAIL first");
        }
        let Some((recipient, parameters)) = path(rest, "TO:") else {
            return self.fault("501 5.5.4 write RCPT TO:<address>");
        };
        if !parameters.trim().is_empty() {
            return self.fault("555 5.5.4 unknown parameter");
        }
        if !plausible(recipient) {
            return self.fault("553 5.1.3 this is no address");
        }
        if self.recipients.len() >= MOST_RECIPIENTS {
            return self.fault("452 4.5.3 too many recipients");
        }
        self.recipients.push(recipient.to_owned());
        "250 2.1.5 recipient taken".to_owned()
    }

    fn data(&mut self, rest: &str) -> String {
        if !rest.trim().is_empty() {
            return self.fault("501 5.5.4 DATA stands alone");
        }
        if self.recipients.is_empty() {
            return self.fault("503 5.5.1 say RCPT first");
        }
        self.data = Some(Data::default());
        "354 end with a line that holds only a point".to_owned()
    }

    fn text(&mut self, line: &[u8], too_long: bool, events: &mut Vec<Event>) {
        let Some(data) = &mut self.data else { return };
        if line != b"." || too_long {
            data.line_too_long |= too_long;
            let line = line.strip_prefix(b".").unwrap_or(line);
            data.too_large |= data.raw.len() + line.len() + 2 > LARGEST_MESSAGE;
            if !data.too_large && !data.line_too_long {
                data.raw.extend_from_slice(line);
                data.raw.extend_from_slice(b"\r\n");
            }
            return;
        }
        let refused = match (data.too_large, data.line_too_long) {
            (true, _) => Some("552 5.3.4 the message is too large\r\n"),
            (false, true) => Some("500 5.5.2 a line is too long\r\n"),
            (false, false) => None,
        };
        let raw = std::mem::take(&mut data.raw);
        let sender = self.sender.take().unwrap_or_default();
        let recipients = std::mem::take(&mut self.recipients);
        self.reset();
        if let Some(refused) = refused {
            self.faults += 1;
            events.push(Event::Reply(refused.to_owned()));
            return;
        }
        events.push(Event::Message { sender, recipients, raw });
        events.push(Event::Reply("250 2.0.0 kept\r\n".to_owned()));
    }
}

/// `FROM:<address> parameters`: the address, and the parameters. A source route before the address is dropped,
/// as RFC 5321 section 4.1.1.3 wants it.
fn path<'a>(rest: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let start = rest.get(..word.len())?;
    if !start.eq_ignore_ascii_case(word) {
        return None;
    }
    let inner = rest.get(word.len()..)?.trim_start().strip_prefix('<')?;
    let (address, parameters) = inner.split_once('>')?;
    if !parameters.is_empty() && !parameters.starts_with(' ') {
        return None;
    }
    let address = match address.strip_prefix('@') {
        Some(route) => route.split_once(':')?.1,
        None => address,
    };
    Some((address, parameters))
}

fn plausible(address: &str) -> bool {
    address.len() <= 254
        && !address.chars().any(|one| one.is_control() || one.is_whitespace())
        && address.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(session: &mut Session, bytes: &[u8]) -> Vec<String> {
        session
            .hear(bytes)
            .into_iter()
            .map(|event| match event {
                Event::Reply(reply) => reply.trim_end().rsplit("\r\n").next().unwrap_or("").to_owned(),
                Event::Message { sender, recipients, raw } => {
                    format!("{sender} to {}: {}", recipients.join(" and "), String::from_utf8_lossy(&raw))
                }
                Event::Close => "closed".to_owned(),
            })
            .collect()
    }

    /// The first three digits of each reply.
    fn codes(bytes: &[u8]) -> Vec<String> {
        said(&mut Session::new(), bytes).into_iter().map(|reply| reply.chars().take(3).collect()).collect()
    }

    #[test]
    fn commands_in_one_packet_are_answered_in_order() {
        let all = "EHLO me\r\nMAIL FROM:<a@example.org> SIZE=10 BODY=8BITMIME\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@example.org>\r\nDATA\r\nHello\r\n..two\r\n.\r\nQUIT\r\n";
        let whole = said(&mut Session::new(), all.as_bytes());
        assert!(
            whole.contains(&"a@example.org to b@example.org and c@example.org: Hello\r\n.two\r\n".to_owned())
        );
        assert_eq!(whole.last().map(String::as_str), Some("closed"));
        let mut session = Session::new();
        let bytewise: Vec<String> = all.bytes().flat_map(|byte| said(&mut session, &[byte])).collect();
        assert_eq!(whole, bytewise);
    }

    #[test]
    fn commands_out_of_order_are_refused() {
        assert_eq!(codes(b"MAIL FROM:<a@b>\r\n"), ["503"]);
        assert_eq!(codes(b"EHLO me\r\nRCPT TO:<a@b>\r\nDATA\r\n"), ["250", "503", "503"]);
        assert_eq!(
            codes(b"HELO me\r\nMAIL FROM:<>\r\nMAIL FROM:<a@b>\r\nDATA\r\n"),
            ["250", "250", "503", "503"]
        );
        assert_eq!(
            codes(b"EHLO me\r\nMAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<a@b>\r\n"),
            ["250", "250", "250", "503"]
        );
    }

    #[test]
    fn malformed_commands_are_refused_and_named() {
        for (line, code) in [
            ("EHLO", "501"),
            ("NONSENSE", "500"),
            ("", "500"),
            ("STARTTLS", "502"),
            ("VRFY x", "252"),
            ("NOOP", "250"),
        ] {
            assert_eq!(codes(format!("{line}\r\n").as_bytes()), [code], "{line}");
        }
        for (line, code) in [
            ("MAIL FROM:a@b", "501"),
            ("MAIL FROM:<a@b", "501"),
            ("MAIL FROM:<a@b>x", "501"),
            ("MAIL FROM:<no address>", "553"),
            ("MAIL FROM:<a@b> SIZE=999999999", "552"),
            ("MAIL FROM:<a@b> MOOD=good", "555"),
            ("mail from:<a@b>", "250"),
            ("MAIL FROM: <@relay.example:a@b>", "250"),
        ] {
            assert_eq!(codes(format!("EHLO me\r\n{line}\r\n").as_bytes()), ["250", code], "{line}");
        }
    }

    #[test]
    fn a_line_feed_alone_ends_neither_a_line_nor_a_message() {
        let heard = said(
            &mut Session::new(),
            b"EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\none\n.\nMAIL FROM:<evil@b>\n.\r\n.\r\n",
        );
        assert_eq!(heard.iter().filter(|one| one.contains(" to ")).count(), 1);
        assert!(heard.iter().any(|one| one.contains("evil@b")), "it is text, not a command");
    }

    #[test]
    fn lines_and_messages_that_are_too_large_are_refused_and_the_session_goes_on() {
        let mut session = Session::new();
        assert!(said(&mut session, &vec![b'x'; 100_000]).is_empty());
        assert!(session.line.len() <= LONGEST_COMMAND);
        assert_eq!(said(&mut session, b"\r\n"), ["500 5.5.2 the line is too long"]);
        said(&mut session, b"EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
        let line = [vec![b'y'; 60_000], b"\r\n".to_vec()].concat();
        for _ in 0..=LARGEST_MESSAGE / 60_000 {
            assert!(said(&mut session, &line).is_empty());
        }
        assert_eq!(
            said(&mut session, b".\r\nNOOP\r\n"),
            ["552 5.3.4 the message is too large", "250 2.0.0 nothing done"]
        );
        said(&mut session, b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
        said(&mut session, &vec![b'z'; 100_000]);
        assert_eq!(said(&mut session, b"\r\n.\r\n"), ["500 5.5.2 a line is too long"]);
    }

    #[test]
    fn too_many_recipients_and_too_many_faults_end() {
        let many = "RCPT TO:<c@d>\r\n".repeat(MOST_RECIPIENTS + 1);
        let replies = codes(format!("EHLO me\r\nMAIL FROM:<a@b>\r\n{many}").as_bytes());
        assert_eq!(replies.last().map(String::as_str), Some("452"));
        let faults = codes("NONSENSE\r\n".repeat(100).as_bytes());
        assert_eq!(faults.len(), MOST_FAULTS as usize + 2);
    }

    proptest! {
        #[test]
        fn any_bytes_are_heard_without_panic_and_in_bounds(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..40)) {
            let mut session = Session::new();
            for chunk in chunks {
                session.hear(&chunk);
                prop_assert!(session.line.len() <= LONGEST_LINE);
            }
        }

        #[test]
        fn any_commands_are_answered_one_by_one(lines in prop::collection::vec("(EHLO me|MAIL FROM:<.{0,8}>|RCPT TO:<[a-z@]{0,6}>|RSET|NOOP|[A-Z ]{0,6})", 0..25)) {
            let mut session = Session::new();
            for line in lines {
                let events = session.hear(format!("{}\r\n", line.replace(['\r', '\n'], "")).as_bytes());
                prop_assert_eq!(events.iter().filter(|event| matches!(event, Event::Reply(_))).count(), 1);
            }
        }

        #[test]
        fn any_text_comes_out_as_it_went_in(lines in prop::collection::vec("[ -~]{0,60}", 0..20)) {
            let text: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines
                .iter()
                .map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") })
                .collect();
            let mut session = Session::new();
            session.hear(b"EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
            let events = session.hear(format!("{stuffed}.\r\n").as_bytes());
            let kept = events.iter().find_map(|event| match event {
                Event::Message { raw, .. } => Some(raw.clone()),
                _ => None,
            });
            prop_assert_eq!(kept, Some(text.into_bytes()));
        }
    }
}
