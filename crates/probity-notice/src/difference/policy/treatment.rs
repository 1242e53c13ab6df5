//! What each kind of sentence is for the person whose data it is, and how two of a kind compare.
//!
//! INVARIANT (EVERY-KIND-IS-JUDGED): the match is exhaustive, so that a new kind of sentence does not compile before
//! somebody has said what it gives or takes. INVARIANT (EVERY-SLOT-IS-COMPARED): a test holds that each slot of each
//! rule is either what a sentence is about or a value with an order.

use probity_policy::grammar::StatementKind;

/// What it is for people that something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// A promise or a limit.
    Protects,
    /// A permission or a burden.
    Costs,
    /// A bit of both.
    Both,
    /// Neither.
    Nothing,
    /// The word in a slot decides; what is not listed protects.
    ByWord(&'static str, &'static [(&'static str, Gives)]),
    /// The length decides: what has an end protects, what only has a beginning costs.
    ByLength,
}

/// What a slot is in a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// What the sentence is about; each of a list by itself, and none stands for all.
    About,
    /// The same, of categories: `contact.*` speaks of `contact.email` too.
    AboutCategory,
    /// A period or number that is better for the person when it is smaller; none is the best.
    FewerOrNone,
    /// The same; none is the worst.
    Fewer,
    /// A period or number that is better when it is larger; none is the worst.
    More,
    /// Words from the worst to the best; others go both ways. The second is what nothing stands for.
    Ranks(&'static [&'static str], Option<&'static str>),
    /// Several words, of which each gives something.
    Each(Gives),
    /// Grounds that limit what is said: none is the best, and each further one is better than fewer.
    Grounds,
    /// Whether something is said at all, whatever it is.
    Given(Gives),
    /// Days, of which the earlier is better.
    Earlier,
    /// Words that may change without giving or taking.
    Wording,
    /// Words whose change gives and takes.
    Doubtful,
    /// Grounds of law: consent alone before consent among others before none.
    Bases,
    /// Countries: those of the EEA before others.
    Countries,
    /// Parts of how long something is kept, which are compared together.
    Length,
    /// Parts of an extension, which are compared together.
    Extension,
    /// An age in years, where none is the age of majority.
    Age,
    /// A window in which something is counted; the calendar year is twelve months.
    Window,
    /// A sum of money.
    Fee,
    /// Parts of what an erasure does to a row, which are compared together.
    Erasure,
}

/// How a kind of sentence is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// What it is for people that it is said.
    pub(super) gives: Gives,
    /// Whether people must be told of a change before it holds: of what is collected, what for, who gets it, how long it
    /// is kept, and of their rights (GDPR articles 13 and 14).
    pub(super) told: bool,
    /// What its slots are.
    pub(super) slots: &'static [(&'static str, Slot)],
}

/// How a kind of sentence takes part in a comparison.
#[derive(Clone, Copy, Debug)]
pub(super) enum Treatment {
    /// It is compared.
    Judged(Judged),
    /// It holds others and says nothing itself.
    Frame,
    /// It says where data lies and how it is worked on; it promises nothing. Such sentences are counted.
    DataMap,
}

use Gives::{Both, ByWord, Costs, Nothing, Protects};
use Slot::{
    About, AboutCategory, Age, Bases, Countries, Doubtful, Each, Earlier, Erasure, Extension, Fee, Fewer,
    FewerOrNone, Given, Grounds, Length, More, Ranks, Window, Wording,
};

/// Something that people must be told of.
const fn told(gives: Gives, slots: &'static [(&'static str, Slot)]) -> Treatment {
    Treatment::Judged(Judged { gives, told: true, slots })
}

/// Something that they may read in the new version.
const fn said(gives: Gives, slots: &'static [(&'static str, Slot)]) -> Treatment {
    Treatment::Judged(Judged { gives, told: false, slots })
}

const CATEGORIES: (&str, Slot) = ("categories", AboutCategory);
const PURPOSES: (&str, Slot) = ("purposes", About);
const RECIPIENTS: (&str, Slot) = ("recipients", About);
const TITLE: (&str, Slot) = ("title", Wording);

