//! How browsers number the items of a list whose `type` asks for letters or Roman numerals.

/// 1 is `a`, 27 is `aa`.
pub(super) fn letters(number: i64) -> String {
    let mut rest = number.clamp(1, 10_000);
    let mut said = String::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        said.insert(0, char::from(b'a' + letter));
        rest = (rest - 1) / 26;
    }
    said
}

pub(super) fn roman(number: i64) -> String {
    const PARTS: [(i64, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut rest = number.clamp(1, 399);
    let mut said = String::new();
    for (value, part) in PARTS {
        while rest >= value {
            said.push_str(part);
            rest -= value;
        }
    }
    said
}
