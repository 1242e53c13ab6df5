//! Pieces of words as a tree of letters: which of them a word begins with.
//!
//! It is small: a node for each letter of each beginning, and no way back as an automaton has.

/// Where no node is.
const NONE: u32 = 0;
/// The letters and figures that pieces begin with, by their byte.
const BYTES: usize = 128;

/// What words may begin with.
#[derive(Debug)]
pub(super) struct Tree {
    /// By first letter, the node behind it.
    roots: [u32; BYTES],
    nodes: Vec<Node>,
    /// The letters of the nodes; those of one parent stand together, in order.
    letters: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Its children, and how many they are.
    first: u32,
    count: u32,
    /// One more than the piece that ends here, or zero.
    piece: u32,
}

impl Tree {
    /// Of pieces in their order, each with its number.
    pub(super) fn new(pieces: &[(&[u8], u32)]) -> Self {
        let mut tree =
            Self { roots: [NONE; BYTES], nodes: vec![Node::default()], letters: vec![0] };
        tree.grow(0, pieces, 0);
        let root = tree.nodes.first().copied().unwrap_or_default();
        for child in root.first..root.first + root.count {
            let letter = tree.letters.get(child as usize).copied().unwrap_or(0);
            if let Some(entry) = tree.roots.get_mut(usize::from(letter)) {
                *entry = child;
            }
        }
        tree
    }

    /// Puts down what stands behind a node, to which so many letters lead.
    fn grow(&mut self, node: usize, pieces: &[(&[u8], u32)], depth: usize) {
        let ends = pieces.iter().take_while(|(piece, _)| piece.len() == depth).last();
        let piece = ends.map_or(0, |(_, number)| number + 1);
        let longer = pieces.get(pieces.partition_point(|(piece, _)| piece.len() == depth)..).unwrap_or(&[]);
        let behind: Vec<&[(&[u8], u32)]> =
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

    /// Tells each piece that some bytes begin with, and how long it is.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8], mut tell: impl FnMut(u32, usize)) {
        let mut bytes = bytes.iter();
        let root = bytes.next().and_then(|byte| self.roots.get(usize::from(*byte)));
        let Some(mut node) = root.copied().filter(|node| *node != NONE) else { return };
        let mut length = 1;
        while let Some(Node { first, count, piece }) = self.nodes.get(node as usize).copied() {
            if let Some(piece) = piece.checked_sub(1) {
                tell(piece, length);
            }
            let Some(byte) = bytes.next() else { return };
            let children = self.letters.get(first as usize..(first + count) as usize).unwrap_or(&[]);
            let Some(child) = (0..).zip(children).find(|(_, letter)| *letter == byte) else { return };
            node = first + child.0;
            length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_begins_with_what_the_tree_tells(
            pieces in proptest::collection::btree_set("[a-c]{1,4}", 0..20),
            word in "[a-d]{0,6}",
        ) {
            let pieces: Vec<&[u8]> = pieces.iter().map(String::as_bytes).collect();
            let numbered: Vec<(&[u8], u32)> = pieces.iter().copied().zip(0..).collect();
            let mut told = Vec::new();
            Tree::new(&numbered).begins(word.as_bytes(), |piece, length| told.push((piece, length)));
            let expected = numbered.iter().filter(|(piece, _)| word.as_bytes().starts_with(piece));
            let mut expected: Vec<(u32, usize)> = expected.map(|(piece, number)| (*number, piece.len())).collect();
            expected.sort_by_key(|(_, length)| *length);
            prop_assert_eq!(told, expected);
        }
    }
}
