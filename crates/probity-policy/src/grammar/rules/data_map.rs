//! The data map: stores, tables, whose rows, which columns.

use crate::grammar::rule::{Place, Rule};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "store",
        Place::File,
        "store <store:name> = <kind:sqlite|postgres|mariadb|redis|folder|http|manual> [ env <variable:name> ] [ <location:text> ]",
        "A place where the company's data lives; `env` names the variable that holds its address.",
        "store core = postgres env CORE_DATABASE_URL",
    ),
    Rule::says(
        "table",
        Place::File,
        "table <table:table>",
        "A table of a store: whose its rows are, what its columns hold, what an erasure does.",
        "table core.accounts {\n    is client by id, email\n    email contact.email\n    on erasure delete\n}",
    )
    .holding(Place::Table),
    Rule::says(
        "is",
        Place::Table,
        "is <kind:name> by <identities:identities>",
        "Each row is a person. The first columns are the key that other tables point to; by the others a person can be named in a request.",
        "is client by id, email, mail_address as login when kind = \"customer\"",
    ),
    Rule::says(
        "belongs-to",
        Place::Table,
        "belongs to <table:table> by ( <path:text> in <inside:column> | <columns:columns> ) [ = <to-columns:columns> ] [ , removing <removing:text> ] [ , without <without:columns> ] [ , ( blank <blank:columns> | <delete?delete> for all ) ]",
        "Whoever owns the row there owns this one. When this person goes and others still own the row, the link and the columns after `blank` are emptied, or the row goes for all.",
        "belongs to core.accounts by account_id\nbelongs to core.accounts by owner_id when owner_type = \"Account\"\nbelongs to core.accounts by \"participants[].id\" in details",
    ),
    Rule::says(
        "owns",
        Place::Table,
        "owns <table:table> by ( <path:text> in <inside:column> | <columns:columns> ) [ = <to-columns:columns> ] [ , removing <removing:text> ] [ , without <without:columns> ] [ , ( blank <blank:columns> | <delete?delete> for all ) ]",
        "Whoever owns this row owns the row there too; it goes when the last of its owners goes.",
        "owns core.conversations by conversation_id",
    ),
    Rule::says(
        "seen-by",
        Place::Table,
        "seen by <table:table> by ( <path:text> in <inside:column> | <columns:columns> ) [ = <to-columns:columns> ] [ , removing <removing:text> ] [ , without <without:columns> ] [ , blank <blank:columns> ]",
        "Whoever owns the row there sees this one in their access answer, without the columns after `without`, and cannot erase it.",
        "seen by core.accounts by recipient_id, without sender_ip",
    ),
    Rule::says(
        "shows",
        Place::Table,
        "shows <table:table> by ( <path:text> in <inside:column> | <columns:columns> ) [ = <to-columns:columns> ] [ , without <without:columns> ]",
        "Whoever owns this row sees the row there.",
        "shows core.lectures by lecture_id",
    ),
    Rule::says(
        "mentions",
        Place::Table,
        "mentions <table:table> by ( <path:text> in <inside:column> | <columns:columns> ) [ = <to-columns:columns> ] [ , removing <removing:text> ] [ , blank <blank:columns> ]",
        "The row names a person whose it is not; an erasure empties the mention and leaves the row.",
        "mentions core.accounts by moderator_id",
    ),
    Rule::says(
        "plain",
        Place::Table,
        "plain <columns:columns>",
        "Columns that hold nothing personal.",
        "plain amount, currency, status",
    ),
    Rule::says(
        "nothing-personal",
        Place::Table,
        "nothing personal",
        "No column of the table holds personal data, and none of its rows is anybody's.",
        "nothing personal",
    ),
    Rule::says(
        "anchor",
        Place::Table,
        "counts <anchor:anchor> from <column:column>",
        "The column that holds the instant from which a retention counts.",
        "counts collected from created_at",
    ),
    Rule::says(
        "on-erasure",
        Place::Table,
        "on erasure ( <delete?delete> [ , or blank <referred:columns> where others refer ] | <anonymise?anonymise> | <aggregate?aggregate> | <shred?shred> | keep because <reason:name> [ , blank <blank:columns> ] [ , pseudonymise <pseudonymise:columns> ] | blank <blank:columns> [ , pseudonymise <pseudonymise:columns> ] | pseudonymise <pseudonymise:columns> )",
        "What an erasure does with the rows that a person alone owns. `keep` names the reason of a `keep … because` sentence of the policy; `or blank … where others refer` keeps a row that others hang on, without these columns, until the last of them goes.",
        "on erasure keep because tax-law, blank shipping_address\non erasure delete, or blank body where others refer\non erasure anonymise",
    ),
    Rule::says(
        "identifies",
        Place::Table,
        "identifies <table:table> by <columns:columns> [ = <to-columns:columns> ] with <identities:identities>",
        "Whoever is named by these columns is the person of the row there: an old address still leads to its account.",
        "identifies core.accounts by account_id with old_address as email",
    ),
    Rule::says(
        "one-person",
        Place::Table,
        "rows with one <identity:name> are one person",
        "Several rows with the same identity are accounts of one person. Without it such an identity is refused, because it could show one person another's data.",
        "rows with one email are one person",
    ),
    Rule::says(
        "derived",
        Place::Table,
        "derived from <from:tables> , rebuilt by <rebuild:text>",
        "The table is made from others. It is made anew by this statement of its store after rows of the others have gone or changed.",
        "derived from core.orders, core.accounts, rebuilt by \"CALL rebuild_sales()\"",
    ),
    Rule::says(
        "blank-as",
        Place::Table,
        "blank <column:column> as <value:text>",
        "What the column becomes when it is emptied, where nothing would not do.",
        "blank status as \"erased\"",
    ),
    Rule::says(
        "coarsen",
        Place::Table,
        "coarsen <column:column> to ( <unit:year|month|day|network|country> | <characters:number> characters | bands of <width:number> )",
        "What the column becomes when the row is made anonymous: less precise, but not empty. A network keeps 24 bits of IPv4 and 48 of IPv6.",
        "coarsen born_on to year\ncoarsen zip to 3 characters\ncoarsen age to bands of 10",
    ),
    Rule::says(
        "aggregate",
        Place::Table,
        "aggregate into <table:table> by <columns:columns> , counted in <count:column>",
        "Before its rows go, they are counted into this table of the same store, by columns that have the same names there.",
        "aggregate into core.daily_totals by day, country, counted in visits",
    ),
    Rule::says(
        "ciphertext",
        Place::Table,
        "ciphertext <ciphertexts:columns> under <table:table> by <columns:columns> [ = <to-columns:columns> ]",
        "The application encrypts these columns with a key of the person's own, which is in a row there. Once that row is gone nobody reads them.",
        "ciphertext body, note under core.person_keys by account_id",
    ),
    Rule::says(
        "column",
        Place::Table,
        "<column:column> <category:category> [ from <source:name> ] [ collected at <collected:column> ]",
        "A column and the category of what it holds; `collected at` names the column with the instant of this datum, when it is not the row's.",
        "email contact.email from person",
    ),
]
}
