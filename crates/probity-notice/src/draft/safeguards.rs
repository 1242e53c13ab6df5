//! Safeguards, and promises of other kinds.

use super::Around;
use super::statement::{Section, Statement};

/// What each measure of a reading protects, and how the language names it.
const MEASURES: [(&str, &str); 9] = [
    ("tls", "protect connections by tls"),
    ("ssl", "protect connections by tls"),
    ("two_factor", "protect accounts by two-factor"),
    ("encryption", "protect data by encryption-at-rest"),
    ("access_control", "protect data by access-control"),
    ("firewall", "protect network by firewall"),
    ("monitoring", "protect systems by monitoring"),
    ("backup", "protect data by backup"),
    ("incident_response", "protect systems by incident-response"),
];

impl Around<'_> {
    pub(super) fn security(self) -> Vec<Statement> {
        let measures = self.texts_of("measures");
        let known = |name: &String| MEASURES.iter().find(|(word, _)| word == name).map(|(_, says)| *says);
        let mut statements: Vec<Statement> = measures
            .iter()
            .filter_map(known)
            .map(|says| Statement::sentence(Section::Safeguards, says))
            .collect();
        // The rest of the sentence is for somebody to sign.
        if measures.is_empty() || measures.iter().any(|name| known(name).is_none()) {
            statements.extend(self.attested());
        }
        statements
    }

    pub(super) fn other_promise(self) -> Vec<Statement> {
        let one = |section, says: &str| vec![Statement::sentence(section, says)];
        match self.text_of("type").as_deref() {
            Some("bundled_acceptance") => {
                vec![Statement::block(Section::Policy, "policy").line("use means acknowledgement")]
            }
            Some("principle") => self.principle(),
            Some("role")
                if self.text_of("role").as_deref() == Some("processor") && self.says(&["instruction"]) =>
            {
                vec![
                    Statement::block(Section::Controller, "controller")
                        .line("processor for customers only on instructions"),
                ]
            }
            Some("role") => self.informs("roles"),
            Some("automated_decisions")
                if self.says(&[" not ", " no ", "never"]) && self.says(&["decision"]) =>
            {
                one(Section::Purposes, "never decide by machine with legal effect")
            }
            Some("automated_decisions") => self.informs("automated-processing"),
            Some("processor_agreements") => {
                let terms = [
                    ("confidential", "confidentiality"),
                    ("security", "security"),
                    ("data protection", "data-protection"),
                    ("instruction", "instructions"),
                ];
                let named: Vec<&str> =
                    terms.iter().filter(|(word, _)| self.says(&[word])).map(|(_, term)| *term).collect();
                let terms = if named.is_empty() { "duties".to_owned() } else { named.join(", ") };
                one(Section::Recipients, &format!("contract of every processor names {terms}"))
            }
            Some("separate_notice") => one(Section::Told, "tell people of recording beforehand"),
            Some("no_monitoring") if self.says(&["monitor", "inspect", "record"]) => {
                one(Section::Collected, "never monitor content")
            }
            Some("confidentiality") => self.attested(),
            Some("effect") => self.informs("effects"),
            Some("scope") => self.informs("scope"),
            Some("disclaimer") => self.informs("limits"),
            Some("governing_framework") => self.informs("frameworks"),
            Some("public_areas") => self.informs("public-areas"),
            _ => Vec::new(),
        }
    }

    fn principle(self) -> Vec<Statement> {
        let one = |section, says: &str| vec![Statement::sentence(section, says)];
        if self.says(&["accurate", "up to date"]) {
            one(Section::Collected, "keep anything accurate everywhere")
        } else if self.says(&["limited to what is necessary", "minimi", "adequate"]) {
            one(Section::Collected, "collect only what a purpose needs")
        } else if self.says(&["no longer than", "longer than necessary", "storage limitation"]) {
            one(Section::Kept, "keep data only as long as a purpose needs")
        } else if self.says(&["integrity", "confidential", "secur"]) {
            self.attested()
        } else if self.says(&["lawful", "purpose"]) {
            one(Section::Purposes, "use data only for listed purposes")
        } else {
            self.informs("principles")
        }
    }
}
