//! Sending mail over SMTP.

use crate::messages::Message;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use probity_vocabulary::{Personal, Reveal};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A way to send mail.
#[derive(Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A message with its address, as it is sealed and queued.
#[derive(Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// Why mail could not be sent. The server's own words are not kept: they may quote the address.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address of the server cannot be read.
    #[error(
        "the mail server's address cannot be read; write `smtp://host:port` or `smtps://user:password@host`"
    )]
    Server,
    /// The sender's address cannot be read.
    #[error("the sender's mail address cannot be read")]
    Sender,
    /// The recipient's address cannot be read; trying again will not help.
    #[error("the recipient's mail address cannot be read")]
    Recipient,
    /// The server refused for good.
    #[error("the mail server refused the message for good{}", code(.0))]
    Refused(Option<u16>),
    /// It may work later.
    #[error("the mail server did not take the message{}", code(.0))]
    Later(Option<u16>),
}

fn code(code: &Option<u16>) -> String {
    code.map_or_else(String::new, |code| format!(" (SMTP {code})"))
}

impl PostError {
    /// Is it worth trying again?
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Later(_))
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Post(…)")
    }
}

impl Post {
    /// Mail through the server at `url` (`smtp://127.0.0.1:2525`, `smtps://user:password@host`), sent from `from`.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self, PostError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| PostError::Server)?
            .timeout(Some(Duration::from_secs(20)))
            .build();
        Ok(Self { transport, from: from.parse().map_err(|_| PostError::Sender)? })
    }

    /// The address that mail is sent from: the controller's own.
    #[must_use]
    pub fn sender(&self) -> String {
        self.from.email.to_string()
    }

    /// Hands a message to the server.
    ///
    /// # Errors
    /// See [`PostError`].
    pub async fn send(&self, to: &Personal<String>, message: &Message) -> Result<(), PostError> {
        let to: Mailbox = to.reveal(Reveal::AnswerPerson).parse().map_err(|_| PostError::Recipient)?;
        let letter = MessageBuilder::new()
            .from(self.from.clone())
            .to(to)
            .subject(message.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            // RFC 3834: so that nobody's absence note answers it.
            .header(AutoSubmitted)
            .body(message.text.clone())
            .map_err(|_| PostError::Recipient)?;
        self.transport.send(letter).await.map(|_| ()).map_err(|error| {
            let status = error.status().map(u16::from);
            if error.is_permanent() { PostError::Refused(status) } else { PostError::Later(status) }
        })
    }
}

#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
