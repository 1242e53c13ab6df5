//! Sentences that the engines say, in which names stand between backticks as in a terminal.

use probity_source::page::escaped;

/// A sentence as HTML: escaped, and what stood between backticks marked as code. One without a partner stays.
pub(crate) fn with_code(sentence: &str) -> String {
    let mut html = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, (name, after))) =
        rest.split_once('`').and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        html += &format!("{}<code>{}</code>", escaped(before), escaped(name));
        rest = after;
    }
    html += &escaped(rest);
    html
}

#[cfg(test)]
mod tests {
    use super::with_code;

    #[test]
    fn names_between_backticks_become_code_and_everything_is_escaped() {
        let html = with_code("`a<b` is read whole & `c`; a lone ` stays");
        assert_eq!(html, "<code>a&lt;b</code> is read whole &amp; <code>c</code>; a lone ` stays");
    }
}
