//! What a part of a notice is about, told by its headings.

use super::patterns::Patterns;
use std::sync::LazyLock;

/// A set of topics; one bit each.
pub(super) type Topics = u32;

macro_rules! topics {
    ($($name:ident = $bit:literal: $pattern:literal;)*) => {
        $(pub(super) const $name: Topics = 1 << $bit;)*
        const PATTERNS: &[&str] = &[$($pattern),*];
    };
}

topics! {
    COLLECTION = 0: r"\bdata (?:\w+ )?(?:processed|held|stored)\b|(?:kinds?|types?) of (?:personal )?(?:data|information)|\binformation (?:from|you|collected|others)\b|(?:other|third.party) sources|^from (?:you|others|third|our)|collect|gather|categor|\b(?:data|information) (?:that |which )?we\b|personal information\b|\blogs?\b|technical data|contact data|\b(?:order|financial|payment|media|review|hiring|device|usage|account|verification|marketing|location) (?:and \w+ )?(?:data|information)|information content|additional information|what (?:we|the \w+) (?:hold|know|store|have|sends?)|which data|that we do know";
    PURPOSES = 1: r"purpose|how .*\bused?\b|\buse of\b|^(?:our )?uses\b|why we|^why\b|objective|(?:needed|used) for";
    BASES = 2: r"legal bas|lawful bas|legal ground|what ground|legitimate interest|performance of contract|contractual|legal obligation|^consent\.?:?$";
    RECIPIENTS = 3: r"recipient|shar(?:e|ing)|disclos|third.part|released|service providers|processors|transferees|resellers|who (?:else |has|receives|reads|sees|gets)|with whom";
    RIGHTS = 4: r"\baccess\b.{1,20}\b(?:updat|chang|delet)|\breview(?:ing)?\b.{0,20}(?:correct|delet)|\brights?\b|opt.out|choices|\bchoice\b|access to|correct|erasure|object|withdraw|complaint|portab|adjustment|cancel|you can (?:demand|ask)";
    RETENTION = 5: r"retention|retain|how long|storage period|deletion|period of|keep|routine erasure|storage times?|periods";
    SECURITY = 6: r"secur|safeguard|protection of\b|protecting (?:your|personal|the)|encryption|certification|access control|how (?:do |does )?(?:we|our \w+|the \w+) (?:protect|secure|safeguard)|\bsafe(?:ly)?$";
    TRANSFERS = 7: r"transfer|abroad|international|cross.border|onward|outside|where .*(?:processed|stored|goes)";
    BREACHES = 8: r"breach|incident|data leak";
    COOKIES = 9: r"cookie|tracking|pixel|beacon";
    CHILDREN = 10: r"child|minor|\bage\b|eligib|young";
    CHANGES = 11: r"chang|updat|modif|amend|revis|newer version";
    CONTACTS = 12: r"contact|(?:mailing|postal|our|email) address|question|\bour details\b|how to reach|who we are|get in touch|\bcontroller\b|imprint";
    VERIFICATION = 13: r"verif|identif|authenticat";
    DEFINITIONS = 14: r"^(?:key |our )?(?:definitions?|glossary|interpretation|defined terms)\b";
    OTHERS = 15: r"third.party (?:sites|websites|links)|links to|other (?:sites|websites)|external (?:links?|sites|websites)";
    PUBLIC = 16: r"public";
}

static BUILT: LazyLock<Patterns> = LazyLock::new(|| Patterns::new(PATTERNS.iter().copied()));

/// The topics of a heading.
pub(super) fn of(heading: &str) -> Topics {
    let topics: Topics = BUILT.matching(heading).fold(0, |all, index| all | 1 << index);
    // `Change or delete your information` tells of rights, and not of changes of the notice.
    let of_theirs = |heading: &str| {
        let lower = heading.to_lowercase();
        ["your information", "your personal information", "your data", "your personal data", "your account"]
            .iter()
            .any(|words| lower.contains(words))
    };
    let topics =
        if topics & CHANGES != 0 && of_theirs(heading) { (topics | RIGHTS) & !CHANGES } else { topics };
    // `From third parties`, `Information that we receive from partners` tell where data comes from, and of nobody who
    // receives any.
    let lower = heading.to_lowercase();
    let comes = lower.starts_with("from ") || topics & COLLECTION != 0 && lower.contains(" from ");
    let topics = if comes && !["shar", "disclos"].iter().any(|word| lower.contains(word)) {
        (topics | COLLECTION) & !RECIPIENTS
    } else {
        topics
    };
    // `How do we keep it safe?` asks for no time.
    let bare = heading.trim_end_matches(['?', '.', ':']);
    let safe = ["safe", "secure"].iter().any(|word| bare.ends_with(word));
    if safe { (topics | SECURITY) & !RETENTION } else { topics }
}
