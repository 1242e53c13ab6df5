//! Names of places whose residents a notice speaks to, with their codes of ISO 3166-2.

/// The code of the place that a heading such as `CALIFORNIA RESIDENT NOTICE` names.
pub(crate) fn of_notice(heading: &str) -> Option<&'static str> {
    let lower = heading.to_lowercase();
    let speaks = ["notice", "resident", "disclosure", "privacy rights", "consumers"];
    // `California privacy rights` inside the notice of that state is a heading of the notice, not another one.
    if !speaks.iter().take(3).any(|word| lower.contains(word)) {
        return None;
    }
    STATES
        .iter()
        .find(|(name, _)| {
            lower.starts_with(name)
                || ["for", "of", "in"].iter().any(|before| lower.contains(&format!("{before} {name}")))
        })
        .map(|(_, code)| *code)
}

const STATES: [(&str, &str); 22] = [
    ("california", "CA"),
    ("colorado", "CO"),
    ("virginia", "VA"),
    ("connecticut", "CT"),
    ("utah", "UT"),
    ("texas", "TX"),
    ("oregon", "OR"),
    ("montana", "MT"),
    ("nevada", "NV"),
    ("delaware", "DE"),
    ("iowa", "IA"),
    ("nebraska", "NE"),
    ("new hampshire", "NH"),
    ("new jersey", "NJ"),
    ("tennessee", "TN"),
    ("minnesota", "MN"),
    ("maryland", "MD"),
    ("indiana", "IN"),
    ("kentucky", "KY"),
    ("rhode island", "RI"),
    ("florida", "FL"),
    ("washington", "WA"),
];
