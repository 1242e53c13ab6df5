//! The kinds of sentences as a type: one for each rule of the table, so that whoever must treat each kind says so in
//! a `match` and stops compiling when there is a new one.
//!
//! INVARIANT (ONE-KIND-FOR-EACH-RULE): a test holds the two lists together.

use super::rule::Rule;

/// Names the kinds in one place.
macro_rules! kinds {
    ($($kind:ident $name:literal)*) => {
        /// What kind of sentence it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum StatementKind {
            $(#[doc = concat!("The rule `", $name, "`.")] $kind,)*
        }

        impl StatementKind {
            /// All kinds, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name of its rule.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            fn of_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    Policy "policy"
    Include "include"
    In "in"
    Category "category"
    Controller "controller"
    People "people"
    Effective "effective"
    Replaces "replaces"
    Notice "notice"
    Agreement "agreement"
    Laws "laws"
    Covers "covers"
    UseMeans "use-means"
    Country "country"
    Registration "registration"
    Post "post"
    Mail "mail"
    Phone "phone"
    Website "website"
    Authority "authority"
    Officer "officer"
    Representative "representative"
    ProcessorFor "processor-for"
    Kind "kind"
    MinimumAge "minimum-age"
    ChildAccount "child-account"

    CollectElse "collect-else"
    Collect "collect"
    NeverCollect "never-collect"
    NeverKeep "never-keep"
    NeverMonitor "never-monitor"
    Treat "treat"
    KeepSeparate "keep-separate"
    KeepAccurate "keep-accurate"
    LimitToNeed "limit-to-need"

    Purpose "purpose"
    Basis "basis"
    Uses "uses"
    OptOut "opt-out"
    ConsentMode "consent-mode"
    Proof "proof"
    Balancing "balancing"
    Effect "effect"
    UseOnly "use-only"
    UseListed "use-listed"
    NeverUse "never-use"
    NewPurpose "new-purpose"
    NeverDecide "never-decide"
    DecideReviewed "decide-reviewed"
    Withdrawal "withdrawal"

    Recipient "recipient"
    Role "role"
    RecipientCountry "recipient-country"
    RecipientKind "recipient-kind"
    Contract "contract"
    Transfer "transfer"
    Gets "gets"
    Collects "collects"
    NeverGets "never-gets"
    EraseBy "erase-by"
    Share "share"
    ShareListed "share-listed"
    ShareAuthority "share-authority"
    ShareProtection "share-protection"
    NeverSell "never-sell"
    NeverShare "never-share"
    BeforeSharing "before-sharing"
    ContractsComplete "contracts-complete"
    TransfersReviewed "transfers-reviewed"
    StaffMaySee "staff-may-see"
    StaffOf "staff-of"

    Keep "keep"
    KeepAsNeeded "keep-as-needed"
    ExtendKeeping "extend-keeping"
    Archive "archive"
    Backups "backups"
    DeleteHow "delete-how"
    AnonymiseGroups "anonymise-groups"
    DisposeMedia "dispose-media"
    Hold "hold"

    Offer "offer"
    Portability "portability"
    Answer "answer"
    Acknowledge "acknowledge"
    CarryOut "carry-out"
    Appeal "appeal"
    AppealByLaw "appeal-by-law"
    PauseClock "pause-clock"
    Limit "limit"
    Free "free"
    LookBack "look-back"
    VerifyRequests "verify-requests"
    ResidenceProof "residence-proof"
    Evidence "evidence"
    Agent "agent"
    Channels "channels"
    Complaint "complaint"
    ExplainRefusal "explain-refusal"
    Refer "refer"
    Objection "objection"
    Restriction "restriction"
    RightsByLaw "rights-by-law"

    VerifyWhen "verify-when"
    VerifyBy "verify-by"
    OneDocument "one-document"
    VerifyAgain "verify-again"

    AskCookies "ask-cookies"
    AskConsent "ask-consent"
    Conduct "conduct"
    AskParent "ask-parent"
    RefuseChildren "refuse-children"
    Cookie "cookie"
    CookieGroup "cookie-group"
    CookieLives "cookie-lives"
    CookieBy "cookie-by"
    CookiesMode "cookies-mode"
    CookieLimit "cookie-limit"
    CookieList "cookie-list"
    CookieWithdrawal "cookie-withdrawal"
    Signal "signal"
    RememberChoice "remember-choice"
    Message "message"
    MessageBy "message-by"
    MessagePurpose "message-purpose"
    MessageOptOut "message-opt-out"
    MessageNeeded "message-needed"
    MessageNever "message-never"
    MessageFields "message-fields"
    TellChange "tell-change"
    Publish "publish"
    TellBreachAuthority "tell-breach-authority"
    TellBreachPeople "tell-breach-people"
    TellRecording "tell-recording"

    ProtectAgainst "protect-against"
    Protect "protect"
    Log "log"
    NeverLog "never-log"
    Attest "attest"
    Assess "assess"
    Record "record"
    Inform "inform"
    Advise "advise"

    Store "store"
    Pace "pace"
    LockWait "lock-wait"
    StatementTime "statement-time"
    Batches "batches"
    Table "table"
    Is "is"
    BelongsTo "belongs-to"
    Owns "owns"
    SeenBy "seen-by"
    Shows "shows"
    Mentions "mentions"
    Files "files"
    Keys "keys"
    Ask "ask"
    Plain "plain"
    NothingPersonal "nothing-personal"
    Anchor "anchor"
    OnErasure "on-erasure"
    Identifies "identifies"
    OnePerson "one-person"
    History "history"
    Derived "derived"
    BlankAs "blank-as"
    Coarsen "coarsen"
    Aggregate "aggregate"
    Ciphertext "ciphertext"
    Column "column"

    Service "service"
    SignsIn "signs-in"
    SendsHeader "sends-header"
    AlsoAt "also-at"
    CallRate "call-rate"
    Tries "tries"
    AnswerSize "answer-size"
    Status "status"
    Resource "resource"
    KnownBy "known-by"
    FoundBy "found-by"
    Listed "listed"
    Paged "paged"
    Field "field"
    Absent "absent"
    Deleted "deleted"
    Changed "changed"
    Finished "finished"
}

impl Rule {
    /// What kind of sentence follows this rule.
    #[must_use]
    pub fn kind(&self) -> Option<StatementKind> {
        StatementKind::of_name(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::rules;

    #[test]
    fn each_rule_has_a_kind_of_its_own_and_each_kind_a_rule() {
        for rule in rules::all() {
            let kind = rule.kind().unwrap_or_else(|| panic!("`{}` has no kind: add it here", rule.name));
            assert_eq!(kind.name(), rule.name);
            let others = rules::all().filter(|other| other.name == rule.name).count();
            assert_eq!(others, 1, "the name `{}` stands for two rules", rule.name);
        }
        for kind in StatementKind::ALL {
            assert!(
                rules::all().any(|rule| rule.kind() == Some(*kind)),
                "no rule is called `{}`",
                kind.name()
            );
        }
    }
}
