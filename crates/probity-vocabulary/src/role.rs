//! Who somebody is in law, towards a person's data. Roles of staff are the company's own and not here.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// The legal role of an organisation.
    Role, "role" {
        Controller "controller" "Decides why and how data is used" = dpv!("DataController");
        JointController "joint-controller" "Decides together with another" = dpv!("JointDataControllers");
        Processor "processor" "Uses data for a controller, on its instructions" = dpv!("DataProcessor");
        SubProcessor "sub-processor" "Uses data for a processor" = dpv!("DataSubProcessor");
        ThirdParty "third-party" "Receives data for purposes of its own" = dpv!("ThirdParty");
        Authority "authority" "A public authority" = dpv!("Authority");
    }
}

impl Role {
    /// Whether it acts on the controller's instructions, so that a hand-over is no disclosure to a third party.
    #[must_use]
    pub const fn acts_on_instructions(self) -> bool {
        matches!(self, Self::Processor | Self::SubProcessor)
    }
}
