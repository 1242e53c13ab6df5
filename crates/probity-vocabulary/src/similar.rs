//! Which known word was meant: the edit distance behind every "did you mean".

/// How many single-letter edits (insert, remove, replace, swap two neighbours) turn one word into the other.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = at(&previous, column) + usize::from(letter != other);
            let removed = at(&previous, column + 1) + 1;
            let inserted = at(&current, column) + 1;
            let mut best = replaced.min(removed).min(inserted);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(other)
                && right.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = previous;
        previous = current;
    }
    previous.last().copied().unwrap_or(0)
}

/// The candidate written most like the word, when it is close enough to be what was meant: at most one
/// edit for each three letters, and at least one. Of two equally close the first wins.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // Each letter more or less is an edit. Without this a word of megabytes is compared with every other.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

fn at(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(usize::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_inserted_removed_replaced_and_swapped_letters() {
        assert_eq!(distance("erasure", "erasure"), 0);
        assert_eq!(distance("erasre", "erasure"), 1);
        assert_eq!(distance("errasure", "erasure"), 1);
        assert_eq!(distance("erasuve", "erasure"), 1);
        assert_eq!(distance("erausre", "erasure"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn suggests_only_what_is_close() {
        let words = ["access", "erasure", "objection"];
        assert_eq!(closest("acess", words), Some("access"));
        assert_eq!(closest("objecton", words), Some("objection"));
        assert_eq!(closest("teapot", words), None);
    }

    proptest! {
        #[test]
        fn is_symmetric_and_bounded_by_the_longer_word(left in ".{0,12}", right in ".{0,12}") {
            let edits = distance(&left, &right);
            prop_assert_eq!(edits, distance(&right, &left));
            prop_assert!(edits <= left.chars().count().max(right.chars().count()));
            prop_assert_eq!(edits == 0, left == right);
        }
    }
}
