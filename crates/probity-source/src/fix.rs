//! Applying the changes that diagnostics offer.
//!
//! This is not an editor: it knows one text and byte ranges, and asks nobody.
//!
//! INVARIANT (all-or-nothing): of one [`Fix`] either every edit is applied or none.

use crate::{Edit, Fix};

/// The text with the fixes applied, in their order of precedence.
///
/// Every span is taken to lie in `text`, so the caller passes the fixes of one file.
/// A fix is left out when one of its edits lies outside the text or inside a character,
/// or when it would touch what an earlier fix of the list has changed; checking the
/// result again offers it anew if it is still wanted.
#[must_use]
pub fn apply(text: &str, fixes: &[Fix]) -> String {
    let mut accepted: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let within = fix.edits.iter().all(|edit| range(edit, text).is_some());
        let alone = fix.edits.iter().enumerate().all(|(at, edit)| {
            !accepted.iter().any(|other| overlap(edit, other) || same_insertion(edit, other))
                && !fix.edits.iter().skip(at + 1).any(|other| overlap(edit, other))
        });
        if within && alone {
            accepted.extend(&fix.edits);
        }
    }
    // A stable sort: insertions of one fix at one place stay in the order given.
    accepted.sort_by_key(|edit| (edit.span.start(), edit.span.end()));

    let mut changed = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in accepted {
        let Some((start, end)) = range(edit, text) else { continue };
        changed.push_str(text.get(copied..start).unwrap_or(""));
        changed.push_str(&edit.replacement);
        copied = end;
    }
    changed.push_str(text.get(copied..).unwrap_or(""));
    changed
}

fn range(edit: &Edit, text: &str) -> Option<(usize, usize)> {
    let (start, end) = (edit.span.start() as usize, edit.span.end() as usize);
    text.get(start..end).map(|_| (start, end))
}

fn overlap(one: &Edit, other: &Edit) -> bool {
    one.span.start() < other.span.end() && other.span.start() < one.span.end()
}

fn same_insertion(one: &Edit, other: &Edit) -> bool {
    let empty = |edit: &Edit| edit.span.start() == edit.span.end();
    empty(one) && empty(other) && one.span.start() == other.span.start()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, Span};
    use proptest::prelude::*;

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let source = Sources::new().add("a", "");
        Fix {
            title: "change it".to_owned(),
            edits: edits
                .iter()
                .map(|(start, end, replacement)| Edit {
                    span: Span::new(source, *start, *end),
                    replacement: (*replacement).to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn edits_of_several_fixes_are_applied_from_left_to_right() {
        let fixes = [fix(&[(4, 7, "two")]), fix(&[(0, 3, "1"), (7, 7, "!")])];
        assert_eq!(apply("one zwo", &fixes), "1 two!");
    }

    #[test]
    fn a_fix_that_touches_an_earlier_one_is_left_out_whole() {
        let fixes = [fix(&[(0, 3, "1")]), fix(&[(2, 4, "x"), (6, 7, "y")])];
        assert_eq!(apply("one two", &fixes), "1 two");
    }

    #[test]
    fn the_same_insertion_offered_twice_is_made_once() {
        let fixes = [fix(&[(0, 0, "never ")]), fix(&[(0, 0, "never ")])];
        assert_eq!(apply("sell", &fixes), "never sell");
    }

    #[test]
    fn a_fix_outside_the_text_or_inside_a_character_changes_nothing() {
        assert_eq!(apply("ç", &[fix(&[(0, 9, "")]), fix(&[(1, 2, "")])]), "ç");
    }

    proptest! {
        #[test]
        fn any_edits_leave_a_text_and_no_fix_leaves_it_alone(
            text in any::<String>(),
            edits in proptest::collection::vec((0u32..40, 0u32..40, "[a-z]{0,3}"), 0..8),
        ) {
            let fixes: Vec<Fix> = edits.iter().map(|(start, end, new)| fix(&[(*start, *end, new)])).collect();
            let _ = apply(&text, &fixes);
            prop_assert_eq!(apply(&text, &[]), text);
        }

        #[test]
        fn removing_a_range_and_putting_its_text_back_is_the_identity(
            text in "[a-zç\n]{0,20}", start in 0u32..20, end in 0u32..20,
        ) {
            let (start, end) = (start.min(end), start.max(end));
            if let Some(inside) = text.get(start as usize..end as usize) {
                prop_assert_eq!(apply(&text, &[fix(&[(start, end, inside)])]), text);
            }
        }
    }
}
