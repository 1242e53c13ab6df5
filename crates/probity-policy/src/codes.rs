//! The codes of all findings. Each has a page in `findings/`, which [`explain`] gives.

use probity_source::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*

        /// All codes, in order.
        pub const ALL: &[Code] = &[$($name),*];

        /// The page of a code, as Markdown: what it means, why it matters, an example and its fix.
        #[must_use]
        pub fn explain(code: &str) -> Option<&'static str> {
            match code {
                $($code => Some(include_str!(concat!("../findings/", $code, ".md"))),)*
                _ => None,
            }
        }
    };
}

codes! {
    /// A `}` without its `{`.
    UNMATCHED_BRACE = "P0001";
    /// A `{` without its `}`.
    UNCLOSED_BLOCK = "P0002";
    /// A `"` without its partner on the line.
    UNCLOSED_TEXT = "P0003";
    /// A character outside the language.
    UNKNOWN_CHARACTER = "P0004";
    /// A `(` without its `)`.
    UNCLOSED_PARENTHESIS = "P0005";
    /// Blocks inside blocks inside blocks.
    TOO_DEEP = "P0006";
    /// A file that is not UTF-8 text.
    NOT_TEXT = "P0007";
    /// A file that is larger than a policy can be.
    TOO_LARGE = "P0008";
    /// An `include` that leads back to itself.
    CIRCULAR_INCLUDE = "P0009";
    /// An `include` or notice that cannot be read.
    FILE_NOT_FOUND = "P0010";
    /// A projection that is not what its schema says.
    BAD_PROJECTION = "P0011";
    /// A block that no heading introduces.
    BLOCK_WITHOUT_HEADING = "P0100";
    /// A first word that begins no sentence.
    UNKNOWN_STATEMENT = "P0101";
    /// A sentence in a block where it means nothing.
    WRONG_PLACE = "P0102";
    /// A sentence that leaves its pattern.
    MISFIT = "P0103";
    /// A heading without its block.
    BLOCK_MISSING = "P0104";
    /// A block after a sentence that takes none.
    BLOCK_UNEXPECTED = "P0105";
    /// A table that is not named by store and table.
    BAD_TABLE_NAME = "P0106";
    /// A category that neither the vocabulary nor the policy has.
    UNKNOWN_CATEGORY = "P0201";
    /// A purpose that no `purpose` block describes.
    UNKNOWN_PURPOSE = "P0202";
    /// A recipient that no `recipient` block describes.
    UNKNOWN_RECIPIENT = "P0203";
    /// A kind of people that `people { }` does not have.
    UNKNOWN_KIND = "P0204";
    /// A law that is not in the law book.
    UNKNOWN_LAW = "P0205";
    /// A country, state or group of countries that does not exist.
    UNKNOWN_PLACE = "P0206";
    /// A legal basis that GDPR article 6 does not have.
    UNKNOWN_BASIS = "P0207";
    /// A right that nobody can carry out.
    UNKNOWN_RIGHT = "P0208";
    /// A transfer mechanism that does not exist.
    UNKNOWN_MECHANISM = "P0209";
    /// A time zone that the zone database does not have.
    UNKNOWN_ZONE = "P0210";
    /// A date that no calendar has.
    IMPOSSIBLE_DATE = "P0211";
    /// Two things of one kind with one name.
    DUPLICATE_NAME = "P0212";
    /// A period of nothing.
    EMPTY_PERIOD = "P0213";
    /// The same name twice in one list.
    REPEATED_NAME = "P0214";
    /// No `policy` block.
    NO_FRAME = "P0301";
    /// No day on which the policy begins.
    NO_EFFECTIVE_DATE = "P0302";
    /// Nobody who decides.
    NO_CONTROLLER = "P0303";
    /// No published words.
    NO_NOTICE = "P0304";
    /// A version that replaces itself or a later one.
    REPLACES_LATER = "P0305";
    /// No law.
    NO_LAWS = "P0306";
    /// No address for people's requests.
    NO_CONTACT = "P0307";
    /// A purpose without a legal basis.
    NO_BASIS = "P0310";
    /// A purpose that uses nothing.
    PURPOSE_USES_NOTHING = "P0311";
    /// A purpose that uses what is not collected.
    USES_UNCOLLECTED = "P0312";
    /// A purpose that uses what is never collected.
    USES_NEVER_COLLECTED = "P0313";
    /// Consent that cannot be taken back.
    CONSENT_WITHOUT_OPT_OUT = "P0314";
    /// Special data without express consent.
    SPECIAL_WITHOUT_CONSENT = "P0315";
    /// Data that serves no purpose.
    COLLECTED_FOR_NOTHING = "P0316";
    /// A use outside `use … only for`.
    USE_BEYOND_LIMIT = "P0317";
    /// A use against `never use`.
    USE_FORBIDDEN = "P0318";
    /// Collected and never collected.
    COLLECTED_AND_NEVER = "P0320";
    /// Never kept and kept.
    NEVER_KEPT_BUT_KEPT = "P0321";
    /// A recipient whose role is not said.
    NO_ROLE = "P0330";
    /// A recipient whose country is not said.
    NO_COUNTRY = "P0331";
    /// A processor without a contract.
    NO_CONTRACT = "P0332";
    /// A contract that ended before the policy begins.
    CONTRACT_OVER = "P0333";
    /// Data leaves the protected area on no ground.
    NO_TRANSFER_GROUND = "P0334";
    /// A ground that a court struck down.
    REPEALED_MECHANISM = "P0335";
    /// A recipient gets what is not collected.
    GETS_UNCOLLECTED = "P0336";
    /// A recipient gets what it never gets.
    GETS_FORBIDDEN = "P0337";
    /// A recipient that gets nothing.
    GETS_NOTHING = "P0338";
    /// A sale against `never sell`.
    SALE_FORBIDDEN = "P0339";
    /// Disclosure to anyone, person by person.
    SHARED_WITH_ANYONE = "P0340";
    /// A floor above the ceiling.
    FLOOR_ABOVE_CEILING = "P0350";
    /// A period that begins nowhere.
    NO_ANCHOR = "P0351";
    /// Two periods for one category.
    TWO_PERIODS = "P0352";
    /// A period without a figure that nobody is asked about.
    VAGUE_PERIOD = "P0353";
    /// A period for what is not collected.
    KEPT_UNCOLLECTED = "P0354";
    /// Collected data without a period.
    NO_RETENTION = "P0355";
    /// A right without a time to answer.
    NO_ANSWER_TIME = "P0360";
    /// Requests that anybody could make in anybody's name.
    NO_REQUEST_VERIFICATION = "P0361";
    /// Two times to answer the same.
    TWO_ANSWER_TIMES = "P0362";
    /// A cookie without a group.
    COOKIE_WITHOUT_GROUP = "P0370";
    /// A cookie without a life.
    COOKIE_WITHOUT_LIFE = "P0371";
    /// A cookie that outlives its group.
    COOKIE_TOO_LONG = "P0372";
    /// An optional cookie for which nobody is asked.
    COOKIE_WITHOUT_CONSENT = "P0373";
    /// A message of marketing that cannot be stopped.
    MESSAGE_WITHOUT_OPT_OUT = "P0374";
    /// A message that goes out against a refusal.
    MESSAGE_PASSES_REFUSAL = "P0375";
    /// A sentence that nobody confirmed.
    UNCONFIRMED = "P0380";
    /// An answer later than a law allows.
    ANSWER_AFTER_LAW = "P0401";
    /// An extension longer than a law allows.
    EXTENSION_BEYOND_LAW = "P0402";
    /// An appeal decided later than a law allows.
    APPEAL_AFTER_LAW = "P0403";
    /// A legal basis that a named law does not know.
    BASIS_UNKNOWN_TO_LAW = "P0404";
    /// A refusal that takes effect later than a law allows.
    OPT_OUT_AFTER_LAW = "P0405";
    /// A child's consent below the age of a law.
    AGE_BELOW_LAW = "P0406";
    /// A breach told later than a law allows.
    BREACH_AFTER_LAW = "P0407";
    /// Sentences for a place that no named law reaches.
    PLACE_WITHOUT_LAW = "P0408";
    /// Conduct that might be taken for consent.
    CONDUCT_AS_CONSENT = "P0409";
    /// An acknowledgement that a law demands and nobody promises.
    ACKNOWLEDGEMENT_MISSING = "P0410";
    /// A fee for what a law makes free.
    FEE_BEFORE_LAW = "P0411";
    /// No authority to complain to.
    NO_AUTHORITY = "P0412";
    /// A law that is not in force on the policy's first day.
    LAW_NOT_IN_FORCE = "P0413";
    /// Personal data that the policy calls otherwise.
    PERSONAL_DENIED = "P0414";
    /// A signal that a law makes a choice and nobody honours.
    SIGNAL_IGNORED = "P0415";
    /// A store that no `store` sentence declares.
    UNKNOWN_STORE = "P0501";
    /// A store or table that is declared twice.
    DECLARED_TWICE = "P0502";
    /// A store that cannot be found.
    STORE_WITHOUT_ADDRESS = "P0503";
    /// A column of a category that the policy does not collect.
    COLUMN_UNCOLLECTED = "P0504";
    /// A column of a category that must not be there.
    COLUMN_FORBIDDEN = "P0505";
    /// Personal rows that lead to nobody.
    NO_WAY_TO_PERSON = "P0506";
    /// A table for which nobody decided what an erasure does.
    NO_ERASURE_DECISION = "P0507";
    /// A reason to keep that no retention gives.
    UNKNOWN_REASON = "P0508";
    /// A link to a table that is not mapped.
    LINK_TO_NOWHERE = "P0509";
    /// A link whose two sides differ in number.
    LINK_COUNTS_DIFFER = "P0510";
    /// A link to a table without a key.
    LINK_WITHOUT_KEY = "P0511";
    /// An identity that is named twice.
    IDENTITY_TWICE = "P0512";
    /// A retention that counts from a column nobody named.
    ANCHOR_UNNAMED = "P0513";
    /// A key column that would be emptied.
    KEY_BLANKED = "P0514";
    /// Personal columns that stay without a reason.
    KEPT_BEYOND_REASON = "P0515";
    /// A column that is described twice.
    COLUMN_TWICE = "P0516";
    /// A table with nothing personal and personal columns.
    NOTHING_PERSONAL_BUT = "P0517";
    /// A collected category that no column holds.
    STORED_NOWHERE = "P0518";
    /// Rows that a link takes from everybody and that stay.
    GOES_AND_STAYS = "P0519";
    /// A condition on a sentence of a table that has none.
    CONDITION_UNREAD = "P0530";
    /// A way through a value that cannot be read.
    BAD_PATH = "P0531";
    /// Personal columns that stay readable when a key is destroyed.
    STAYS_READABLE = "P0532";
    /// A key that an erasure does not destroy.
    KEY_STAYS = "P0533";
    /// Rows to be counted into no table, or into one of another store.
    NO_TOTALS = "P0534";
    /// Anonymous rows without a size of their groups.
    NO_GROUP_SIZE = "P0535";
    /// What is said of a service, about a store that is none.
    SERVICE_MISPLACED = "P0540";
    /// A table of a service whose records nobody can find.
    RESOURCE_UNSAID = "P0541";
    /// A call that cannot be made.
    CALL_UNREADABLE = "P0542";
    /// An erasure that no call of the service does.
    NO_CALL_ERASES = "P0543";
    /// A table of a folder, a bucket or Redis, and nothing says where its records are.
    RECORDS_UNSAID = "P0550";
    /// A sentence about records that the kind of store does not have.
    RECORDS_MISPLACED = "P0551";
    /// A pattern of files, keys or lines that cannot be read.
    PATTERN_UNREADABLE = "P0552";
    /// A store that only people can work on, and nobody is asked.
    NOBODY_ASKED = "P0553";
    /// A pace for what is no database, or a second one.
    PACE_MISPLACED = "P0560";
    /// A pace at which nothing can be done.
    PACE_IMPOSSIBLE = "P0561";
    /// A mapped table that the store does not have.
    TABLE_MISSING = "P0601";
    /// A mapped column that the table does not have.
    COLUMN_MISSING = "P0602";
    /// A key that does not tell rows apart.
    KEY_NOT_UNIQUE = "P0603";
    /// A column that looks personal and is not described.
    PERSONAL_UNMAPPED = "P0604";
    /// A column that is not described.
    COLUMN_UNMAPPED = "P0605";
    /// A column that must not be empty and would be emptied.
    BLANK_NOT_NULL = "P0606";
    /// A link between columns that do not compare.
    LINK_TYPES_DIFFER = "P0607";
    /// A table that points to people and is not mapped.
    TABLE_UNMAPPED = "P0608";
    /// A mapped view, which has no rows of its own.
    VIEW_MAPPED = "P0609";
    /// A condition that no row can meet.
    CONDITION_NEVER_TRUE = "P0630";
    /// A column that has nothing inside.
    NOTHING_INSIDE = "P0631";
    /// A link that finds rows of a large table without an index.
    LINK_WITHOUT_INDEX = "P0632";
    /// A clause that the published text does not have.
    UNKNOWN_CLAUSE = "P0701";
    /// A promise that the published text does not make.
    PROMISE_WITHOUT_CLAUSE = "P0702";
    /// Binding words that no sentence of the policy carries out.
    CLAUSE_WITHOUT_PROMISE = "P0703";
    /// A figure that the clause does not have.
    FIGURE_NOT_IN_CLAUSE = "P0704";
    /// Quoted words that the published text no longer has.
    QUOTE_NOT_PUBLISHED = "P0705";
    /// Quoted words that stand in another clause now.
    QUOTE_MOVED = "P0706";
}
