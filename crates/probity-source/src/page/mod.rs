//! The frame of every page that is written into a file: no script, nothing asked of another host, light and dark, on
//! screen and on paper. What stands in the frame is for whoever writes the page.
//!
//! INVARIANT (EVERYTHING-ESCAPED): text that somebody else wrote passes through [`escaped`].

/// The styles that all pages share: colours, type, tiles, tables, tags, paper.
pub const STYLE: &str = include_str!("page.css");

/// Where a page has its styles from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styles<'s> {
    /// In the page itself, behind the shared styles: it is opened from a file.
    Inside(&'s str),
    /// At an address of the site that serves it, whose headers allow no styles inside.
    At(&'s str),
}

/// The beginning of a page in English, up to and with `<body>`. `title` is plain text.
#[must_use]
pub fn opened(title: &str, styles: Styles<'_>) -> String {
    opened_in("en", title, styles, "")
}

/// The same of a page in a language, by its tag (BCP 47). `data` stands at the end of the head as it is: data for
/// machines, written as an element that no browser carries out.
#[must_use]
pub fn opened_in(language: &str, title: &str, styles: Styles<'_>, data: &str) -> String {
    let (allowed, styles) = match styles {
        Styles::Inside(own) => ("'unsafe-inline'", format!("<style>\n{STYLE}{own}</style>")),
        Styles::At(address) => ("'self'", format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(address))),
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {allowed}; img-src data:\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n{styles}\n{data}</head>\n<body>\n",
        escaped(language),
        escaped(title)
    )
}

/// What closes an [`opened`] page.
pub const CLOSED: &str = "</body>\n</html>\n";

/// Foreign text as text of a page, and as the value of an attribute in double quotes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            one if one.is_control() => out.push(' '),
            one => out.push(one),
        }
    }
    out
}

/// A sentence of an engine, in which names stand between backticks as in a terminal: escaped, the names as code. One
/// backtick without a partner stays.
#[must_use]
pub fn with_code(sentence: &str) -> String {
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
    use super::*;

    #[test]
    fn names_between_backticks_become_code_and_everything_is_escaped() {
        let html = with_code("`a<b` is read whole & `c`; a lone ` stays");
        assert_eq!(html, "<code>a&lt;b</code> is read whole &amp; <code>c</code>; a lone ` stays");
    }

    #[test]
    fn foreign_text_cannot_leave_its_place() {
        assert_eq!(escaped("<b a=\"'\">&\n"), "&lt;b a=&quot;&#39;&quot;&gt;&amp; ");
    }

    #[test]
    fn a_title_cannot_leave_its_place_and_nothing_is_fetched() {
        let page = opened("</title><script>alert('1')</script>", Styles::Inside("")) + CLOSED;
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    }
}
