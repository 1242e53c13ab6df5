//! Which words two texts have in common, and which only one of them has.
//!
//! INVARIANT (BOUNDED): texts too long to be compared word by word are taken as wholly other.

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Same(String),
    Old(String),
    New(String),
}

/// The most pairs of words that are compared.
const MOST: usize = 1_000_000;

/// The words of both texts in order; spaces are one each.
pub(super) fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (one, two): (Vec<&str>, Vec<&str>) =
        (old.split_whitespace().collect(), new.split_whitespace().collect());
    if one.len().saturating_mul(two.len()) > MOST {
        return vec![Piece::Old(one.join(" ")), Piece::New(two.join(" "))];
    }
    // How many words the rests from here on have in common.
    let width = two.len() + 1;
    let mut common = vec![0_u32; (one.len() + 1) * width];
    let get = |common: &[u32], i: usize, j: usize| common.get(i * width + j).copied().unwrap_or(0);
    for (i, word) in one.iter().enumerate().rev() {
        for (j, other) in two.iter().enumerate().rev() {
            let best = if word == other {
                get(&common, i + 1, j + 1) + 1
            } else {
                get(&common, i + 1, j).max(get(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut same, mut left, mut right): (Vec<&str>, Vec<&str>, Vec<&str>) = Default::default();
    let mut found = Vec::new();
    loop {
        match (one.get(i), two.get(j)) {
            (Some(word), Some(other)) if word == other => {
                flush(&mut found, &mut left, Piece::Old);
                flush(&mut found, &mut right, Piece::New);
                same.push(word);
                (i, j) = (i + 1, j + 1);
            }
            (Some(word), other) if other.is_none() || get(&common, i + 1, j) >= get(&common, i, j + 1) => {
                flush(&mut found, &mut same, Piece::Same);
                left.push(word);
                i += 1;
            }
            (_, Some(other)) => {
                flush(&mut found, &mut same, Piece::Same);
                right.push(other);
                j += 1;
            }
            (_, None) => break,
        }
    }
    flush(&mut found, &mut same, Piece::Same);
    flush(&mut found, &mut left, Piece::Old);
    flush(&mut found, &mut right, Piece::New);
    found
}

fn flush(found: &mut Vec<Piece>, words: &mut Vec<&str>, kind: fn(String) -> Piece) {
    if !words.is_empty() {
        found.push(kind(words.join(" ")));
        words.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_has_is_told_apart() {
        assert_eq!(
            pieces("we answer within 10 days", "we always answer within 30 days"),
            [
                Piece::Same("we".into()),
                Piece::New("always".into()),
                Piece::Same("answer within".into()),
                Piece::Old("10".into()),
                Piece::New("30".into()),
                Piece::Same("days".into()),
            ]
        );
        assert_eq!(pieces("", ""), []);
    }
}
