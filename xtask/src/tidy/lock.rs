//! The dependencies that were resolved: no OpenSSL, and ring as the only cryptography
//! under rustls. deny.toml says why; this holds it without a further program.

use super::Finding;
use crate::workspace::File;

const BANNED: [&str; 8] = [
    "openssl",
    "openssl-sys",
    "native-tls",
    "aws-lc-rs",
    "aws-lc-sys",
    "aws-lc-fips-sys",
    "boring",
    "rustls-openssl",
];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let Some(lock) = files.iter().find(|file| file.path == "Cargo.lock") else {
        return vec![Finding::new("Cargo.lock", "is missing")];
    };
    let packages: Vec<&str> =
        lock.text.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let mut findings: Vec<Finding> = BANNED
        .iter()
        .filter(|banned| packages.contains(banned))
        .map(|banned| Finding::new("Cargo.lock", format!("holds `{banned}`; see deny.toml")))
        .collect();
    if packages.contains(&"rustls") && !packages.contains(&"ring") {
        findings.push(Finding::new("Cargo.lock", "holds `rustls` without `ring`, its only provider here"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(names: &[&str]) -> [File; 1] {
        let text: String = names.iter().map(|name| format!("[[package]]\nname = \"{name}\"\n")).collect();
        [File::new("Cargo.lock", &text)]
    }

    #[test]
    fn each_banned_package_is_found() {
        for banned in BANNED {
            assert_eq!(check(&lock(&["rustls", "ring", banned])).len(), 1, "{banned}");
        }
        assert_eq!(check(&lock(&["rustls", "ring", "openssl-probe"])), []);
    }

    #[test]
    fn rustls_needs_its_one_provider() {
        assert_eq!(check(&lock(&["rustls"])).len(), 1);
        assert_eq!(check(&[]).len(), 1);
    }
}
