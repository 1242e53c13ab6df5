//! The company's policy, as files.
//!
//! They are those of `examples/marsproxies`, built into the program so that the demo needs no checkout.

/// A file of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its name in the policy's folder.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// The file that includes the others; the compiler begins with it.
pub const ROOT: &str = "policy.probity";

/// All files of the policy, the published words among them.
pub const FILES: &[PolicyFile] = &[
    PolicyFile { name: ROOT, text: include_str!("../../../examples/marsproxies/policy.probity") },
    PolicyFile {
        name: "collection.probity",
        text: include_str!("../../../examples/marsproxies/collection.probity"),
    },
    PolicyFile {
        name: "purposes.probity",
        text: include_str!("../../../examples/marsproxies/purposes.probity"),
    },
    PolicyFile {
        name: "recipients.probity",
        text: include_str!("../../../examples/marsproxies/recipients.probity"),
    },
    PolicyFile { name: "data.probity", text: include_str!("../../../examples/marsproxies/data.probity") },
    PolicyFile { name: "notice.md", text: include_str!("../../../examples/marsproxies/notice.md") },
];
