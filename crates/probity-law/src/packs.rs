//! The registry of laws: those that ship with Probity, read once, and those that a company adds.
//!
//! INVARIANT (RULE-IDS-ARE-UNIQUE): within the registry a rule is found by its full id, `law.rule`.

use crate::pack::{LawId, Pack};
use crate::rule::{ClockStart, Duty};
use probity_vocabulary::closest;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Laws by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LawBook {
    packs: Vec<Pack>,
}

/// Why a law could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The text is not a law in the form that `laws/` uses.
    #[error("reading the law in `{file}` failed")]
    Read {
        /// Where the text came from.
        file: String,
        /// What the reader said.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A law of this id is already there.
    #[error("adding the law `{id}` failed: its id is taken")]
    DuplicateLaw {
        /// The id.
        id: LawId,
    },
    /// Two rules of a law share an id.
    #[error("adding the law `{law}` failed: two rules are called `{rule}`")]
    DuplicateRule {
        /// The law.
        law: LawId,
        /// The rule.
        rule: String,
    },
    /// A request's clock can start only when the request arrives or when it is known who asks.
    #[error("adding the law `{law}` failed: nothing starts the clock of `{rule}`")]
    ClockNeverStarts {
        /// The law.
        law: LawId,
        /// The rule.
        rule: String,
    },
}

/// A law that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{law}` is not a known law")]
pub struct UnknownLaw {
    /// What was asked for.
    pub law: LawId,
    /// The known law that is written most alike, if one is close.
    pub suggestion: Option<LawId>,
}

const FILES: &[(&str, &str)] = &[
    ("eu-gdpr.toml", include_str!("../laws/eu-gdpr.toml")),
    ("pa-law-81.toml", include_str!("../laws/pa-law-81.toml")),
    ("us-ca-ccpa.toml", include_str!("../laws/us-ca-ccpa.toml")),
    ("us-co-cpa.toml", include_str!("../laws/us-co-cpa.toml")),
    ("us-coppa.toml", include_str!("../laws/us-coppa.toml")),
    ("us-ct-ctdpa.toml", include_str!("../laws/us-ct-ctdpa.toml")),
    ("us-va-vcdpa.toml", include_str!("../laws/us-va-vcdpa.toml")),
];

static BUILT_IN: LazyLock<Result<LawBook, PackError>> =
    LazyLock::new(|| FILES.iter().try_fold(LawBook::default(), |book, (file, text)| book.with(file, text)));

impl LawBook {
    /// The laws that ship with Probity, read once.
    ///
    /// # Errors
    /// When a shipped file is broken, which a test rules out.
    pub fn built_in() -> Result<&'static Self, &'static PackError> {
        BUILT_IN.as_ref()
    }

    /// The same laws and one more, read from a text in the form that `laws/` uses.
    ///
    /// # Errors
    /// When the text cannot be read, or an id in it is taken.
    pub fn with(mut self, file: &str, text: &str) -> Result<Self, PackError> {
        let pack: Pack = toml::from_str(text)
            .map_err(|source| PackError::Read { file: file.to_owned(), source: Box::new(source) })?;
        if self.law(&pack.id).is_some() {
            return Err(PackError::DuplicateLaw { id: pack.id });
        }
        let mut ids = BTreeSet::new();
        if let Some(rule) = pack.rules.iter().find(|rule| !ids.insert(rule.id.as_str())) {
            return Err(PackError::DuplicateRule { law: pack.id.clone(), rule: rule.id.clone() });
        }
        if let Some(rule) = pack.rules.iter().find(|rule| !can_start(&rule.duty)) {
            return Err(PackError::ClockNeverStarts { law: pack.id.clone(), rule: rule.id.clone() });
        }
        self.packs.push(pack);
        Ok(self)
    }

