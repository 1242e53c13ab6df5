//! A server of S3 for tests: `probity-test-s3 FOLDER`. Signatures, conditions, parts and the protocol are
//! those of the crates `s3s` and `s3s-fs`; what is here is who may ask, and versions of objects, which those
//! do not keep. Each folder in FOLDER is a bucket, each file in it an object; a bucket whose name begins with
//! `versioned` keeps versions. It prints its port, and ends when its standard input does.
//!
//! It is for nobody's data.

mod versions;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::service::S3ServiceBuilder;
use s3s::{S3Result, s3_error};
use std::collections::BTreeMap;
use std::sync::Mutex;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use versions::Versioned;

/// The secret of every key.
const SECRET: &str = "secret+/word";
/// Who may ask: `tester` everything, `reader` what changes nothing, `careless` may delete no version,
/// `hurried` is told twice to slow down before each thing is done, `late` has a key that has expired.
const KEYS: [&str; 5] = ["tester", "reader", "careless", "hurried", "late"];

struct Keys;

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, key: &str) -> S3Result<SecretKey> {
        if KEYS.contains(&key) { Ok(SECRET.into()) } else { Err(s3_error!(InvalidAccessKeyId)) }
    }
}

#[derive(Default)]
struct Rights {
    asked: Mutex<BTreeMap<String, u32>>,
}

#[async_trait::async_trait]
impl S3Access for Rights {
    async fn check(&self, call: &mut S3AccessContext<'_>) -> S3Result<()> {
        let Some(who) = call.credentials() else { return Err(s3_error!(AccessDenied)) };
        let what = call.s3_op().name();
        let changes = !["Get", "Head", "List"].iter().any(|begin| what.starts_with(begin));
        let of_a_version = call.uri().query().is_some_and(|query| query.contains("versionId"));
        match who.access_key.as_str() {
            "late" => Err(s3_error!(ExpiredToken)),
            "reader" if changes => Err(s3_error!(AccessDenied)),
            "careless" if what == "DeleteObject" && of_a_version => Err(s3_error!(AccessDenied)),
            "hurried" => {
                let mut asked = self.asked.lock().unwrap();
                let times = asked.entry(format!("{what} {}", call.uri())).or_default();
                *times += 1;
                if *times % 3 == 0 { Ok(()) } else { Err(s3_error!(SlowDown)) }
            }
            _ => Ok(()),
        }
    }
}

#[tokio::main]
async fn main() {
    let root = std::env::args().nth(1).expect("a folder");
    let mut builder = S3ServiceBuilder::new(Versioned::new(root.into()));
    builder.set_auth(Keys);
    builder.set_access(Rights::default());
    let service = builder.build();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    println!("{}", listener.local_addr().expect("an address").port());
    let serve = async {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            let service = service.clone();
            tokio::spawn(async move {
                let connection = Builder::new(TokioExecutor::new());
                let _ = connection.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    };
    let mut input = tokio::io::stdin();
    let mut bytes = [0; 64];
    tokio::select! {
        () = serve => {}
        () = async { while matches!(input.read(&mut bytes).await, Ok(1..)) {} } => {}
    }
    // Reading standard input keeps a thread busy that nobody waits for.
    std::process::exit(0);
}
