//! The keeper: one company's policy, its stores, Probity's own state, a clock, and a way to send mail.

use crate::clock::Clock;
use crate::error::KeeperError;
use crate::messages::Letterhead;
use crate::post::Post;
use crate::reading::writing;
use crate::recording::ErasureWatch;
use jiff::Timestamp;
use probity_ledger::{
    Clock as EntryClock, Entry, Kind, NONCE_BYTES, Normalisation, Pseudonym, PseudonymKey, RequestId,
    SealingKey, SignerKey, normalise,
};
use probity_policy::deadline;
use probity_policy::model::Model;
use probity_policy::model::data_map::DataMap;
use probity_policy::project::Project;
use probity_state::{
    KeyOwner, KeyState, Random, State, StateError, Tx, jobs, ledger, random_bytes, settings,
};
use probity_stores::schema::Schema;
use probity_stores::{PersonGraph, Stores};
use probity_vocabulary::{Personal, Reveal};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;

/// Told each boundary of carrying an erasure out, by its word such as `committed:core`, before it goes on.
/// Tests end the process there, as a crash would.
pub type BoundaryWatch = Arc<dyn Fn(&str) + Send + Sync>;

/// What a keeper is made of.
pub struct Setup {
    /// The compiled project, without errors.
    pub project: Project,
    /// Probity's own database.
    pub state: State,
    /// The company's databases.
    pub stores: Stores,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// How mail leaves; without one, nobody is written to.
    pub post: Option<Post>,
    /// Where people reach the privacy centre.
    pub centre: Option<String>,
    /// SHA-256 of the secret with which the officer signs in.
    pub officer_secret: Option<[u8; 32]>,
    /// Told every boundary of carrying out; none outside tests.
    pub boundary_watch: Option<BoundaryWatch>,
}

impl fmt::Debug for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Setup")
            .field("state", &self.state)
            .field("stores", &self.stores)
            .finish_non_exhaustive()
    }
}

/// The keeper. Cheap to clone; clones are the same keeper.
#[derive(Clone)]
pub struct Keeper {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) project: Project,
    pub(crate) state: State,
    pub(crate) stores: Stores,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) post: Option<Post>,
    pub(crate) letterhead: Letterhead,
    pub(crate) officer_secret: Option<[u8; 32]>,
    boundary_watch: Option<BoundaryWatch>,
    pub(crate) erasure_watch: OnceLock<ErasureWatch>,
    pub(crate) pseudonyms: PseudonymKey,
    pub(crate) signer: SignerKey,
    pub(crate) wake: Notify,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keeper").field("state", &self.inner.state).finish_non_exhaustive()
    }
}

impl Keeper {
    /// Opens a keeper, and begins its ledger when there is none.
    ///
    /// # Errors
    /// When the state or the keys fail.
    pub async fn open(setup: Setup) -> Result<Self, KeeperError> {
        let policy = &setup.project.model.policy;
        let controller = policy
            .controller
            .title
            .as_ref()
            .map_or_else(|| "the controller".to_owned(), |title| title.value.clone());
        let letterhead = Letterhead {
            controller,
            zone: deadline::zone(policy),
            authorities: policy
                .controller
                .authorities
                .iter()
                .map(|(authority, _)| authority.value.clone())
                .collect(),
            centre: setup.centre,
        };
        let origin = origin(&setup.project.model);
        let signer = setup.state.keys().ledger_signer(&origin).await?;
        let pseudonyms = setup.state.keys().pseudonym_key().await?;
        let keeper = Self {
            inner: Arc::new(Inner {
                project: setup.project,
                state: setup.state,
                stores: setup.stores,
                clock: setup.clock,
                random: setup.random,
                post: setup.post,
                letterhead,
                officer_secret: setup.officer_secret,
                boundary_watch: setup.boundary_watch,
                erasure_watch: OnceLock::new(),
                pseudonyms,
                signer,
                wake: Notify::new(),
            }),
        };
        keeper.begin().await?;
        Ok(keeper)
    }

