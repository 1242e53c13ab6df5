//! Keys: made once, destroyed for good.

use crate::support::{Home, Repeating, second};
use probity_ledger::{Clock, Entry, Kind, Pseudonym, RequestId};
use probity_state::{Backend, KeyOwner, KeyState, State, StateError};

conformance! {
    a_key_is_made_once_and_stays_the_same,
    a_destroyed_key_leaves_a_tombstone_and_no_way_back,
    whoever_comes_back_gets_another_key,
    destroying_leaves_no_trace_in_the_files,
    a_tombstone_cannot_be_turned_into_a_key,
    secrets_survive_a_restart,
}

const PERSON: KeyOwner = KeyOwner::Person(Pseudonym::from_stored([7; 16]));

trait Stored {
    fn obtain(&self, owner: KeyOwner) -> impl Future<Output = Result<[u8; 32], StateError>>;
}

impl Stored for State {
    async fn obtain(&self, owner: KeyOwner) -> Result<[u8; 32], StateError> {
        self.keys()
            .obtain(owner, &probity_state::OperatingSystemRandom, second(0))
            .await
            .map(|key| *key.expose())
    }
}

async fn a_key_is_made_once_and_stays_the_same(home: &Home) {
    let state = home.open().await;
    assert!(matches!(state.keys().fetch(PERSON).await.unwrap(), KeyState::Absent));
    let first = state.obtain(PERSON).await.unwrap();
    assert_eq!(state.obtain(PERSON).await.unwrap(), first);
    let request = KeyOwner::Request(RequestId::from_stored([7; 16]));
    assert_ne!(state.obtain(request).await.unwrap(), first);
    state.close().await;
    assert_eq!(home.open().await.obtain(PERSON).await.unwrap(), first);
}

async fn a_destroyed_key_leaves_a_tombstone_and_no_way_back(home: &Home) {
    let state = home.open().await;
    let random = Repeating::default();
    let key = state.keys().obtain(PERSON, &random, second(0)).await.unwrap();
    let entry = Entry::new(Kind::StepDone, 0, Clock::Real).seal(&key, [1; 24], b"details").unwrap();
    assert!(state.keys().destroy(PERSON, second(9)).await.unwrap());
    assert!(!state.keys().destroy(PERSON, second(10)).await.unwrap());
    let KeyState::Destroyed { at } = state.keys().fetch(PERSON).await.unwrap() else {
        panic!("the tombstone is missing")
    };
    assert_eq!(at, second(9));
    assert!(matches!(state.obtain(PERSON).await, Err(StateError::KeyDestroyed)));
    let another = state.keys().begin_anew(PERSON, &random, second(11)).await.unwrap();
    assert!(entry.open(&another).is_err());
}

async fn whoever_comes_back_gets_another_key(home: &Home) {
    let state = home.open().await;
    let random = Repeating::default();
    assert!(matches!(
        state.keys().begin_anew(PERSON, &random, second(0)).await,
        Err(StateError::NotFound { .. })
    ));
    let first = state.obtain(PERSON).await.unwrap();
    assert!(state.keys().begin_anew(PERSON, &random, second(0)).await.is_err());
    state.keys().destroy(PERSON, second(1)).await.unwrap();
    let second_life = *state.keys().begin_anew(PERSON, &random, second(2)).await.unwrap().expose();
    assert_ne!(second_life, first);
    assert_eq!(state.obtain(PERSON).await.unwrap(), second_life);
}

async fn destroying_leaves_no_trace_in_the_files(home: &Home) {
    let state = home.open().await;
    if state.backend() != Backend::Sqlite {
        // A server's files are not ours to read; what is claimed there is that the row is empty and vacuumed.
        state.obtain(PERSON).await.unwrap();
        assert!(state.keys().destroy(PERSON, second(1)).await.unwrap());
        return;
    }
    let traces = |key: &[u8; 32]| {
        let files = std::fs::read_dir(home.path()).unwrap();
        files
            .filter(|file| {
                let bytes = std::fs::read(file.as_ref().unwrap().path()).unwrap();
                bytes.windows(32).any(|window| window == key)
            })
            .count()
    };
    let mut keys = Vec::new();
    for number in 0..200 {
        let owner = KeyOwner::Person(Pseudonym::from_stored([number; 16]));
        keys.push((owner, state.obtain(owner).await.unwrap()));
    }
    assert!(keys.iter().all(|(_, key)| traces(key) > 0), "the search finds keys that are there");
    for (owner, key) in keys.iter().step_by(7) {
        state.keys().destroy(*owner, second(1)).await.unwrap();
        assert_eq!(traces(key), 0);
    }
}

async fn a_tombstone_cannot_be_turned_into_a_key(home: &Home) {
    let state = home.open().await;
    state.obtain(PERSON).await.unwrap();
    state.keys().destroy(PERSON, second(1)).await.unwrap();
    let restore = match state.backend() {
        Backend::Sqlite => "UPDATE sealing_keys SET key = x'00', destroyed_at = NULL",
        Backend::Postgres => "UPDATE sealing_keys SET key = '\\x00', destroyed_at = NULL",
    };
    let outcome = if let Some(path) = home.keys_url.strip_prefix("sqlite:") {
        use sqlx::Connection as _;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(restore).execute(&mut connection).await.map(|_| ())
    } else {
        use sqlx::Connection as _;
        let mut connection = sqlx::PgConnection::connect(&home.keys_url).await.unwrap();
        sqlx::query(restore).execute(&mut connection).await.map(|_| ())
    };
    assert!(outcome.unwrap_err().to_string().contains("stays destroyed"));
}

async fn secrets_survive_a_restart(home: &Home) {
    let state = home.open().await;
    let signer = state.keys().ledger_signer("ledger.example").await.unwrap();
    let pseudonym = state.keys().pseudonym_key().await.unwrap().pseudonym("accounts", "42");
    state.close().await;
    let state = home.open().await;
    let again = state.keys().ledger_signer("ledger.example").await.unwrap();
    assert_eq!(again.verifier(), signer.verifier());
    assert_eq!(state.keys().pseudonym_key().await.unwrap().pseudonym("accounts", "42"), pseudonym);
    assert!(state.keys().ledger_signer("no spaces").await.is_err());
}
