//! Looks at stores that have no tables and that nobody described: a server's keys, a bucket's objects. What they are
//! made of is for others to conclude.

use crate::address::Address;
use crate::connect::{Limits, StoreHandle};
use crate::error::StoreError;
use crate::mirror::files::FileGlimpse;
use crate::mirror::redis::{KeyGlimpse, RedisSource};
use crate::reading::kind_of_address;
use probity_policy::model::data_map::{Location, Store};
use probity_source::{Sources, Span};
use std::path::Path;

impl StoreHandle {
    /// A store that no data map names, by its address; `environment` says who asks where the address does not.
    /// Nothing is opened yet.
    ///
    /// # Errors
    /// As [`StoreHandle::new`].
    pub fn at_address_in(
        name: &str,
        address: &str,
        environment: &dyn Fn(&str) -> Option<String>,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let span = Span::new(Sources::new().add(name, ""), 0, 0);
        let location = Location::Written(address.to_owned());
        let store = Store { name: name.to_owned(), kind: kind_of_address(address), location, span };
        Self::new(&store, Path::new(""), environment, limits)
    }

    /// Opens a look at a server's keys; nothing where the store is none.
    ///
    /// # Errors
    /// As [`StoreHandle::open`].
    pub async fn key_glimpse(&self) -> Result<Option<KeyGlimpse>, StoreError> {
        let Address::Redis(info) = self.address() else { return Ok(None) };
        let limits = self.limits();
        let opened = RedisSource::open(info, &[], limits.connect, limits.statement).await;
        let source = opened.map_err(|fault| self.opening_failed(fault))?;
        Ok(Some(KeyGlimpse::of(source, self.clone()).await))
    }

    /// Opens a look at a bucket's objects; nothing where the store is none.
    ///
    /// # Errors
    /// As [`StoreHandle::open`].
    pub async fn file_glimpse(&self) -> Result<Option<FileGlimpse>, StoreError> {
        let Address::Bucket(bucket) = self.address() else { return Ok(None) };
        let limits = self.limits();
        let opened = FileGlimpse::of_bucket(&bucket.0, (limits.connect, limits.statement)).await;
        opened.map(Some).map_err(|fault| self.opening_failed(fault))
    }
}
