//! Services reached by HTTP: how one signs in, how fast one may ask, which calls find, list, change and delete.

use crate::grammar::rule::{Place, Rule};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "service",
        Place::File,
        "service <store:name>",
        "How a store of kind `http` is spoken to.",
        "service mailer {\n    signs in by bearer env MAILER_KEY\n}",
    )
    .holding(Place::Service),
    Rule::says(
        "signs-in",
        Place::Service,
        "signs in by ( bearer env <bearer:name> | password env <user:name> , <password:name> | header <header:text> env <secret:name> | parameter <parameter:text> env <secret:name> | oauth env <client:name> , <client-secret:name> at env <token:name> [ renewed by env <refresh:name> ] [ for <scope:text> ] )",
        "What proves to the service that it is the company. The variables hold the secrets, and the address that gives tokens by OAuth 2.0: for the client alone, or by the refresh token that somebody was given.",
        "signs in by bearer env MAILER_KEY",
    ),
    Rule::says(
        "sends-header",
        Place::Service,
        "sends header <name:text> <value:text>",
        "A header that each call carries, such as the version of the interface.",
        "sends header \"Api-Version\" \"2026-01-01\"",
    ),
    Rule::says(
        "also-at",
        Place::Service,
        "also at <host:name> env <variable:name>",
        "A further address of the service. Calls that name it go there: `POST admin:/v1/deletions`.",
        "also at admin env MAILER_ADMIN_URL",
    ),
    Rule::says(
        "call-rate",
        Place::Service,
        "takes <calls:number> calls a <unit:second|minute|hour>",
        "How fast the service may be asked.",
        "takes 10 calls a second",
    ),
    Rule::says(
        "tries",
        Place::Service,
        "tries <times:number> times , waiting <first:number> to <last:number> seconds",
        "How often a call is made again that the service was too busy for, and how long is waited, twice as long each time; what the service itself asks for counts more.",
        "tries 5 times, waiting 1 to 60 seconds",
    ),
    Rule::says(
        "answer-size",
        Place::Service,
        "answers <size:number> megabytes at most",
        "The largest answer that is read.",
        "answers 16 megabytes at most",
    ),
    Rule::says(
        "status",
        Place::Service,
        "status <status:number> means <meaning:gone|refused|later>",
        "What a status says, where it is not what it says everywhere: 404 and 410 are gone, 429 and 503 are later.",
        "status 400 means gone",
    ),
    Rule::says(
        "resource",
        Place::File,
        "resource <table:table>",
        "The records of a service that a table of the data map is.",
        "resource mailer.members {\n    known by id\n    found by email at \"GET /members?email={email}\" under \"members\"\n    deleted at \"DELETE /members/{id}\"\n}",
    )
    .holding(Place::Resource),
    Rule::says(
        "known-by",
        Place::Resource,
        "known by <columns:columns>",
        "The columns that tell a record from all others.",
        "known by id",
    ),
    Rule::says(
        "found-by",
        Place::Resource,
        "found by <columns:columns> at <call:text> [ sending <body:text> ] [ under <under:text> ]",
        "The call that finds records by these columns. A name in braces stands for a value, `{email|md5}` and `{email|lower}` for what becomes of it, `{env:NAME}` for a variable; `under` is where in the answer the records are.",
        "found by email at \"GET /members?email={email}\" under \"members\"",
    ),
    Rule::says(
        "listed",
        Place::Resource,
        "listed at <call:text> [ sending <body:text> ] [ under <under:text> ]",
        "The call that lists all records.",
        "listed at \"GET /members?count=100\" under \"members\"",
    ),
    Rule::says(
        "paged",
        Place::Resource,
        "paged by ( cursor <cursor:text> as <cursor-parameter:text> [ while <more:text> ] | number <number-parameter:text> | offset <offset-parameter:text> | link [ <link:text> ] )",
        "How one comes to the next page: a cursor in the answer, the number of the page, the number of records so far, or an address in the answer or its `Link` header.",
        "paged by cursor \"paging.next.after\" as \"after\"",
    ),
    Rule::says(
        "field",
        Place::Resource,
        "field <column:column> at <path:text>",
        "Where in a record a column is, when it is not the member of the same name.",
        "field email at \"properties.email\"",
    ),
    Rule::says(
            "absent",
            Place::Resource,
            "absent if <path:text> is <value:text>",
            "What a record says of itself when it is there no more, though the service still answers with it.",
            "absent if \"deleted\" is \"true\"",
        ),
        Rule::says(
        "deleted",
        Place::Resource,
        "deleted at <call:text> [ sending <body:text> ]",
        "The call that deletes a record for good; several are made in their order.",
        "deleted at \"DELETE /members/{id}\"",
    ),
    Rule::says(
        "changed",
        Place::Resource,
        "changed at <call:text> [ as <form:json|form> ] [ under <under:text> ]",
        "The call that changes fields of a record.",
        "changed at \"PATCH /members/{id}\" as json under \"properties\"",
    ),
    Rule::says(
        "finished",
        Place::Resource,
        "finished at <call:text> , asked every <every:number> seconds , done on <path:text> is <done:text> [ , failed on <failed:text> ] [ , told with header <header:text> signed by env <secret:name> ]",
        "A deletion that the service does later: the call that says how far it is, made until it is done. `{answer:job.id}` stands for what the deletion answered. A service that tells when it is done calls `/v1/callbacks/STORE` of `probity serve`, with the HMAC-SHA256 of the body under the secret in the header; then it is asked at once.",
        "finished at \"GET /jobs/{answer:id}\", asked every 5 seconds, done on \"status\" is \"completed\", failed on \"failed\", told with header \"X-Signature\" signed by env JOBS_SECRET",
    ),
]
}
