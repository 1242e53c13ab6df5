//! A service tells that a deletion is done: whoever waits for it asks at once, instead of when it would have.
//!
//! What a service tells is never believed, only asked about. A call that is not signed with the secret of the
//! description wakes nobody; one that is lost costs waiting and nothing else.

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use probity_policy::model::services::{Resource, Told};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;

/// Wakes those who wait for a service.
#[derive(Debug)]
pub(crate) struct Bell(watch::Sender<u64>);

/// One who waits.
pub(super) struct Listener(watch::Receiver<u64>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(super) fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }

    /// Wakes everybody who waits, when a call is signed as one of the descriptions says. `header` gives the
    /// headers of the call by their names.
    pub(crate) fn ring(
        &self,
        resources: &[Resource],
        variables: &BTreeMap<String, String>,
        header: &dyn Fn(&str) -> Option<String>,
        body: &[u8],
    ) -> bool {
        let told = resources.iter().filter_map(|resource| resource.job.as_ref()?.told.as_ref());
        let signed = |told: &Told| {
            let secret = variables.get(&told.secret).filter(|secret| !secret.is_empty());
            let signature = header(&told.header);
            secret.zip(signature).is_some_and(|(secret, signature)| is_signed(secret, &signature, body))
        };
        let known = told.into_iter().any(signed);
        if known {
            self.0.send_modify(|count| *count = count.wrapping_add(1));
        }
        known
    }
}

impl Listener {
    /// Waits until the service tells something, or for so long.
    pub(super) async fn wait(&mut self, longest: Duration) {
        // Whether it told something or the time went by, the service is asked.
        let _ = tokio::time::timeout(longest, self.0.changed()).await;
    }
}

/// Whether a header holds the HMAC-SHA256 of a body: in hexadecimal or Base64, also after `sha256=`.
fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    let signature = signature.trim();
    let signature = signature.strip_prefix("sha256=").unwrap_or(signature);
    let is_hex = signature.len() == 64 && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = if is_hex {
        crate::execute::unhex(signature)
    } else {
        base64::engine::general_purpose::STANDARD.decode(signature).unwrap_or_default()
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    // In a time that does not tell how much of it is right.
    mac.verify_slice(&bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_signed;

    #[test]
    fn a_signature_is_that_of_rfc_4231_in_any_of_its_spellings_and_no_other() {
        let (key, body) = ("Jefe", b"what do ya want for nothing?");
        let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(is_signed(key, hex, body));
        assert!(is_signed(key, &format!("sha256={}", hex.to_uppercase()), body));
        assert!(is_signed(key, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", body));
        for wrong in ["", "sha256=", "5bdc", &hex.replace('5', "6"), "W9zB"] {
            assert!(!is_signed(key, wrong, body), "{wrong}");
        }
        assert!(!is_signed(key, hex, b"what do ya want"));
        assert!(!is_signed("other", hex, body));
    }
}
