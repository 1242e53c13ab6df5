//! Data maps as people write them: the sentences are read by the compiler, and the stores put in.

use crate::common::Database;
use crate::common::map::Map;
use probity_policy::project::{Files, compile};
use probity_source::Severity;

struct Text(String);

impl Files for Text {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// The data map of these sentences over these databases.
pub(crate) fn said(stores: &[(&str, &Database)], text: &str) -> Map {
    let declared: String =
        stores.iter().map(|(name, _)| format!("store {name} = sqlite \"{name}.db\"\n")).collect();
    let project = compile(&["policy.probity".to_owned()], &Text(declared + text));
    let at_fault: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| {
            one.severity == Severity::Error
                && !one.code.0.starts_with("P02")
                && !one.code.0.starts_with("P03")
        })
        .map(|one| format!("{} {}", one.code, one.message))
        .collect();
    assert!(at_fault.is_empty(), "{at_fault:?}\n{text}");
    let mut map = project.model.data_map;
    map.stores = stores.iter().map(|(name, database)| database.store(name)).collect();
    Map(map)
}
