//! Categories of personal data: a tree by dotted names, such as `contact.email`, and patterns over it.
//!
//! The built-in tree is closed; a policy may declare categories of its own beside it, which is the business
//! of `probity-policy`.
//!
//! INVARIANT (PARENT-IN-TREE): every dotted name has its part before the dot in the tree.
//! INVARIANT (CARE-IS-OWN): marks of care stand on each category itself; a parent's mark
//! says nothing of its children except where they carry it too.

use crate::category_table::CATEGORIES;
use crate::similar::closest;
use serde::{Serialize, Serializer};
use std::fmt;

/// A category of personal data. It prints and serialises as its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category {
    pub(crate) word: &'static str,
    pub(crate) title: &'static str,
    pub(crate) iri: &'static str,
    pub(crate) special: bool,
    pub(crate) sensitive: bool,
}

impl Category {
    /// The built-in category of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        CATEGORIES.binary_search_by(|category| category.word.cmp(name)).ok().and_then(|at| CATEGORIES.get(at))
    }

    /// Its dotted name.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        self.word
    }

    /// Its meaning in one line of plain English.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The nearest DPV 2.3 term of the personal-data extension.
    #[must_use]
    pub const fn iri(&self) -> &'static str {
        self.iri
    }

    /// Whether it is a special category of GDPR article 9(1).
    #[must_use]
    pub const fn is_special(&self) -> bool {
        self.special
    }

    /// Whether it is sensitive personal information in the sense of Cal. Civ. Code § 1798.140(ae).
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// The category that this one is a part of.
    #[must_use]
    pub fn parent(&self) -> Option<&'static Self> {
        self.word.rsplit_once('.').and_then(|(parent, _)| Self::find(parent))
    }

    /// The categories that are a part of this one.
    pub fn children(&self) -> impl Iterator<Item = &'static Self> {
        let name = self.word;
        CATEGORIES
            .iter()
            .filter(move |other| other.word.rsplit_once('.').is_some_and(|(parent, _)| parent == name))
    }

    /// The built-in category that was probably meant by an unknown name: one written nearly alike, else one
    /// whose last part says the same in another place of the tree (`tax.number` for `identity.tax-number`).
    #[must_use]
    pub fn suggest(name: &str) -> Option<&'static Self> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let joined = name.replace('.', "-");
        closest(name, CATEGORIES.iter().map(|category| category.word))
            .and_then(Self::find)
            .or_else(|| CATEGORIES.iter().find(|category| category.last_part() == joined))
            .or_else(|| CATEGORIES.iter().find(|category| category.last_part() == last))
    }

    fn last_part(&self) -> &'static str {
        self.word.rsplit('.').next().unwrap_or(self.word)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word)
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

/// A set of categories as a policy writes it: one name with all below it, or `name.*`, which says the same aloud,
/// or `*` for everything. Names are compared as written, so that a policy's own categories match too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryPattern {
    root: Option<String>,
}

impl CategoryPattern {
    /// Reads a pattern; nothing when it is empty, has an empty part, or a star anywhere but at its end.
    #[must_use]
    pub fn parse(pattern: &str) -> Option<Self> {
        if pattern == "*" {
            return Some(Self { root: None });
        }
        let root = pattern.strip_suffix(".*").unwrap_or(pattern);
        let well_formed = root.split('.').all(|part| !part.is_empty() && !part.contains('*'));
        well_formed.then(|| Self { root: Some(root.to_owned()) })
    }

    /// Whether a category's name is in the set: the root itself or anything below it.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match &self.root {
            None => true,
            Some(root) => {
                name.strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
        }
    }

    /// The built-in categories in the set, in the order of the names.
    pub fn categories(&self) -> impl Iterator<Item = &'static Category> {
        CATEGORIES.iter().filter(|category| self.matches(category.word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(pattern: &str) -> Vec<&'static str> {
        CategoryPattern::parse(pattern).unwrap().categories().map(Category::word).collect()
    }

    #[test]
    fn the_table_is_sorted_so_that_finding_works() {
        assert!(CATEGORIES.is_sorted_by(|left, right| left.word < right.word));
        assert!(CATEGORIES.iter().all(|category| Category::find(category.word) == Some(category)));
        assert_eq!(Category::find("contact.emial"), None);
    }

    #[test]
    fn every_category_below_a_dot_has_its_parent() {
        for category in CATEGORIES {
            assert_eq!(category.parent().is_some(), category.word.contains('.'), "{category}");
        }
        let parent = Category::find("contact.email").and_then(Category::parent).unwrap();
        assert_eq!(parent.word(), "contact");
        assert!(parent.children().any(|child| child.word() == "contact.email"));
    }

    #[test]
    fn special_categories_are_those_of_article_nine() {
        let special =
            ["belief.politics", "health.note", "identity.biometric", "membership.trade-union", "origin.race"];
        assert!(special.iter().all(|name| Category::find(name).is_some_and(Category::is_special)));
        let not_special = ["contact.email", "criminal.conviction", "payment.card", "identity.document"];
        assert!(not_special.iter().all(|name| Category::find(name).is_some_and(|c| !c.is_special())));
    }

    #[test]
    fn californian_sensitive_information_differs_from_article_nine() {
        let sensitive = [
            "payment.card",
            "location.precise",
            "credential.password",
            "identity.document",
            "message.content",
        ];
        assert!(
            sensitive
                .iter()
                .all(|name| Category::find(name).is_some_and(|c| c.is_sensitive() && !c.is_special()))
        );
        assert!(Category::find("belief.politics").is_some_and(|politics| !politics.is_sensitive()));
    }

    #[test]
    fn a_pattern_takes_the_root_and_all_below_it() {
        assert_eq!(names("problem.*"), ["problem", "problem.answer", "problem.image", "problem.text"]);
        assert_eq!(names("problem"), names("problem.*"));
        assert_eq!(names("problem.image"), ["problem.image"]);
        assert_eq!(names("*").len(), CATEGORIES.len());
    }

    #[test]
    fn a_pattern_stops_at_dots_not_in_words() {
        let log = CategoryPattern::parse("log.*").unwrap();
        assert!(!log.matches("login.name"));
        assert!(log.matches("log.own-word"));
    }

    #[test]
    fn malformed_patterns_are_refused() {
        for pattern in ["", ".", "a..b", "*.a", "a.*.b", "a*", ".*", "a."] {
            assert_eq!(CategoryPattern::parse(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_known_one() {
        assert_eq!(Category::suggest("contact.emial").map(Category::word), Some("contact.email"));
        assert_eq!(Category::suggest("tax.number").map(Category::word), Some("identity.tax-number"));
        assert_eq!(Category::suggest("user.biometric").map(Category::word), Some("identity.biometric"));
        assert_eq!(Category::suggest("quark.flavour"), None);
    }

    proptest! {
        #[test]
        fn reading_a_pattern_never_panics(pattern in ".*") {
            if let Some(read) = CategoryPattern::parse(&pattern) {
                prop_assert!(read.categories().count() <= CATEGORIES.len());
            }
        }
    }
}
