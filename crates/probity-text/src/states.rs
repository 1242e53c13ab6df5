//! Names of places whose residents a notice speaks to, with their codes of ISO 3166-2.

/// The code of the place that a heading such as `CALIFORNIA RESIDENT NOTICE` names.
#[must_use]
pub fn of_notice(heading: &str) -> Option<&'static str> {
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

/// The states of the United States, the district, which is not the state of Washington and stands before it, and
/// Puerto Rico.
const STATES: [(&str, &str); 54] = [
    ("washington, d.c.", "DC"),
    ("washington d.c.", "DC"),
    ("district of columbia", "DC"),
    ("puerto rico", "PR"),
    ("alaska", "AK"),
    ("alabama", "AL"),
    ("arkansas", "AR"),
    ("arizona", "AZ"),
    ("california", "CA"),
    ("colorado", "CO"),
    ("connecticut", "CT"),
    ("delaware", "DE"),
    ("florida", "FL"),
    ("georgia", "GA"),
    ("hawaii", "HI"),
    ("iowa", "IA"),
    ("idaho", "ID"),
    ("illinois", "IL"),
    ("indiana", "IN"),
    ("kansas", "KS"),
    ("kentucky", "KY"),
    ("louisiana", "LA"),
    ("massachusetts", "MA"),
    ("maryland", "MD"),
    ("maine", "ME"),
    ("michigan", "MI"),
    ("minnesota", "MN"),
    ("missouri", "MO"),
    ("mississippi", "MS"),
    ("montana", "MT"),
    ("north carolina", "NC"),
    ("north dakota", "ND"),
    ("nebraska", "NE"),
    ("new hampshire", "NH"),
    ("new jersey", "NJ"),
    ("new mexico", "NM"),
    ("nevada", "NV"),
    ("new york", "NY"),
    ("ohio", "OH"),
    ("oklahoma", "OK"),
    ("oregon", "OR"),
    ("pennsylvania", "PA"),
    ("rhode island", "RI"),
    ("south carolina", "SC"),
    ("south dakota", "SD"),
    ("tennessee", "TN"),
    ("texas", "TX"),
    ("utah", "UT"),
    ("virginia", "VA"),
    ("vermont", "VT"),
    ("washington", "WA"),
    ("wisconsin", "WI"),
    ("west virginia", "WV"),
    ("wyoming", "WY"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use probity_vocabulary::Residence;

    #[test]
    fn every_state_is_known_by_the_name_that_the_laws_know_it_by() {
        for (name, code) in STATES.iter().filter(|(_, code)| !["DC", "PR"].contains(code)) {
            assert!(Residence::find(&format!("US-{code}")).is_some(), "{name}");
        }
    }

    #[test]
    fn a_notice_for_one_state_is_not_for_another() {
        for (heading, code) in [
            ("Notice to residents of West Virginia", "WV"),
            ("VIRGINIA PRIVACY NOTICE", "VA"),
            ("Arkansas resident notice", "AR"),
            ("Residents of Kansas", "KS"),
            ("Notice to residents of Washington, D.C.", "DC"),
            ("Washington privacy notice", "WA"),
            ("Notice for Puerto Rico residents", "PR"),
        ] {
            assert_eq!(of_notice(heading), Some(code), "{heading}");
        }
        assert_eq!(of_notice("Our services"), None);
    }
}
