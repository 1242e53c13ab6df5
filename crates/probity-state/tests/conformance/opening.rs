//! Opening, and what is said when that fails.

use crate::support::{Home, Repeating};
use probity_state::{Backend, State, StateError};

conformance! {
    opening_twice_at_once_migrates_once,
    a_newer_schema_is_refused,
    a_full_url_with_a_password_is_never_shown,
    a_server_or_file_that_is_not_there_is_told_apart,
}

async fn open(url: &str, keys: &str) -> Result<State, StateError> {
    State::open(url, keys, &Repeating::default()).await
}

async fn opening_twice_at_once_migrates_once(home: &Home) {
    let (one, other) = tokio::join!(home.open(), home.open());
    let (mut first, mut second) = (one.view().await.unwrap(), other.view().await.unwrap());
    let version = probity_state::settings::fetch(&mut first, "schema.state").await.unwrap();
    // Every file of migrations is one version of the state, but for the keys' one.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let files = std::fs::read_dir(folder).unwrap().count() - 1;
    assert_eq!(version.as_deref(), Some(files.to_string().as_str()));
    assert_eq!(probity_state::settings::fetch(&mut second, "schema.state").await.unwrap(), version);
}

async fn a_newer_schema_is_refused(home: &Home) {
    home.open().await.close().await;
    home.tamper(&home.keys_url, "UPDATE settings SET value = '99' WHERE name = 'schema.keys'").await;
    let refused = open(&home.url, &home.keys_url).await.unwrap_err();
    assert!(
        matches!(refused, StateError::SchemaTooNew { part: "keys", found: 99, known: 1, .. }),
        "{refused:?}"
    );
    assert!(refused.is_of_the_world());
}

async fn a_full_url_with_a_password_is_never_shown(home: &Home) {
    let state = home.open().await;
    assert_eq!(state.place().contains("postgres"), state.backend() == Backend::Postgres);
    for url in [
        "postgres://probity:secret-word@127.0.0.1:1/x",
        "postgres://probity:secret-word@[broken",
        "mysql://probity:secret-word@127.0.0.1/x",
        "secret-word",
        "sqlite::memory:",
        "",
    ] {
        let error = open(url, &home.keys_url).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret-word"), "{shown}");
    }
}

async fn a_server_or_file_that_is_not_there_is_told_apart(home: &Home) {
    let state = home.open().await;
    if state.backend() == Backend::Postgres {
        let (base, _) = home.url.rsplit_once('/').unwrap();
        let missing = open(&format!("{base}/there_is_none"), &home.keys_url).await.unwrap_err();
        assert!(matches!(missing, StateError::NoSuchDatabase { .. }), "{missing:?}");
        let stranger = base.replacen("//probity@", "//nobody_known@", 1);
        let denied = open(&format!("{stranger}/postgres"), &home.keys_url).await.unwrap_err();
        assert!(matches!(denied, StateError::Denied { .. }), "{denied:?}");
        let closed = open("postgres://probity@127.0.0.1:1/x", &home.keys_url).await.unwrap_err();
        assert!(matches!(closed, StateError::Unreachable { .. }), "{closed:?}");
        return;
    }
    let nowhere = home.path().join("no/such/folder/state.sqlite");
    let missing = open(&format!("sqlite:{}", nowhere.display()), &home.keys_url).await.unwrap_err();
    assert!(matches!(missing, StateError::Unreachable { .. }), "{missing:?}");
    let other = home.path().join("letter.txt");
    std::fs::write(&other, "this is a letter and no database, and long enough to show it".repeat(100))
        .unwrap();
    let wrong = open(&format!("sqlite:{}", other.display()), &home.keys_url).await.unwrap_err();
    assert!(matches!(wrong, StateError::NotADatabase { .. }), "{wrong:?}");
}
