//! Who gets data, who never does, and where it goes.

use super::statement::{Section, Statement};
use super::{Around, words};

impl Around<'_> {
    pub(super) fn recipient(self) -> Vec<Statement> {
        let sentence = |says: &str| vec![Statement::sentence(Section::Recipients, says)];
        let block = |name: String, title: &str| {
            Statement::block(Section::Recipients, format!("recipient {name} {}", words::text(title)))
                .guess("role processor")
        };
        if let Some(name) = self.text_of("name") {
            return vec![block(words::name(&name), &name)];
        }
        let categories = self.texts_of("category");
        let trigger = self.text_of("trigger");
        match (trigger.as_deref(), categories.first().map(String::as_str)) {
            (Some("law"), _) | (_, Some("authorities")) => {
                let ordered =
                    Statement::sentence(Section::Recipients, "share with authority").when("required-by-law");
                return vec![ordered];
            }
            (Some("protect_rights"), None) => return sentence("share to protect-rights with approval"),
            (Some("fraud"), None) if !self.says(&["provider"]) => {
                return sentence("share to prevent-fraud with approval");
            }
            (Some("merger"), _) => return sentence("share to transfer-business with approval"),
            (None, None) if self.says(&["prevent"]) && self.says(&["loss"]) => {
                return sentence("share to prevent-loss with approval");
            }
            (_, Some("employees")) => {
                let limited = self.says(&["limited", "only", "need"]);
                return if limited { sentence("staff only of company") } else { Vec::new() };
            }
            _ => {}
        }
        // An item that mixes several kinds is one recipient, called by its words.
        let said = self.words();
        let title = said.trim_end_matches(['.', ';', ',']);
        let is_item = self.practice.rule.starts_with("list.") && title.split(' ').count() <= 14;
        if is_item && categories.len() != 1 {
            return vec![block(words::short_name(title), title)];
        }
        if categories.is_empty() {
            let only = self.says(&[" only "]) && self.says(&["recipient", "third part", "listed"]);
            return if only {
                sentence("share data only with listed recipients")
            } else {
                self.informs("recipients")
            };
        }
        categories.iter().map(|category| block(words::name(category), &category.replace('_', " "))).collect()
    }

    pub(super) fn not_shared(self) -> Vec<Statement> {
        let actions = self.texts_of("action");
        if self.practice.value.contains_key("exception") {
            return if self.says(&["third part", "anyone", "other"])
                && self.says(&["unless", "except", "exclud", "without"])
            {
                vec![Statement::sentence(Section::Recipients, "share data only with listed recipients")]
            } else {
                Vec::new()
            };
        }
        let sells =
            actions.iter().any(|action| matches!(action.as_str(), "sell" | "rent" | "lease" | "trade"));
        let says = if sells { "never sell anything" } else { "share data only with listed recipients" };
        vec![Statement::sentence(Section::Recipients, says)]
    }

    /// By what means data goes abroad is said of each recipient, so the sentence itself is only told.
    pub(super) fn transfer(self) -> Vec<Statement> {
        if self.practice.value.contains_key("mechanism") {
            self.informs("transfer-safeguards")
        } else {
            self.informs("transfers")
        }
    }
}
