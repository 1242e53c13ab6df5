//! Columns that name a person's part in a row, and no table: `author_id`, `created_by`, `parent_id`.

use super::candidates::Search;
use super::endings::Ending;
use super::keys::Candidate;
use super::lexicon;
use super::people::{Likely, WORTH_ASKING, is_operator_by_name};
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};

impl Search<'_> {
    /// `author_id`, `created_by`, `parent_id`: a part, and not a table, unless one is `sure` to be meant.
    pub(super) fn by_part(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        base: &[String],
        ending: &Ending,
        sure: bool,
        found: &mut Vec<Candidate>,
    ) {
        let Some(last) = base.last().filter(|_| !matches!(ending, Ending::Named(_))) else { return };
        let by = last == "by";
        // `reply_to_id`, `addon_to_id`: to another row of the same kind.
        let to_another = base.len() == 2 && matches!(last.as_str(), "to" | "of");
        let tree = base.iter().any(|word| lexicon::is_tree_part(word)) || to_another;
        let bare = *ending == Ending::None && !by;
        if bare && !tree {
            let named = base.len() == 1
                && table.primary_key != std::slice::from_ref(&column.name)
                && (last == "uid"
                    || lexicon::is_owning_part(last)
                    || lexicon::is_person(last)
                    || (lexicon::is_agent(last) && lexicon::is_part(last))
                    || self.does_what_the_table_is_called(last, table));
            if !named {
                return;
            }
        }
        if tree && !by {
            let reason = format!("`{}` speaks of another row of the same table", column.name);
            let points = if *ending == Ending::Key { 82 } else { 62 };
            self.to_key(table, column, &table.place, points, reason, found);
            return;
        }
        let known = by
            || bare
            || [lexicon::is_part, lexicon::is_person, lexicon::may_be_person, lexicon::is_sharing_part]
                .iter()
                .any(|asks| asks(last));
        let guessed = !known && *ending == Ending::Key && lexicon::is_agent(last);
        if !known && !guessed {
            return;
        }
        let named: Vec<Place> = found
            .iter()
            .filter(|one| one.reference.from == table.place && one.reference.columns == [column.name.clone()])
            .map(|one| one.reference.to.clone())
            .collect();
        if !named.is_empty() && sure {
            return;
        }
        for (at, place) in self.people_for(table, base).into_iter().take(5).enumerate() {
            if named.contains(place) {
                continue;
            }
            let mut points = 84 - i32::try_from(at).unwrap_or(0) * 4;
            if guessed {
                points -= 12;
            }
            let before = found.len();
            let reason = format!("`{}` names a person's part, and `{}` are people", column.name, place.table);
            self.to_key(table, column, place, points, reason, found);
            // A text that is called so may be a name just as well.
            let doubtful = guessed || (bare && column.family == TypeFamily::Text);
            for candidate in found.iter_mut().skip(before).filter(|_| doubtful) {
                candidate.needs_values = true;
            }
        }
    }

    /// People that a part may mean, the likeliest first: who approves is staff, whose something is is not.
    fn people_for(&self, table: &LiveTable, base: &[String]) -> Vec<&Place> {
        let mut people: Vec<(&Place, &Likely)> = self
            .likely
            .iter()
            .filter(|(place, likely)| likely.points >= WORTH_ASKING && place.schema == table.place.schema)
            .collect();
        if people.is_empty() {
            people = self.likely.iter().filter(|(_, likely)| likely.points >= WORTH_ASKING).collect();
        }
        let writing = base.iter().any(|word| word != "by" && lexicon::is_making_part(word));
        let noun = self.names.noun(&table.place);
        let own_doing = base.iter().any(|word| noun.len() > 4 && word.get(..5) == noun.get(..5));
        let working = (writing || base.iter().any(|word| lexicon::is_mentioning_part(word))) && !own_doing;
        let doing =
            base.iter().any(|word| lexicon::is_part(word) && !lexicon::is_passive_part(word)) || own_doing;
        people.sort_by_key(|(place, likely)| {
            let fits = |yes: bool| if yes { 25 } else { 0 };
            let operator = is_operator_by_name(self.names, place);
            // Who does something has signed in; and people seldom have a part in their own rows.
            let points = likely.points + fits(operator && working) * 2 + fits(likely.signs_in && doing)
                - fits(operator && !doing);
            -(points - if **place == table.place { 40 } else { 0 })
        });
        people.into_iter().map(|(place, _)| place).collect()
    }

    /// `orders.orderer`: who does what a row is.
    fn does_what_the_table_is_called(&self, word: &str, table: &LiveTable) -> bool {
        let noun = self.names.noun(&table.place);
        let stem = noun.get(..noun.len().min(5)).unwrap_or(noun);
        lexicon::is_agent(word) && noun.len() > 3 && word != noun && word.starts_with(stem)
    }
}