/// How a kind is treated.
pub(super) const fn treatment(kind: StatementKind) -> Treatment {
    use StatementKind as K;
    match kind {
        // The frame.
        K::Include | K::In | K::People => Treatment::Frame,
        K::Policy => said(Nothing, &[TITLE, ("version", Wording)]),
        K::Effective => said(Nothing, &[("date", Wording), ("zone", Wording)]),
        K::Replaces => said(Nothing, &[("version", Wording)]),
        K::Notice | K::Agreement => said(Nothing, &[("file", Wording)]),
        K::Laws => said(Protects, &[("laws", About)]),
        K::Covers => said(Nothing, &[("systems", About)]),
        K::UseMeans => told(
            Nothing,
            &[(
                "meaning",
                Ranks(&["agreement", "continued-use", "acknowledgement", "nothing"], Some("nothing")),
            )],
        ),
        K::Category => said(
            Nothing,
            &[
                ("category", AboutCategory),
                ("meaning", Wording),
                ("term", Wording),
                ("special", Given(Protects)),
            ],
        ),
        K::Controller => told(Nothing, &[("title", Doubtful)]),
        K::Country => told(Nothing, &[("country", Countries)]),
        K::Registration => said(Nothing, &[("number", Wording)]),
        K::Post => said(Protects, &[("address", Wording)]),
        K::Mail => said(Protects, &[("for", About), ("variable", Wording), ("address", Wording)]),
        K::Phone => said(Protects, &[("number", Wording)]),
        K::Website => said(Nothing, &[("address", Wording)]),
        K::Authority => told(Protects, &[("authority", About), ("address", Wording)]),
        K::Officer => told(Protects, &[("contact", Wording)]),
        K::Representative => told(Protects, &[("title", Wording), ("country", About)]),
        K::ProcessorFor => told(Protects, &[("who", About)]),
        K::Kind => said(Nothing, &[("kind", About), ("meaning", Wording), ("represented", Wording)]),
        K::MinimumAge => told(Protects, &[("kind", About), ("age", Age)]),
        K::ChildAccount => told(Protects, &[]),

        // What is collected.
        K::CollectElse => told(Costs, &[]),
        K::Collect => told(Costs, &[CATEGORIES, ("people", About), ("source", Wording)]),
        K::NeverCollect => told(Protects, &[CATEGORIES, ("people", About)]),
        K::NeverKeep => told(Protects, &[CATEGORIES]),
        K::NeverMonitor => told(Protects, &[("what", About)]),
        K::Treat => told(
            ByWord("standing", &[("not-personal", Costs)]),
            &[CATEGORIES, ("standing", Ranks(&["not-personal", "personal", "sensitive", "special"], None))],
        ),
        K::KeepSeparate => told(Both, &[CATEGORIES, ("other", AboutCategory)]),
        K::KeepAccurate => told(Protects, &[CATEGORIES]),
        K::LimitToNeed => told(Protects, &[]),

        // Purposes.
        K::Purpose => told(Costs, &[("purpose", About), TITLE, ("term", Wording)]),
        K::Basis => told(Nothing, &[("bases", Bases)]),
        K::Uses => told(Costs, &[CATEGORIES]),
        K::OptOut => {
            told(Protects, &[("offered", Ranks(&["on-request", "always"], None)), ("stops", Each(Protects))])
        }
        K::ConsentMode => told(
            ByWord("mode", &[("with-account", Costs)]),
            &[("mode", Ranks(&["with-account", "separate"], None))],
        ),
        K::Proof => told(Protects, &[]),
        K::Balancing => said(Protects, &[("document", Wording), ("until", Wording)]),
        K::Effect => told(Protects, &[]),
        K::UseOnly => told(Protects, &[CATEGORIES, ("purposes", Each(Costs))]),
        K::UseListed => told(Protects, &[]),
        K::NeverUse => told(Protects, &[CATEGORIES, PURPOSES]),
        K::NewPurpose => told(Protects, &[("ask", Given(Protects))]),
        K::NeverDecide => told(Protects, &[]),
        K::DecideReviewed => told(Both, &[("role", Wording)]),
        K::Withdrawal => told(Protects, &[("effect", Ranks(&["stops-future-use", "erases"], None))]),

        // Recipients.
        K::Recipient => told(Costs, &[("recipient", About), TITLE]),
        K::Role => told(
            Nothing,
            &[("role", Ranks(&["third-party", "joint-controller", "sub-processor", "processor"], None))],
        ),
        K::RecipientCountry => told(Nothing, &[("countries", Countries)]),
        K::RecipientKind => said(Nothing, &[("kinds", About)]),
        K::Contract => said(Protects, &[("document", Wording), ("until", Wording)]),
        K::Transfer => told(Protects, &[("mechanisms", Doubtful), ("document", Wording), ("until", Wording)]),
        K::Gets | K::Collects => told(Costs, &[CATEGORIES, PURPOSES]),
        K::NeverGets => told(Protects, &[CATEGORIES]),
        K::EraseBy => said(Protects, &[("how", Wording), ("service", Wording)]),
        K::Share => told(Costs, &[CATEGORIES, RECIPIENTS, PURPOSES, ("group", More)]),
        K::ShareListed => told(Protects, &[]),
        K::ShareAuthority => told(Costs, &[]),
        K::ShareProtection => told(Costs, &[("aim", About)]),
        K::NeverSell => told(Protects, &[("what", AboutCategory)]),
        K::NeverShare => told(Protects, &[CATEGORIES, RECIPIENTS]),
        K::BeforeSharing => {
            told(Protects, &[CATEGORIES, RECIPIENTS, ("wait", More), ("ask", Given(Protects))])
        }
        K::ContractsComplete => said(Protects, &[("terms", About)]),
        K::TransfersReviewed => said(Protects, &[("every", Fewer)]),
        K::StaffMaySee => told(Costs, &[("roles", About), CATEGORIES, PURPOSES]),
        K::StaffOf => told(Protects, &[("who", Each(Costs))]),

        // How long.
        K::Keep => told(
            Gives::ByLength,
            &[
                CATEGORIES,
                ("floor", Length),
                ("ceiling", Length),
                ("exactly", Length),
                ("while", Length),
                ("until", Length),
                ("vague", Length),
                ("after", Length),
                ("and-after", Length),
                ("then-for", Length),
                ("method", Ranks(&["pseudonymise", "aggregate", "anonymise", "delete"], Some("delete"))),
            ],
        ),
        K::KeepAsNeeded => told(Protects, &[]),
        K::ExtendKeeping => told(Protects, &[("grounds", Each(Costs))]),
        K::Archive => {
            told(Costs, &[CATEGORIES, ("events", About), ("period", FewerOrNone), ("purpose", Wording)])
        }
        K::Backups => told(Protects, &[("period", Fewer), ("erase-again", Given(Protects))]),
        K::DeleteHow => told(
            ByWord("how", &[("logically", Nothing)]),
            &[("how", Ranks(&["logically", "beyond-recovery"], None))],
        ),
        K::AnonymiseGroups => told(Protects, &[("group", More)]),
        K::DisposeMedia => said(Protects, &[("media", About)]),
        K::Hold => said(
            Costs,
            &[CATEGORIES, ("purpose", About), ("until", Earlier), ("owner", Wording), ("review", Wording)],
        ),

        // Rights.
        K::Offer => told(Protects, &[("rights", About), ("grounds", Grounds)]),
        K::Portability => told(
            Protects,
            &[("what", Ranks(&["provided", "accessible", "everything"], None)), ("formats", Each(Protects))],
        ),
        K::Answer => told(
            Protects,
            &[
                ("right", About),
                ("within", Fewer),
                ("start", Ranks(&["verification", "receipt"], None)),
                ("extension", Extension),
                ("unbounded", Extension),
                ("reasoned", Given(Protects)),
            ],
        ),
        K::Acknowledge => told(Protects, &[("right", About), ("within", Fewer)]),
        K::CarryOut => {
            told(Protects, &[("right", About), ("within", Fewer), ("without-identity", Given(Protects))])
        }
        K::Appeal => told(
            Protects,
            &[("window", More), ("within", Fewer), ("extension", Extension), ("authority", Given(Protects))],
        ),
        K::AppealByLaw => told(Protects, &[("window", More), ("authority", Given(Protects))]),
        K::PauseClock => told(Costs, &[("waiting", About)]),
        K::Limit => {
            told(Costs, &[("right", About), ("count", More), ("window", Window), ("calendar", Window)])
        }
        K::Free => told(
            Protects,
            &[
                ("count", More),
                ("window", Window),
                ("calendar", Window),
                ("amount", Fee),
                ("finding", Given(Protects)),
            ],
        ),
        K::LookBack => told(Protects, &[("period", More)]),
        K::VerifyRequests => told(Both, &[("means", Each(Both)), ("facts", Doubtful)]),
        K::ResidenceProof => told(Costs, &[]),
        K::Evidence => told(Both, &[("kinds", Each(Both)), ("period", Fewer)]),
        K::Agent => told(Protects, &[("proof", Ranks(&["power-of-attorney", "written-permission"], None))]),
        K::Channels => told(Protects, &[("channels", About)]),
        K::Complaint | K::ExplainRefusal | K::RightsByLaw => told(Protects, &[]),
        K::Refer => told(Nothing, &[("what", About), ("whom", Wording)]),
        K::Objection => told(Protects, &[PURPOSES, ("grounds", Each(Costs))]),
        K::Restriction => told(Protects, &[("grounds", About)]),

        // Verifying customers.
        K::VerifyWhen => told(Both, &[("people", About)]),
        K::VerifyBy => {
            told(Both, &[("recipient", About), ("fields", Each(Costs)), ("fingerprint", FewerOrNone)])
        }
        K::OneDocument => told(Both, &[]),
        K::VerifyAgain => told(Protects, &[]),

        // Consent, messages, cookies.
        K::AskCookies => told(Protects, &[("categories", About)]),
        K::AskConsent => told(Protects, &[PURPOSES, ("event", Wording), ("separately", Given(Protects))]),
        K::Conduct => told(Protects, &[]),
        K::AskParent | K::RefuseChildren => told(Protects, &[("age", Age)]),
        K::Cookie => said(Costs, &[("cookie", About), TITLE]),
        K::CookieGroup => said(Nothing, &[("group", Doubtful)]),
        K::CookieLives => said(Nothing, &[("for", FewerOrNone)]),
        K::CookieBy => said(Costs, &[("recipient", Wording)]),
        K::CookiesMode => {
            told(Protects, &[("mode", Ranks(&["by-browser-setting", "by-choice", "for-this-session"], None))])
        }
        K::CookieLimit => said(Protects, &[("group", About), ("period", Fewer)]),
        K::CookieList => said(Protects, &[]),
        K::CookieWithdrawal => {
            told(ByWord("action", &[("keep", Costs)]), &[("action", Ranks(&["keep", "remove"], None))])
        }
        K::Signal => told(Protects, &[("signals", About)]),
        K::RememberChoice => said(Both, &[("period", Doubtful)]),
        K::Message => told(Costs, &[("message", About), TITLE]),
        K::MessageBy => told(Costs, &[("channels", About)]),
        K::MessagePurpose => said(Nothing, &[("purpose", Doubtful)]),
        K::MessageOptOut => told(Protects, &[("how", Ranks(&["reply", "link", "one-click"], None))]),
        K::MessageNeeded => told(Costs, &[]),
        K::MessageNever => told(Protects, &[("contents", About)]),
        K::MessageFields => told(Protects, &[("categories", Each(Costs))]),
        K::TellChange => told(Protects, &[("channels", Each(Protects)), ("before", More)]),
        K::Publish => said(Protects, &[("what", About), ("address", Wording)]),
        K::TellBreachAuthority | K::TellBreachPeople => told(Protects, &[("within", Fewer)]),
        K::TellRecording => told(Protects, &[("what", About)]),

        // Safeguards.
        K::ProtectAgainst => said(Protects, &[("what", About), ("threats", About)]),
        K::Protect => said(Protects, &[("what", About), ("measures", About)]),
        K::Log => said(Both, &[("log", About), ("fields", Each(Costs))]),
        K::NeverLog => told(Protects, &[("fields", About), ("log", About)]),
        K::Attest => said(Protects, &[("said", About), ("role", Wording), ("every", Fewer)]),
        K::Assess => said(Protects, &[("every", Fewer), ("scheme", Wording)]),
        K::Record => said(Protects, &[("what", About)]),
        K::Inform => said(Nothing, &[("topic", About)]),
        K::Advise => said(Nothing, &[("people", About), ("what", About)]),

        // What an erasure leaves of a row is promised; the rest of the data map is how.
        K::OnErasure => told(
            Nothing,
            &[
                ("delete", Erasure),
                ("referred", Erasure),
                ("stay", Erasure),
                ("anonymise", Erasure),
                ("aggregate", Erasure),
                ("shred", Erasure),
                ("reason", Erasure),
                ("blank", Erasure),
                ("pseudonymise", Erasure),
            ],
        ),
        K::Store
        | K::Pace
        | K::LockWait
        | K::StatementTime
        | K::Batches
        | K::Table
        | K::Is
        | K::BelongsTo
        | K::Owns
        | K::SeenBy
        | K::Shows
        | K::Mentions
        | K::Files
        | K::Keys
        | K::Ask
        | K::Plain
        | K::NothingPersonal
        | K::Anchor
        | K::Identifies
        | K::OnePerson
        | K::History
        | K::Derived
        | K::BlankAs
        | K::Coarsen
        | K::Aggregate
        | K::Ciphertext
        | K::Column
        | K::Service
        | K::SignsIn
        | K::SendsHeader
        | K::AlsoAt
        | K::CallRate
        | K::Tries
        | K::AnswerSize
        | K::Status
        | K::Resource
        | K::KnownBy
        | K::FoundBy
        | K::Listed
        | K::Paged
        | K::Field
        | K::Absent
        | K::Deleted
        | K::Changed
        | K::Finished => Treatment::DataMap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_policy::grammar::rules;

    #[test]
    fn each_slot_of_each_judged_rule_is_compared_and_no_other() {
        for rule in rules::all() {
            let Some(kind) = rule.kind() else { continue };
            let Treatment::Judged(judged) = treatment(kind) else { continue };
            for (slot, _) in rule.slots() {
                assert!(
                    judged.slots.iter().any(|(known, _)| known == slot),
                    "`{slot}` of `{}` is not compared",
                    rule.name
                );
            }
            for (slot, _) in judged.slots {
                assert!(
                    rule.slots().iter().any(|(known, _)| known == slot),
                    "`{}` has no slot `{slot}`",
                    rule.name
                );
            }
        }
    }
}
