//! Any bytes compile to a model and findings; what was understood is printed so that it is understood again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_policy::grammar::{self, print, to_json};
use probity_policy::project::{Files, compile};
use probity_policy::syntax;
use probity_source::Sources;

struct One<'a>(&'a [u8]);

impl Files for One<'_> {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.to_vec())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let project = compile(&["policy.probity".to_owned()], &One(bytes));
    for one in &project.diagnostics {
        assert!(!one.message.contains('\n'));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::new();
    let id = sources.add("fuzz", text);
    let (statements, _) = grammar::read(text, &syntax::parse(id, text).0);
    let printed = print(&statements);
    let (again, faults) = grammar::read(&printed, &syntax::parse(id, &printed).0);
    assert!(faults.is_empty(), "{printed}");
    assert_eq!(to_json(&again), to_json(&statements), "{printed}");
});
