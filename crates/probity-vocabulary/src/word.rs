//! The macro behind every closed word list, so that all of them read, print and serialise alike.

/// A word that its list does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a {noun}")]
pub struct UnknownWord {
    /// What was read.
    pub word: String,
    /// The list it was looked for in, as a noun.
    pub noun: &'static str,
    /// The word of the list that is written most alike, if one is close.
    pub suggestion: Option<&'static str>,
}

/// Defines an enum of words. One line a word: variant, spelling, title, and the IRI of its DPV term when it has one.
macro_rules! words {
    (
        $(#[$outer:meta])*
        $name:ident, $noun:literal {
            $($variant:ident $word:literal $title:literal $(= $iri:expr)?;)+
        }
    ) => {
        $(#[$outer])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        pub enum $name {
            $(
                #[doc = concat!($title, ".")]
                #[serde(rename = $word)]
                $variant,
            )+
        }

        impl $name {
            /// Every word of the list, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What one word of the list is called.
            pub const NOUN: &'static str = $noun;

            /// The spelling, as the language and JSON write it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The word of this spelling.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            /// The meaning in one line of plain English.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// The IRI of the nearest DPV 2.3 term; none where DPV has no term for it.
            #[must_use]
            pub const fn iri(self) -> Option<&'static str> {
                match self { $(Self::$variant => $crate::word::optional!($($iri)?)),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::word::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::from_word(word).ok_or_else(|| $crate::word::UnknownWord {
                    word: word.to_owned(),
                    noun: Self::NOUN,
                    suggestion: $crate::similar::closest(word, Self::ALL.iter().map(|known| known.word())),
                })
            }
        }
    };
}

macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

pub(crate) use {optional, words};
