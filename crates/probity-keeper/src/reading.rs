//! Reading and writing the state, with the keeper's own error.

/// Gives what the block gives over one view of a state: `reading!(state, |tx| Ok(requests::fetch(tx, id).await?))`.
macro_rules! reading {
    ($state:expr, |$tx:ident| $body:expr) => {{
        let outcome: Result<_, $crate::KeeperError> = match $state.view().await {
            Ok(mut view) => {
                let $tx = &mut view;
                async { $body }.await
            }
            Err(error) => Err(error.into()),
        };
        outcome
    }};
}

/// Runs a block in one transaction of a state (see [`probity_state::transaction!`]).
macro_rules! writing {
    ($state:expr, |$tx:ident| $body:expr) => {{
        let outcome: Result<_, $crate::KeeperError> = probity_state::transaction!($state, |$tx| $body);
        outcome
    }};
}

pub(crate) use {reading, writing};