    /// The ledger's first entries: that it begins, and which policy is in force.
    async fn begin(&self) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let policy = &inner.project.model.policy;
        let version = policy.version.as_ref().map_or_else(String::new, |version| version.value.clone());
        let digest = self.policy_digest();
        writing!(inner.state, |tx| {
            if inner.clock.is_test() {
                settings::set(tx, settings::TEST_CLOCK, "true").await?;
            }
            if ledger::frontier(tx).await?.size() == 0 {
                ledger::append(tx, &[self.entry(Kind::LedgerStarted)]).await?;
            }
            if settings::fetch(tx, "policy.digest").await?.as_deref() != Some(digest.as_str()) {
                let entry = self
                    .entry(Kind::PolicyActivated)
                    .fact("version", version.as_str())
                    .fact("digest", digest.as_str());
                ledger::append(tx, &[entry]).await?;
                settings::set(tx, "policy.digest", &digest).await?;
            }
            ledger::checkpoint(tx, &inner.signer, now).await?;
            Ok(())
        })
    }

    /// SHA-256 over the canonical sentences of the policy.
    pub(crate) fn policy_digest(&self) -> String {
        use sha2::Digest;
        let text = probity_policy::grammar::print(&self.inner.project.model.statements);
        crate::package::hex(&sha2::Sha256::digest(text.as_bytes()))
    }

    /// The compiled model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.inner.project.model
    }

    /// The project with its sources and published words.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.inner.project
    }

    /// Probity's own state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.inner.state
    }

    /// The company's stores.
    #[must_use]
    pub fn stores(&self) -> &Stores {
        &self.inner.stores
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The key with which anybody can check the ledger.
    #[must_use]
    pub fn verifier_key(&self) -> probity_ledger::VerifierKey {
        self.inner.signer.verifier().clone()
    }

    /// Carrying out has come to a boundary: a point at which a crash must lose and repeat nothing.
    pub(crate) fn at_boundary(&self, word: &str) {
        tracing::debug!(boundary = word, "carrying out");
        if let Some(watch) = &self.inner.boundary_watch {
            watch(word);
        }
    }

    /// An entry of this kind, at this instant, with the clock said.
    pub(crate) fn entry(&self, kind: Kind) -> Entry {
        let clock = if self.inner.clock.is_test() { EntryClock::Test } else { EntryClock::Real };
        Entry::new(kind, self.inner.clock.now().as_microsecond(), clock)
    }

    /// The person graph over the schemas as they are now.
    pub(crate) async fn graph(&self) -> Result<PersonGraph, KeeperError> {
        self.graph_at(self.inner.clock.now()).await
    }

    /// The person graph with the floors at an instant, and the holds that stand now.
    pub(crate) async fn graph_at(&self, at: Timestamp) -> Result<PersonGraph, KeeperError> {
        self.graph_over(self.inner.stores.schemas().await?, at).await
    }

    /// The same over these schemas; a store without one is out of reach.
    pub(crate) async fn graph_over(
        &self,
        schemas: BTreeMap<String, Schema>,
        at: Timestamp,
    ) -> Result<PersonGraph, KeeperError> {
        let model = &self.inner.project.model;
        let map: &DataMap = &model.data_map;
        let graph = PersonGraph::compile(map, schemas).map_err(KeeperError::Graph)?;
        let holds = self.standing_holds(self.inner.clock.now()).await?;
        Ok(graph.with_pseudonyms(self.column_pseudonyms()).with_keeping(&model.policy, at, holds))
    }

    /// The pseudonym of the person with these identities: made from the first of them.
    pub(crate) fn pseudonym(&self, identities: &[(String, Personal<String>)]) -> Option<Pseudonym> {
        let (name, value) = identities.first()?;
        let normalisation =
            if is_mail(name) { Normalisation::EmailAddress } else { Normalisation::Identifier };
        let normal = normalise(normalisation, value.reveal(Reveal::Pseudonymise));
        Some(self.inner.pseudonyms.pseudonym(name, &normal))
    }

    pub(crate) fn nonce(&self) -> Result<[u8; NONCE_BYTES], KeeperError> {
        Ok(random_bytes::<NONCE_BYTES>(self.inner.random.as_ref()).map_err(StateError::from)?)
    }

    /// The key of a request, made when there is none.
    pub(crate) async fn request_key(&self, id: RequestId) -> Result<SealingKey, KeeperError> {
        let inner = &self.inner;
        Ok(inner.state.keys().obtain(KeyOwner::Request(id), inner.random.as_ref(), inner.clock.now()).await?)
    }

    /// The key of a person; a new one when they were erased and have come back.
    pub(crate) async fn person_key(&self, person: Pseudonym) -> Result<SealingKey, KeeperError> {
        let (inner, owner) = (&self.inner, KeyOwner::Person(person));
        let (random, now) = (inner.random.as_ref(), inner.clock.now());
        match inner.state.keys().fetch(owner).await? {
            KeyState::Present(key) => Ok(key),
            KeyState::Destroyed { .. } => Ok(inner.state.keys().begin_anew(owner, random, now).await?),
            KeyState::Absent => Ok(inner.state.keys().obtain(owner, random, now).await?),
        }
    }

    /// Adds a job in the transaction of what it follows from.
    pub(crate) async fn enqueue(
        &self,
        tx: &mut Tx,
        kind: &str,
        request: RequestId,
        run_after: Timestamp,
    ) -> Result<(), StateError> {
        let job = jobs::NewJob {
            kind: kind.to_owned(),
            payload: request.to_string(),
            // A message queued while a job of its kind is ending must not be taken for one of that job's.
            dedup_key: (kind != crate::worker::MAIL).then(|| format!("{kind}:{request}")),
            run_after,
            // A store may be down for longer than any deadline; giving up is for a person to decide. With pauses
            // that double up to six hours this is most of a year of trying.
            max_attempts: 1000,
        };
        jobs::enqueue(tx, &job, self.inner.clock.now()).await?;
        Ok(())
    }
}

/// Is this identity a mail address?
pub(crate) fn is_mail(name: &str) -> bool {
    name == "email" || name == "mail" || name.ends_with("_email")
}

/// The ledger's name: the policy's title as a path without spaces (C2SP tlog-checkpoint origin).
fn origin(model: &Model) -> String {
    let title = model.policy.title.as_ref().map_or("policy", |title| &title.value);
    let slug: String =
        title.chars().map(|one| if one.is_alphanumeric() { one.to_ascii_lowercase() } else { '-' }).collect();
    format!("probity/{}", slug.trim_matches('-'))
}
