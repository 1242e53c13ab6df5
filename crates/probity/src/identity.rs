//! `--identity email=jane@example.com`.

use probity_vocabulary::Personal;

/// An identity as it is typed. Its `Debug` shows no value.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) value: Personal<String>,
}

/// Reads `name=value`.
pub(crate) fn identity(text: &str) -> Result<Identity, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "write it as `name=value`, such as `email=jane@example.com`".to_owned())?;
    if name.trim().is_empty() || value.trim().is_empty() {
        return Err("neither the name nor the value may be empty".to_owned());
    }
    Ok(Identity { name: name.trim().to_owned(), value: Personal::new(value.trim().to_owned()) })
}

/// The pairs that the keeper takes.
pub(crate) fn pairs(identities: &[Identity]) -> Vec<(String, Personal<String>)> {
    identities.iter().map(|one| (one.name.clone(), one.value.clone())).collect()
}
