//! The request form: reading what was sent, and showing it again with what is wrong.
//!
//! INVARIANT (NO-ONE-LEARNS-WHO): whether a field is right depends on how it is written only.

use crate::page::{Choice, FormFault, right_help, right_name};
use probity_keeper::desk::{CompanyView, Intake};
use probity_vocabulary::{COUNTRIES, Country, Personal, REGIONS, Region, Residence, Right};

/// RFC 5321 section 4.5.3.1.3, without the angle brackets.
const MAXIMUM_IDENTITY_CHARACTERS: usize = 254;

/// What stands in the fields.
pub(crate) struct Filled {
    right: String,
    country: String,
    region: String,
    identities: Vec<(String, String)>,
}

/// One field for an identity.
pub(crate) struct IdentityField {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) value: String,
    pub(crate) first: bool,
}

/// One radio button.
pub(crate) struct RightField {
    pub(crate) word: &'static str,
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) chosen: bool,
}

impl Filled {
    /// An empty form, or one with a right chosen.
    pub(crate) fn empty(right: Option<&str>) -> Self {
        let right = right.unwrap_or_default().to_owned();
        Self { right, country: String::new(), region: String::new(), identities: Vec::new() }
    }

    /// What was sent. Fields that the form does not have are ignored.
    pub(crate) fn sent(fields: Vec<(String, String)>) -> Self {
        let mut filled = Self::empty(None);
        for (name, value) in fields {
            let value = value.trim().to_owned();
            match name.as_str() {
                "right" => filled.right = value,
                "country" => filled.country = value,
                "region" => filled.region = value,
                _ => {
                    if let Some(identity) = name.strip_prefix("identity-") {
                        filled.identities.push((identity.to_owned(), value));
                    }
                }
            }
        }
        filled
    }

