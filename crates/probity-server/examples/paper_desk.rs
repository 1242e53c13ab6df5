//! The site over a desk made of paper, to look at pages while working on them:
//! `cargo run -p probity-server --example paper_desk -- --port 0`. Prints `{"url": …}` when it answers.

#[path = "../tests/paper_desk/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "the tests use all of it")]
#[expect(clippy::expect_used, reason = "it is made for tests")]
mod paper_desk;

use paper_desk::PaperDesk;
use probity_server::{FooterLink, Limit, Options, router, serve};
use std::error::Error;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let port: u16 = match words.as_slice() {
        [] => 0,
        [name, port] if name == "--port" => port.parse()?,
        _ => return Err("say `--port NUMBER` or nothing".into()),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let many = Limit { burst: 10_000, each: Duration::from_millis(1) };
    let options = Options {
        banner: Some(String::from("This is a demonstration with invented people.")),
        footer_links: vec![FooterLink { text: String::from("Mail box"), address: String::from("/mail") }],
        answer_time: Some(String::from("Within 30 days of receipt")),
        intake_limit: many,
        code_limit: many,
        ..Options::default()
    };
    let mut desk = PaperDesk::new();
    desk.test_clock = true;
    let mut output = std::io::stdout().lock();
    writeln!(output, "{{\"url\": \"{url}\"}}")?;
    output.flush()?;
    drop(output);
    serve(listener, router(Arc::new(desk), options), std::future::pending()).await?;
    Ok(())
}
