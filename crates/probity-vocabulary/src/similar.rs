//! "Did you mean …?"

/// The candidate nearest to a word, when it is near enough to be meant: at most a third of its
/// letters differ (Damerau–Levenshtein, optimal string alignment).
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added, removed or swapped with their neighbour.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(64).collect();
    let right: Vec<char> = right.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&previous, column + 1) + 1)
                .min(at(&current, column) + 1)
                .min(at(&previous, column) + usize::from(letter != other));
            let swapped = column > 0
                && row > 0
                && right.get(column - 1) == Some(letter)
                && left.get(row - 1) == Some(other);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_the_fingers_is_found() {
        assert_eq!(nearest("colect", ["collect", "share"]), Some("collect"));
        assert_eq!(nearest("ehsre", ["collect", "share"]), None);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