    fn identity(&self, name: &str) -> &str {
        self.identities.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The request, or everything that is wrong with it.
    pub(crate) fn intake(&self, company: &CompanyView) -> Result<Intake, Vec<FormFault>> {
        let mut faults = Vec::new();
        let right = Right::from_word(&self.right).filter(|right| company.rights.contains(right));
        if right.is_none() {
            let first = company.rights.first().map_or("right", |right| right.word());
            faults.push(FormFault::new(&format!("right-{first}"), "Choose what you want to ask for"));
        }
        let mut identities = Vec::new();
        for (index, name) in company.identities.iter().enumerate() {
            let value = self.identity(name);
            if let Some(message) = identity_fault(name, value, index == 0) {
                faults.push(FormFault::new(&format!("identity-{name}"), message));
            } else if !value.is_empty() {
                identities.push((name.clone(), Personal::new(value.to_owned())));
            }
        }
        let residence = self.residence().map_err(|fault| faults.push(fault)).ok().flatten();
        match right {
            Some(right) if faults.is_empty() => {
                Ok(Intake { right, identities, residence, channel: String::from("web-form") })
            }
            _ => Err(faults),
        }
    }

    fn residence(&self) -> Result<Option<Residence>, FormFault> {
        let country = match self.country.as_str() {
            "" => None,
            code => Some(
                Country::find(code)
                    .ok_or_else(|| FormFault::new("country", "Choose a country from the list"))?,
            ),
        };
        let region = match self.region.as_str() {
            "" => return Ok(country.map(Residence::country)),
            code => {
                Region::find(code).ok_or_else(|| FormFault::new("region", "Choose a state from the list"))?
            }
        };
        if country.is_some_and(|country| Some(country) != region.country()) {
            let message = "Choose a state only when you live in the United States";
            return Err(FormFault::new("region", message));
        }
        Ok(Some(Residence::region(region)))
    }

    pub(crate) fn right_fields(&self, company: &CompanyView) -> Vec<RightField> {
        let field = |right: &Right| RightField {
            word: right.word(),
            name: right_name(*right),
            help: right_help(*right),
            chosen: right.word() == self.right,
        };
        company.rights.iter().map(field).collect()
    }

    pub(crate) fn identity_fields(&self, company: &CompanyView) -> Vec<IdentityField> {
        let field = |(index, name): (usize, &String)| {
            let (label, kind, autocomplete) = identity_words(name);
            let (id, value) = (format!("identity-{name}"), self.identity(name).to_owned());
            IdentityField { id, label, kind, autocomplete, value, first: index == 0 }
        };
        company.identities.iter().enumerate().map(field).collect()
    }

    pub(crate) fn countries(&self) -> Vec<Choice> {
        let choice = |country: &Country| (country.code(), country.name());
        choices(COUNTRIES.iter().map(choice), &self.country)
    }

    pub(crate) fn regions(&self) -> Vec<Choice> {
        choices(REGIONS.iter().map(|region| (region.code(), region.name())), &self.region)
    }
}

fn choices(all: impl Iterator<Item = (&'static str, &'static str)>, chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> =
        all.map(|(word, name)| Choice { word, name: name.to_owned(), chosen: word == chosen }).collect();
    choices.sort_by(|left, right| left.name.cmp(&right.name));
    choices
}

/// Label, type and autofill purpose (WCAG 1.3.5) of the field for an identity.
fn identity_words(name: &str) -> (String, &'static str, &'static str) {
    match name {
        "email" => (String::from("E-mail address"), "email", "email"),
        "phone" | "telephone" => (String::from("Telephone number"), "tel", "tel"),
        "name" => (String::from("Full name"), "text", "name"),
        "username" => (String::from("User name"), "text", "username"),
        other => (crate::page::capitalised(other), "text", "off"),
    }
}

fn identity_fault(name: &str, value: &str, needed: bool) -> Option<String> {
    let (label, kind, _) = identity_words(name);
    let label = label.to_lowercase();
    if value.is_empty() {
        return needed.then(|| format!("Enter your {label}"));
    }
    if value.chars().count() > MAXIMUM_IDENTITY_CHARACTERS || value.chars().any(char::is_control) {
        return Some(format!("Enter a shorter {label}, on one line"));
    }
    let looks_like_mail = value.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !value.contains(char::is_whitespace)
    });
    (kind == "email" && !looks_like_mail)
        .then(|| String::from("Enter an e-mail address such as name@example.com"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn company() -> CompanyView {
        CompanyView {
            controller: String::from("Comet"),
            policy: String::from("Comet"),
            version: String::from("1"),
            rights: vec![Right::Access, Right::Erasure],
            identities: vec![String::from("email"), String::from("account-number")],
            notice: String::new(),
            authorities: Vec::new(),
            test_clock: false,
        }
    }

    fn read(fields: &[(&str, &str)]) -> Result<Intake, Vec<String>> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let faults = |faults: Vec<FormFault>| faults.into_iter().map(|fault| fault.field).collect();
        Filled::sent(fields).intake(&company()).map_err(faults)
    }

    #[test]
    fn a_filled_form_becomes_a_request() {
        let intake = read(&[
            ("right", "erasure"),
            ("identity-email", " a@b.example "),
            ("country", "US"),
            ("region", "US-CO"),
        ])
        .unwrap();
        assert_eq!(intake.right, Right::Erasure);
        assert_eq!(intake.identities, [(String::from("email"), Personal::new(String::from("a@b.example")))]);
        assert_eq!(intake.residence, Residence::find("US-CO"));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let faults = read(&[("right", "portability"), ("country", "CY"), ("region", "US-CO")]).unwrap_err();
        assert_eq!(faults, ["right-access", "identity-email", "region"]);
        let faults =
            read(&[("right", "access"), ("identity-email", "nobody"), ("country", "XX")]).unwrap_err();
        assert_eq!(faults, ["identity-email", "country"]);
    }

    #[test]
    fn where_somebody_lives_need_not_be_said() {
        assert_eq!(read(&[("right", "access"), ("identity-email", "a@b")]).unwrap().residence, None);
    }

    proptest! {
        #[test]
        fn any_fields_are_read_without_a_fault_of_ours(fields in proptest::collection::vec((".*", ".*"), 0..6)) {
            let filled = Filled::sent(fields);
            let _ = filled.intake(&company());
            filled.identity_fields(&company());
        }
    }
}
