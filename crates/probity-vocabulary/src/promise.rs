//! How a promise is held, and whether it is.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// Who makes a promise true.
    PromiseClass, "promise class" {
        Enforced "enforced" "Probity makes it true, or refuses the opposite";
        Evidenced "evidenced" "A person does it; the proof is asked for, dated and kept";
        Attested "attested" "Out of the reach of software; a named person signs for it, and it expires";
    }
}

words! {
    /// What a check found. `kept` needs a check that ran, had something to look at and found no counterexample.
    PromiseState, "promise state" {
        Kept "kept" "The check ran, there was something to check, and no counterexample was found" = dpv!("Compliant");
        Broken "broken" "A counterexample was found" = dpv!("NonCompliant");
        Unproven "unproven" "It could not be checked, or there was nothing to check" = dpv!("ComplianceUnknown");
    }
}
