//! The mail box from outside, over real connections.

use lettre::message::{Mailbox as Address, MultiPart, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use probity_demo::Mailbox;
use proptest::prelude::*;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.unwrap()
}

fn client(address: SocketAddr) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.ip().to_string())
        .port(address.port())
        .build()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_message_of_an_ordinary_mail_program_arrives_and_is_readable() {
    let (listening, mailbox) = Mailbox::start(0).await.unwrap();
    assert!(listening.ip().is_loopback());
    let message = Message::builder()
        .from(address("MarsProxies <privacy@marsproxies.example>"))
        .to(address("Lina Petraitė <lina.petraite@example.org>"))
        .subject("Your request — Jūsų prašymas")
        .multipart(MultiPart::alternative_plain_html(
            "Labas, Lina!\n.\nA point alone, and a very long line: ".to_owned() + &"ilga ".repeat(500),
            "<p>Labas</p>".to_owned(),
        ))
        .unwrap();
    soon(client(listening).send(message)).await.unwrap();
    let kept = soon(mailbox.wait_for("LINA.petraite@example.org", 0)).await;
    assert_eq!(kept.subject, "Your request — Jūsų prašymas");
    assert!(kept.to.contains("Lina Petraitė"), "{}", kept.to);
    assert!(kept.text.starts_with("Labas, Lina!\n.\nA point alone"), "{}", kept.text);
    assert_eq!(kept.text.matches("ilga").count(), 500);
    assert_eq!(kept.html.as_deref().map(str::trim), Some("<p>Labas</p>"));
    assert_eq!(kept.sender, "privacy@marsproxies.example");
    assert!(kept.header("mime-version").is_some());
    assert_eq!(mailbox.message(kept.number), Some(kept));
}

#[tokio::test]
async fn whoever_waits_gets_the_message_that_comes_later_and_no_older_one() {
    let (listening, mailbox) = Mailbox::start(0).await.unwrap();
    let send = |subject: &'static str, to: &'static str| async move {
        let message = Message::builder()
            .from(address("a@example.org"))
            .to(address(to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body("hello".to_owned())
            .unwrap();
        soon(client(listening).send(message)).await.unwrap();
    };
    send("first", "b@example.org").await;
    let first = soon(mailbox.wait_for("b@example.org", 0)).await;
    let waiting = tokio::spawn({
        let mailbox = mailbox.clone();
        async move { mailbox.wait_for("b@example.org", first.number).await.subject }
    });
    send("for somebody else", "c@example.org").await;
    send("second", "b@example.org").await;
    assert_eq!(soon(waiting).await.unwrap(), "second");
    assert_eq!(mailbox.messages().len(), 3);
    mailbox.clear();
    assert_eq!(mailbox.messages(), []);
    send("third", "b@example.org").await;
    assert_eq!(soon(mailbox.wait_for("b@example.org", 0)).await.number, 4);
}

#[tokio::test]
async fn the_port_is_free_again_when_nobody_holds_the_mail_box() {
    let (listening, mailbox) = Mailbox::start(0).await.unwrap();
    assert!(Mailbox::start(listening.port()).await.is_err());
    drop(mailbox);
    // The task that listens ends at its next turn.
    soon(async {
        while TcpStream::connect(listening).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Sends bytes, ends the sending side, and reads until the server ends too.
async fn converse(listening: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(listening).await.unwrap();
    let mut heard = Vec::new();
    let (mut read, mut write) = stream.split();
    let (_, _) = tokio::join!(
        async {
            // The server may have hung up on nonsense before it read all of it.
            let _ = write.write_all(bytes).await;
            let _ = write.shutdown().await;
        },
        async {
            let _ = read.read_to_end(&mut heard).await;
        }
    );
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn a_conversation_in_one_packet_is_answered_in_order() {
    let (listening, mailbox) = Mailbox::start(0).await.unwrap();
    let all = b"EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n\r\nbody\r\n.\r\nQUIT\r\n";
    let heard = soon(converse(listening, all)).await;
    let codes: Vec<&str> =
        heard.lines().filter(|line| line.get(3..4) == Some(" ")).filter_map(|line| line.get(..3)).collect();
    assert_eq!(codes, ["220", "250", "250", "250", "354", "250", "221"]);
    assert_eq!(mailbox.messages().iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["body\n"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_bytes_leave_the_mail_box_alive_and_nobody_waiting(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (listening, mailbox) = Mailbox::start(0).await.unwrap();
            soon(converse(listening, &bytes)).await;
            let fine = b"HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n\r\nstill here\r\n.\r\nQUIT\r\n";
            soon(converse(listening, fine)).await;
            assert_eq!(soon(mailbox.wait_for("c@d", 0)).await.text, "still here\n");
        });
    }
}
