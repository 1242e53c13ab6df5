//! A notice, which is Markdown, as HTML with an anchor for each clause.
//!
//! INVARIANT (NO-FOREIGN-MARKUP): HTML in the text is shown as text, a link leads to the web, to mail
//! or within the page, and a picture is its description. What a notice says cannot act.
//!
//! INVARIANT (SAME-CLAUSES): a line has an anchor here exactly when `§` of the policy can point at it
//! as the start of a numbered clause.

use probity_policy::published::Published;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The HTML of a notice.
pub(crate) fn notice_html(markdown: &str) -> String {
    let text = each_clause_a_paragraph(markdown);
    let parser = Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut writer =
        Writer { text: &text, level: 1, pictures: 0, closings: Vec::new(), unlinked: Vec::new() };
    let events: Vec<Event<'_>> = parser
        .into_offset_iter()
        .filter_map(|(event, range)| writer.event(event, range.start))
        .flatten()
        .collect();
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    html
}

/// The number of the clause that begins with this line, if it has one.
fn clause_number(line: &str) -> Option<String> {
    let published = Published::read(line);
    let label = published.labels().next()?;
    label.chars().all(|one| one.is_ascii_digit() || one == '.').then(|| label.to_owned())
}

/// Markdown joins lines; clauses written on lines of their own must stay apart.
fn each_clause_a_paragraph(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        if !text.is_empty() && !text.ends_with("\n\n") && clause_number(line).is_some() {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

struct Writer<'t> {
    text: &'t str,
    /// The level of the last heading; the page's own is 1.
    level: usize,
    /// How many pictures are around the event: their description is text.
    pictures: usize,
    closings: Vec<HeadingLevel>,
    unlinked: Vec<bool>,
}

impl<'t> Writer<'t> {
    fn event(&mut self, event: Event<'t>, at: usize) -> Option<Vec<Event<'t>>> {
        let written = match event {
            Event::Html(html) | Event::InlineHtml(html) => vec![Event::Text(html)],
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Image { .. }) => {
                self.pictures += 1;
                return None;
            }
            Event::End(TagEnd::Image) => {
                self.pictures = self.pictures.saturating_sub(1);
                return None;
            }
            Event::Start(Tag::Link { dest_url, .. }) if !is_harmless(&dest_url) => {
                self.unlinked.push(true);
                return None;
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.unlinked.push(false);
                let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
                vec![Event::Start(Tag::Link { link_type, dest_url, title, id })]
            }
            Event::End(TagEnd::Link) if self.unlinked.pop() == Some(true) => return None,
            Event::Start(Tag::Heading { level, .. }) => vec![self.heading(level, at)],
            Event::End(TagEnd::Heading(level)) => {
                vec![Event::End(TagEnd::Heading(self.closings.pop().unwrap_or(level)))]
            }
            Event::Start(Tag::Paragraph) => {
                let mut events = vec![Event::Start(Tag::Paragraph)];
                events.extend(self.number_at(at).map(|number| anchor(&number)));
                events
            }
            Event::Start(Tag::Item) => {
                let mut events = vec![Event::Start(Tag::Item)];
                events.extend(self.number_at(at).map(|number| anchor(&number)));
                events
            }
            other => vec![other],
        };
        Some(written)
    }

    /// A heading one level below the page's own, and never more than one below the last.
    fn heading(&mut self, level: HeadingLevel, at: usize) -> Event<'t> {
        self.level = (level as usize + 1).min(self.level + 1).clamp(2, 6);
        let level = HeadingLevel::try_from(self.level).unwrap_or(HeadingLevel::H6);
        self.closings.push(level);
        let id = self.number_at(at).map(|number| CowStr::from(format!("clause-{number}")));
        Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })
    }

    fn number_at(&self, at: usize) -> Option<String> {
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        let before = self.text.get(start..at)?;
        // A paragraph inside an item begins after the item's own number.
        if !before.chars().all(|one| one.is_whitespace() || one == '>') {
            return None;
        }
        clause_number(self.text.get(start..)?.lines().next()?)
    }
}

fn anchor<'t>(number: &str) -> Event<'t> {
    // The number is digits and dots: see `clause_number`.
    Event::InlineHtml(CowStr::from(format!("<span id=\"clause-{number}\"></span>")))
}

fn is_harmless(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "#"].iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_numbered_clause_has_an_anchor() {
        let html = notice_html(
            "# Notice\n\n## 5. Data\n5.2.1. Contact data.\n5.2.2. More.\n\n1. First\n2. Second\n",
        );
        for id in ["clause-5", "clause-5.2.1", "clause-5.2.2", "clause-1", "clause-2"] {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id} in {html}");
        }
        assert_eq!(html.matches("id=\"").count(), 5, "{html}");
    }

    #[test]
    fn headings_follow_the_pages_own_without_a_gap() {
        let html = notice_html("# Notice\n\n#### Far below\n\n## Up again\n");
        assert!(html.contains("<h2>Notice</h2>") && html.contains("<h3>Far below</h3>"), "{html}");
        assert!(html.contains("<h3>Up again</h3>"), "{html}");
    }

    #[test]
    fn what_a_notice_says_cannot_act() {
        let html = notice_html(
            "<script>alert(1)</script>\n\na <b onclick=x>b</b> [c](javascript:alert(1)) ![d](https://e.example/f.png)\n",
        );
        assert!(!html.contains("<script") && !html.contains("<b") && !html.contains("<img"), "{html}");
        assert!(!html.contains("href=\"javascript") && html.contains('c') && html.contains('d'), "{html}");
    }

    proptest! {
        #[test]
        fn any_text_becomes_html_without_foreign_markup(text in "(<|>|script|\\[|\\]|\\(|\\)|!|#|1\\.|2\\.1|\n| |&|x|\"|\\*|`){0,40}") {
            let html = notice_html(&text);
            prop_assert!(!html.contains("<script") && !html.contains("<img"), "{}", html);
        }

        #[test]
        fn any_characters_are_read(text in ".{0,200}") {
            notice_html(&text);
        }
    }
}