    /// The law of this id.
    #[must_use]
    pub fn law(&self, id: &LawId) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.id == *id)
    }

    /// All laws.
    pub fn laws(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter()
    }

    /// The law of this id, or the fault that names the one that was probably meant.
    ///
    /// # Errors
    /// When there is no such law.
    pub fn require(&self, id: &LawId) -> Result<&Pack, UnknownLaw> {
        self.law(id).ok_or_else(|| UnknownLaw {
            law: id.clone(),
            suggestion: closest(id.as_str(), self.packs.iter().map(|pack| pack.id.as_str())).map(LawId::from),
        })
    }
}

fn can_start(duty: &Duty) -> bool {
    let clock = match duty {
        Duty::Answer(answer) => answer.clock.as_ref(),
        Duty::Acknowledge(acknowledge) => Some(&acknowledge.clock),
        Duty::Appeal(appeal) => Some(&appeal.clock),
        _ => None,
    };
    clock.is_none_or(|clock| matches!(clock.from, ClockStart::Receipt | ClockStart::Verification))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        id = "xx-law"
        title = "A law"
        citation = "Gazette 1"
        in_force_from = "2020-01-01"
        reach = { residents = ["PA"] }
        [[rule]]
        id = "answer"
        cite = "art. 1"
        confidence = "memory"
        duty.answer = { rights = ["access"] }
    "#;

    #[test]
    fn every_shipped_law_is_read() {
        let ids: Vec<_> = LawBook::built_in().unwrap().laws().map(|pack| pack.id.to_string()).collect();
        let expected =
            ["eu-gdpr", "pa-law-81", "us-ca-ccpa", "us-co-cpa", "us-coppa", "us-ct-ctdpa", "us-va-vcdpa"];
        assert_eq!(ids, expected);
        for (file, _) in FILES {
            assert!(ids.contains(&file.trim_end_matches(".toml").to_owned()), "{file}");
        }
    }

    #[test]
    fn a_company_can_add_a_law() {
        let book = LawBook::built_in().unwrap().clone().with("mine", SMALL).unwrap();
        assert_eq!(book.law(&LawId::new("xx-law")).map(|pack| pack.rules.len()), Some(1));
    }

    #[test]
    fn an_id_is_given_once() {
        let book = LawBook::default().with("mine", SMALL).unwrap();
        assert!(matches!(book.clone().with("again", SMALL), Err(PackError::DuplicateLaw { .. })));
        let rule = SMALL.split_once("[[rule]]").unwrap().1;
        let twice = format!("{SMALL}\n[[rule]]{rule}").replace("xx-law", "yy-law");
        assert!(matches!(book.with("twice", &twice), Err(PackError::DuplicateRule { .. })));
    }

    #[test]
    fn a_misspelt_field_is_a_fault_and_not_a_silence() {
        for (right, wrong) in [("confidence", "confidense"), ("rights", "right"), ("residents", "residence")]
        {
            assert!(matches!(
                LawBook::default().with("mine", &SMALL.replace(right, wrong)),
                Err(PackError::Read { .. })
            ));
        }
    }

    #[test]
    fn a_clock_of_a_request_that_nothing_starts_is_a_fault() {
        let clock = r#"{ rights = ["access"], clock = { period = { amount = 1, unit = "days" }, from = "discovery" } }"#;
        let text = SMALL.replace(r#"{ rights = ["access"] }"#, clock);
        assert!(matches!(LawBook::default().with("mine", &text), Err(PackError::ClockNeverStarts { .. })));
        assert!(LawBook::default().with("mine", &text.replace("discovery", "verification")).is_ok());
    }

    #[test]
    fn an_unknown_law_is_named_with_the_one_that_was_meant() {
        let fault = LawBook::built_in().unwrap().require(&LawId::new("eu-gpdr")).unwrap_err();
        assert_eq!(fault.to_string(), "`eu-gpdr` is not a known law");
        assert_eq!(fault.suggestion, Some(LawId::new("eu-gdpr")));
    }
}
