//! Pieces of words as a tree of letters: which of them a word begins with.
//!
//! It is small: a node for each letter of each beginning, and no way back as an automaton has.

/// Letters and figures by their place; zero is no letter.
const LETTERS: usize = 37;

/// The place of a small letter or a figure.
#[inline]
const fn place(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => (byte - b'a' + 1) as usize,
        b'0'..=b'9' => (byte - b'0' + 27) as usize,
        _ => 0,
    }
}

/// A piece, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) number: u32,
    /// Whether it means something only where a word ends.
    pub(super) only_ends: bool,
}

/// What words may begin with.
#[derive(Debug)]
pub(super) struct Tree {
    /// By first letter and by the first two, the node behind them; zero where there is none.
    firsts: [u32; LETTERS],
    seconds: Vec<u32>,
    /// A bit for each three letters that something may begin with.
    thirds: Vec<u64>,
    nodes: Vec<Node>,
    /// The letters of the nodes; those of one parent stand together, in order.
    letters: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Its children, and how many they are.
    first: u32,
    count: u32,
    piece: Option<Piece>,
}

impl Tree {
    /// Of pieces in their order, each with its number.
    pub(super) fn new(pieces: &[(&[u8], Piece)]) -> Self {
        let mut tree = Self {
            firsts: [0; LETTERS],
            seconds: vec![0; LETTERS * LETTERS],
            thirds: vec![0; (LETTERS * LETTERS * LETTERS).div_ceil(64)],
            nodes: vec![Node::default()],
            letters: vec![0],
        };
        tree.grow(0, pieces, 0);
        for (piece, _) in pieces {
            let known = [0, 1, 2].map(|at| piece.get(at).map(|byte| place(*byte)));
            // Behind a short piece anything may stand.
            let each = |known: Option<usize>| known.map_or(0..LETTERS, |known| known..known + 1);
            let [firsts, seconds, thirds] = known.map(each);
            for third in firsts.flat_map(|first| {
                let thirds = thirds.clone();
                seconds.clone().flat_map(move |second| {
                    thirds.clone().map(move |third| (first * LETTERS + second) * LETTERS + third)
                })
            }) {
                if let Some(word) = tree.thirds.get_mut(third / 64) {
                    *word |= 1 << (third % 64);
                }
            }
        }
        for (first, letter) in tree.children(0) {
            if let Some(entry) = tree.firsts.get_mut(place(letter)) {
                *entry = first;
            }
            for (second, next) in tree.children(first) {
                if let Some(entry) = tree.seconds.get_mut(place(letter) * LETTERS + place(next)) {
                    *entry = second;
                }
            }
        }
        tree
    }

    /// The nodes behind a node, each with the letter that leads to it.
    fn children(&self, node: u32) -> Vec<(u32, u8)> {
        let node = self.nodes.get(node as usize).copied().unwrap_or_default();
        let letters = self.letters.get(node.first as usize..(node.first + node.count) as usize);
        (node.first..).zip(letters.unwrap_or(&[]).iter().copied()).collect()
    }

    /// Puts down what stands behind a node, to which so many letters lead.
    fn grow(&mut self, node: usize, pieces: &[(&[u8], Piece)], depth: usize) {
        let ends = pieces.iter().take_while(|(piece, _)| piece.len() == depth).last();
        let piece = ends.map(|(_, piece)| *piece);
        let longer = pieces.get(pieces.partition_point(|(piece, _)| piece.len() == depth)..).unwrap_or(&[]);
        let behind: Vec<&[(&[u8], Piece)]> =
            longer.chunk_by(|(one, _), (next, _)| one.get(depth) == next.get(depth)).collect();
        let first = self.nodes.len();
        let number = |count: usize| u32::try_from(count).unwrap_or(0);
        if let Some(node) = self.nodes.get_mut(node) {
            *node = Node { first: number(first), count: number(behind.len()), piece };
        }
        for pieces in &behind {
            let letter = pieces.first().and_then(|(piece, _)| piece.get(depth)).copied();
            self.letters.push(letter.unwrap_or(0));
            self.nodes.push(Node::default());
        }
        for (at, pieces) in behind.into_iter().enumerate() {
            self.grow(first + at, pieces, depth + 1);
        }
    }

    /// Whether some bytes may begin with a piece, as far as three letters tell.
    #[inline]
    pub(super) fn may_begin(&self, bytes: &[u8]) -> bool {
        let third = match bytes {
            [first, second, third, ..] => {
                (place(*first) * LETTERS + place(*second)) * LETTERS + place(*third)
            }
            _ => return true,
        };
        self.thirds.get(third / 64).is_some_and(|word| word >> (third % 64) & 1 != 0)
    }

    /// Tells each piece that some bytes begin with, and how long it is.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8], mut tell: impl FnMut(Piece, usize)) {
        let Some((letter, rest)) = bytes.split_first() else { return };
        let first = self.firsts.get(place(*letter)).copied().unwrap_or(0);
        if first == 0 {
            return;
        }
        if let Some(piece) = self.nodes.get(first as usize).and_then(|node| node.piece) {
            tell(piece, 1);
        }
        let Some((next, rest)) = rest.split_first() else { return };
        let mut node = self.seconds.get(place(*letter) * LETTERS + place(*next)).copied().unwrap_or(0);
        let (mut rest, mut length) = (rest.iter(), 2);
        while node != 0
            && let Some(Node { first, count, piece }) = self.nodes.get(node as usize).copied()
        {
            if let Some(piece) = piece {
                tell(piece, length);
            }
            let Some(byte) = rest.next() else { return };
            let children = self.letters.get(first as usize..(first + count) as usize).unwrap_or(&[]);
            let child = (first..).zip(children).find(|(_, letter)| *letter == byte);
            node = child.map_or(0, |(child, _)| child);
            length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Tree};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_begins_with_what_the_tree_tells(
            pieces in proptest::collection::btree_set("[a-c]{1,4}", 0..20),
            word in "[a-d0]{0,6}",
        ) {
            let pieces: Vec<&[u8]> = pieces.iter().map(String::as_bytes).collect();
            let numbered: Vec<(&[u8], Piece)> =
                pieces.iter().copied().zip((0..).map(|number| Piece { number, only_ends: false })).collect();
            let (tree, mut told) = (Tree::new(&numbered), Vec::new());
            tree.begins(word.as_bytes(), |piece, length| told.push((piece, length)));
            let expected = numbered.iter().filter(|(piece, _)| word.as_bytes().starts_with(piece));
            let mut expected: Vec<(Piece, usize)> = expected.map(|(piece, number)| (*number, piece.len())).collect();
            expected.sort_by_key(|(_, length)| *length);
            prop_assert!(expected.is_empty() || tree.may_begin(word.as_bytes()));
            prop_assert_eq!(told, expected);
        }
    }
}
