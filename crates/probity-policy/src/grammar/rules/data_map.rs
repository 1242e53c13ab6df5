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
        "is client by id, email, mail_address as email",
    ),
    Rule::says(
        "belongs-to",
        Place::Table,
        "belongs to <table:table> by <columns:columns> [ = <to-columns:columns> ] [ , without <without:columns> ] [ , ( blank <blank:columns> | <delete?delete> for all ) ]",
        "Whoever owns the row there owns this one. When this person goes and others still own the row, the link and the columns after `blank` are emptied, or the row goes for all.",
        "belongs to core.accounts by account_id",
    ),
    Rule::says(
        "owns",
        Place::Table,
        "owns <table:table> by <columns:columns> [ = <to-columns:columns> ] [ , without <without:columns> ] [ , ( blank <blank:columns> | <delete?delete> for all ) ]",
        "Whoever owns this row owns the row there too; it goes when the last of its owners goes.",
        "owns core.conversations by conversation_id",
    ),
    Rule::says(
        "seen-by",
        Place::Table,
        "seen by <table:table> by <columns:columns> [ = <to-columns:columns> ] [ , without <without:columns> ] [ , blank <blank:columns> ]",
        "Whoever owns the row there sees this one in their access answer, without the columns after `without`, and cannot erase it.",
        "seen by core.accounts by recipient_id, without sender_ip",
    ),
    Rule::says(
        "shows",
        Place::Table,
        "shows <table:table> by <columns:columns> [ = <to-columns:columns> ] [ , without <without:columns> ]",
        "Whoever owns this row sees the row there.",
        "shows core.lectures by lecture_id",
    ),
    Rule::says(
        "mentions",
        Place::Table,
        "mentions <table:table> by <columns:columns> [ = <to-columns:columns> ] [ , blank <blank:columns> ]",
        "The row names a person whose it is not; an erasure empties the mention and leaves the row.",
        "mentions core.accounts by moderator_id",
    ),
    Rule::says(
        "files",
        Place::Table,
        "files <pattern:text> hold <format:json|json-list|json-lines|csv|lines|anything> [ like <line:text> ] [ separated by <separator:text> ] [ under <under:text> ]",
        "Where the records of a table are in a folder. A name in braces becomes a column; `*` is any part of a name, `**` any folders. A file of `json` is one record, of `json-list` a list of them, `under` a field when it is not the whole file; of `lines` each line `like` the pattern is one; of `anything` the file itself.",
        "files \"users/{account_id}/orders-*.jsonl\" hold json-lines",
    ),
    Rule::says(
        "keys",
        Place::Table,
        "keys <pattern:text> hold <format:text|json|hash|fields|set|sorted-set|list> [ of <of:json> ]",
        "Where the records of a table are in Redis. A name in braces becomes a column; `*` is anything. A key that holds a text, JSON or a hash is one record; of `fields` each field of a hash is one, of a set, sorted set or list each member.",
        "keys \"session:{account_id}:*\" hold hash",
    ),
    Rule::says(
        "ask",
        Place::Table,
        "ask <whom:name> to <task:text> on <right:access|erasure> [ within <within:period> ] [ with proof by <proof:note|file> ]",
        "What a person does for a request in a store that only people can work on. The request waits for it; whoever is asked is reminded and says that it is done, in a note or with a file as proof.",
        "ask office to \"take out the customer's folder and shred it\" on erasure within 10 days with proof by file",
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
        "on erasure ( <delete?delete> | keep because <reason:name> [ , blank <blank:columns> ] [ , pseudonymise <pseudonymise:columns> ] | blank <blank:columns> [ , pseudonymise <pseudonymise:columns> ] | pseudonymise <pseudonymise:columns> )",
        "What an erasure does with the rows that a person alone owns. `keep` names the reason of a `keep … because` sentence of the policy.",
        "on erasure keep because tax-law, blank shipping_address",
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
