//! A text in which every character is one byte, so that patterns run over bytes and count characters.
//!
//! Letters of other scripts become `_`, which every pattern takes for a letter and none names; the marks that
//! patterns name have bytes of their own; every other character becomes one that nothing names. So a pattern over the
//! plain text finds what the same pattern finds in the text itself.
//!
//! INVARIANT (ONE-BYTE-PER-CHARACTER): the plain text has as many bytes as the text has characters.

/// What stands for a mark that no pattern names.
const OTHER: u8 = 0x07;

/// The byte of a character.
pub(crate) fn byte_of(one: char) -> u8 {
    match one {
        // Control characters would be taken for the marks below.
        '\u{1}'..='\u{7}' => OTHER,
        '’' => 0x01,
        '“' => 0x02,
        '”' => 0x03,
        '‘' => 0x04,
        '§' => 0x05,
        '：' => 0x06,
        // These two fold to letters of ASCII.
        'ſ' => b's',
        '\u{212a}' => b'K',
        _ if one.is_ascii() => u8::try_from(one).unwrap_or(OTHER),
        _ if regex_syntax::is_word_character(one) => b'_',
        _ if one.is_whitespace() => 0x0b,
        _ => OTHER,
    }
}

/// How many bytes at the beginning stand for themselves.
fn common(bytes: &[u8]) -> usize {
    const EIGHT: usize = 8;
    let stand = |byte: &u8| (0x08..0x80).contains(byte);
    let together =
        bytes.chunks_exact(EIGHT).take_while(|eight| eight.iter().fold(true, |all, byte| all & stand(byte)));
    let sure = together.count() * EIGHT;
    let rest = bytes.get(sure..).unwrap_or(&[]);
    sure + rest.iter().position(|byte| !stand(byte)).unwrap_or(rest.len())
}

/// A text as bytes, and the way back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plain {
    bytes: Vec<u8>,
    /// Behind each character of more than one byte: the place in the text and the place here.
    jumps: Vec<(usize, usize)>,
}

impl Plain {
    pub(crate) fn of(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        let mut jumps = Vec::new();
        let mut rest = text;
        loop {
            let length = common(rest.as_bytes());
            let (same, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            bytes.extend_from_slice(same.as_bytes());
            let mut characters = after.chars();
            let Some(one) = characters.next() else { break };
            bytes.push(byte_of(one));
            rest = characters.as_str();
            if !one.is_ascii() {
                jumps.push((text.len() - rest.len(), bytes.len()));
            }
        }
        Self { bytes, jumps }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where in the text characters stand that may be letters and are none of ASCII.
    pub(crate) fn other_letters(&self) -> impl Iterator<Item = usize> {
        let others = self.jumps.iter().filter(|(_, behind)| {
            let byte = behind.checked_sub(1).and_then(|at| self.bytes.get(at));
            matches!(byte, Some(b'_' | &OTHER))
        });
        others.map(|(behind, _)| behind - 1)
    }

    /// The place here of a place of the text.
    pub(crate) fn at(&self, place: usize) -> usize {
        let before = self.jumps.partition_point(|(text, _)| *text <= place);
        match before.checked_sub(1).and_then(|last| self.jumps.get(last)) {
            Some((text, plain)) => plain + (place - text),
            None => place,
        }
    }

    /// The place in the text of a place here.
    pub(crate) fn back(&self, place: usize) -> usize {
        let before = self.jumps.partition_point(|(_, plain)| *plain <= place);
        match before.checked_sub(1).and_then(|last| self.jumps.get(last)) {
            Some((text, plain)) => text + (place - plain),
            None => place,
        }
    }
}
