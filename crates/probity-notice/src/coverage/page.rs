//! Coverage as the page that a customer can be shown: the published text, each sentence marked, with what carries it
//! and how that was proved. What is in the frame of all pages holds here too: no script, nothing fetched.
//!
//! INVARIANT (EVERYTHING-ESCAPED): every text of the notice, the policy and the report passes through `escaped`.
//! INVARIANT (NOT-BY-COLOUR): each mark has a sign, a word for who hears the page, and a line of its own kind.

use super::figures::percent;
use super::mark::{Mark, sign_of};
use super::text::shortened;
use super::{Coverage, Figures, How, Sentence, Share, Standing, Stated};
use crate::{Clause, Outline};
use probity_source::page::{self, Styles, escaped};
use std::collections::BTreeMap;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");

/// How much of its proofs a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proofs {
    /// Each question as it was asked, with its answer and its fingerprint: for those who keep the promises.
    Whole,
    /// That something was asked, and when: for everybody. Questions name tables and columns.
    States,
}

/// The page as a file; `text` and `outline` are those that the coverage was made of.
#[must_use]
pub fn page(text: &str, outline: &Outline, coverage: &Coverage) -> String {
    written(text, outline, coverage, Styles::Inside(STYLE), Proofs::Whole)
}

/// The same as a page of a site that serves [`style`] at an address.
#[must_use]
pub fn page_of_site(
    text: &str,
    outline: &Outline,
    coverage: &Coverage,
    style_at: &str,
    proofs: Proofs,
) -> String {
    written(text, outline, coverage, Styles::At(style_at), proofs)
}

/// The styles of the page.
#[must_use]
pub fn style() -> String {
    format!("{}{STYLE}", page::STYLE)
}

fn written(text: &str, outline: &Outline, coverage: &Coverage, styles: Styles<'_>, proofs: Proofs) -> String {
    let title = if coverage.verified_at.is_some() {
        "What we promise, and what is kept"
    } else {
        "What we promise, and what carries it"
    };
    let mut out = page::opened(&format!("{title}: {}", coverage.policy), styles);
    let mut writer = Writer { text, outline, coverage, proofs, out: &mut out, next: 0 };
    writer.head(title);
    writer.out.push_str("<main>\n");
    writer.notice();
    writer.unpublished();
    writer.statements();
    writer.by_clause();
    let asked = match proofs {
        Proofs::Whole => {
            "Whoever doubts it can ask the same questions again: each stands with its answer, the time, and a fingerprint of the whole answer."
        }
        Proofs::States => "What was asked of which system, and what it answered, is kept with each proof.",
    };
    let _ = writeln!(
        writer.out,
        "</main>\n<footer><p>A sentence is kept only when every promise that it makes was checked and held. {asked} No person’s data is on this page.</p></footer>"
    );
    out.push_str(page::CLOSED);
    out
}

struct Writer<'c> {
    text: &'c str,
    outline: &'c Outline,
    coverage: &'c Coverage,
    proofs: Proofs,
    out: &'c mut String,
    /// The sentence that comes next.
    next: usize,
}

impl Writer<'_> {
    fn head(&mut self, title: &str) {
        let coverage = self.coverage;
        let figures = &coverage.figures;
        let _ = write!(
            self.out,
            "<header>\n<p class=\"eyebrow\">{} · version {}</p>\n<h1>{title}</h1>\n",
            escaped(&coverage.policy),
            escaped(&coverage.version)
        );
        self.out.push_str(if coverage.sentences.is_empty() {
            "<p class=\"lead\">The policy names no published text. These are the statements of its code, with what carries them out"
        } else {
            "<p class=\"lead\">This is the published text, word for word. Each sentence is marked; follow the sign behind it to see what carries it"
        });
        match &coverage.verified_at {
            Some(at) => {
                let _ = writeln!(
                    self.out,
                    " and how that was proved. Looked at on <time datetime=\"{0}\">{1}</time>.{2}</p>",
                    escaped(at),
                    escaped(&shown_time(at)),
                    if coverage.test_clock { " <strong>On a test clock.</strong>" } else { "" }
                );
                self.tiles(&[
                    (Mark::Kept, figures.kept),
                    (Mark::Broken, figures.broken),
                    (Mark::Unproven, figures.unproven),
                    (Mark::Information, figures.information),
                ]);
            }
            None => {
                self.out.push_str(". Nothing on this page was verified.</p>\n");
                self.tiles(&[
                    (Mark::Carried, figures.carried),
                    (Mark::Promised, figures.promised),
                    (Mark::Information, figures.information),
                ]);
            }
        }
        let _ = write!(
            self.out,
            "<p class=\"note\">Policy code carries {} % of the sentences that promise something ({} % by words).</p>\n</header>\n",
            figures.percent_of_sentences, figures.percent_of_words
        );
    }

    /// The figures, which are the legend too.
    fn tiles(&mut self, marks: &[(Mark, Share)]) {
        let all = self.coverage.figures.all;
        self.out.push_str("<ul class=\"tiles legend-tiles\">\n");
        for (mark, share) in marks {
            let _ = writeln!(
                self.out,
                "<li class=\"{class}\"><strong>{count}</strong><b class=\"name\"><mark class=\"{class}\">{word}</mark>{sign}</b><span>{percent} % of the sentences, {words} % of the words: {means}.</span></li>",
                class = mark.class(),
                word = mark.word(),
                count = share.sentences,
                sign = sign_of(*mark),
                percent = percent(share.sentences, all.sentences),
                words = percent(share.words, all.words),
                means = mark.means(),
            );
        }
        self.out.push_str("</ul>\n");
    }

    fn notice(&mut self) {
        if self.coverage.sentences.is_empty() {
            return;
        }
        self.out.push_str("<article class=\"notice\" aria-label=\"The published text\">\n");
        let mut list = false;
        let clauses = &self.outline.clauses;
        for (at, clause) in clauses.iter().enumerate() {
            let item = clause.is_item && !clause.is_heading;
            if item != list {
                self.out.push_str(if item { "<ul class=\"items\">\n" } else { "</ul>\n" });
                list = item;
            }
            self.clause(at, clause);
        }
        if list {
            self.out.push_str("</ul>\n");
        }
        self.out.push_str("</article>\n");
    }

    fn clause(&mut self, at: usize, clause: &Clause) {
        let words =
            |range: &std::ops::Range<usize>| escaped(self.text.get(range.clone()).unwrap_or("").trim());
        let label = clause.label.as_deref().map_or_else(String::new, |label| {
            format!("<span class=\"label\">{}</span> ", escaped(label.trim_matches(['*', '#', ' '])))
        });
        if clause.is_heading {
            let depth = self.outline.above(clause).filter(|above| above.is_heading).count();
            let heading = words(&clause.body);
            let heading = heading.trim_matches(['#', '*', ' ']);
            let level = (depth + 2).min(4);
            let _ = writeln!(self.out, "<h{level}>{label}{heading}</h{level}>");
            return;
        }
        let first = self.next;
        let sentences = self.coverage.sentences.get(first..).unwrap_or_default();
        let count = sentences.iter().take_while(|one| one.clause == at).count();
        let sentences = sentences.get(..count).unwrap_or_default();
        self.next += count;
        let tag = if clause.is_item { "li" } else { "div" };
        let _ = write!(self.out, "<{tag} class=\"clause\">\n<p>{label}");
        if let Some(lead) = &clause.lead {
            let _ = write!(self.out, "<strong>{}</strong> ", words(lead));
        }
        if sentences.is_empty() && clause.lead.is_none() {
            self.out.push_str(&words(&clause.body));
        }
        for (number, sentence) in sentences.iter().enumerate() {
            self.sentence(first + number, sentence);
        }
        self.out.push_str("</p>\n");
        self.why(first, sentences);
        let _ = writeln!(self.out, "</{tag}>");
    }

    fn sentence(&mut self, number: usize, sentence: &Sentence) {
        let mark = Mark::of(sentence);
        let words = escaped(&sentence.text);
        if mark == Mark::Information {
            let _ = write!(self.out, "<span class=\"information\">{words}</span> ");
            return;
        }
        let _ = write!(
            self.out,
            "<mark class=\"{class}\">{words}</mark><a class=\"sign {class}\" href=\"#s{number}\" aria-label=\"{word}: why\">{sign}</a> ",
            class = mark.class(),
            word = mark.word(),
            sign = mark.sign(),
        );
    }

    /// What carries the sentences of a clause.
    fn why(&mut self, first: usize, sentences: &[Sentence]) {
        let marked: Vec<(usize, &Sentence)> = sentences
            .iter()
            .enumerate()
            .filter(|(_, one)| one.standing != Standing::Information)
            .map(|(at, one)| (first + at, one))
            .collect();
        if marked.is_empty() {
            return;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, sentence) in &marked {
            *counts.entry(Mark::of(sentence).word()).or_default() += 1;
        }
        let counted: Vec<String> = counts
            .iter()
            .map(
                |(word, count)| {
                    if marked.len() == 1 { (*word).to_owned() } else { format!("{count} {word}") }
                },
            )
            .collect();
        let _ =
            write!(self.out, "<details class=\"why\"><summary>Why: {}</summary>\n<ul>\n", counted.join(", "));
        for (number, sentence) in &marked {
            let _ = write!(
                self.out,
                "<li id=\"s{number}\">{} <q>{}</q>",
                Mark::of(sentence).tag(),
                escaped(&shortened(&sentence.text))
            );
            if sentence.statements.is_empty() {
                self.out.push_str(
                    "<p class=\"reason\">No statement of the policy carries this sentence yet.</p>",
                );
            } else {
                self.out.push_str("<ul class=\"carriers\">");
                for binding in &sentence.statements {
                    if let Some(statement) = self.coverage.statements.get(binding.statement) {
                        self.carrier(binding.statement, statement, binding.how);
                    }
                }
                self.out.push_str("</ul>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n</details>\n");
    }

    fn carrier(&mut self, number: usize, statement: &Stated, how: How) {
        let how = match how {
            How::Quoted => "quotes these words",
            How::Nearly => "quotes words much like these",
            How::Block => "belongs to a statement that says it",
            How::Topic => "cites the clause, and speaks of the same",
            How::Clause => "cites the clause",
        };
        let _ = write!(
            self.out,
            "<li><a href=\"#p{number}\"><code>{}</code></a> <span class=\"how\">{how}{}</span></li>",
            escaped(&statement.sentence),
            match statement.state {
                Some(state) => format!(" · {}", state.word()),
                None if statement.promise.is_none() && self.coverage.verified_at.is_some() =>
                    " · describes, and is not proved by itself".to_owned(),
                None => String::new(),
            }
        );
    }

    fn unpublished(&mut self) {
        let unpublished: Vec<String> = self
            .coverage
            .statements
            .iter()
            .enumerate()
            .filter(|(_, one)| one.is_unpublished())
            .map(|(at, one)| {
                format!("<li><a href=\"#p{at}\"><code>{}</code></a></li>\n", escaped(&one.sentence))
            })
            .collect();
        if unpublished.is_empty() {
            return;
        }
        let _ = write!(
            self.out,
            "<section aria-labelledby=\"beyond\">\n<h2 id=\"beyond\">Promises beyond the text</h2>\n<p>The policy code holds the company to these too; the published text does not say them.</p>\n<details><summary>{} statements</summary>\n<ul class=\"carriers\">\n{}</ul>\n</details>\n</section>\n",
            unpublished.len(),
            unpublished.concat()
        );
    }

    fn statements(&mut self) {
        self.out.push_str("<section aria-labelledby=\"statements\">\n<h2 id=\"statements\">The statements, with their evidence</h2>\n<details>\n<summary>All statements that carry sentences</summary>\n");
        for (at, statement) in self.coverage.statements.iter().enumerate() {
            self.statement(at, statement);
        }
        self.out.push_str("</details>\n</section>\n");
    }

    fn statement(&mut self, number: usize, statement: &Stated) {
        let clauses: Vec<String> = statement.clauses.iter().map(|one| format!("§{}", escaped(one))).collect();
        let tag = statement.state.map_or_else(String::new, |state| Mark::of_state(Some(state)).tag());
        let _ = write!(
            self.out,
            "<div class=\"statement\" id=\"p{number}\"><p>{tag} <code>{}</code> <span class=\"how\">{}{}</span></p>",
            escaped(&statement.sentence),
            clauses.join(" "),
            if statement.unconfirmed { " unconfirmed" } else { "" }
        );
        let verified = self.coverage.verified.as_ref();
        let proved = statement.promise.as_deref().and_then(|id| verified.and_then(|all| all.of(id)));
        if let Some(proved) = proved {
            let _ = write!(self.out, "<p class=\"reason\">{}.</p>", escaped(&proved.because));
            if self.proofs == Proofs::States {
                let last = proved.evidence.iter().map(|one| one.at).max();
                if let Some(at) = last {
                    let _ = write!(
                        self.out,
                        "<p class=\"how\">Checked on <time datetime=\"{at}\">{}</time>.</p>",
                        escaped(&shown_time(&at.to_string()))
                    );
                }
            } else if !proved.evidence.is_empty() {
                self.out.push_str("<ul class=\"evidence\">");
                for one in &proved.evidence {
                    let _ = write!(
                        self.out,
                        "<li>{} of <b>{}</b>: <code>{}</code> → {} <small>{}, sha-256 {}</small></li>",
                        escaped(&one.kind),
                        escaped(&one.of),
                        escaped(&one.question),
                        escaped(&one.answer),
                        escaped(&shown_time(&one.at.to_string())),
                        escaped(&one.answer_hash)
                    );
                }
                self.out.push_str("</ul>");
            }
        }
        self.out.push_str("</div>\n");
    }

    fn by_clause(&mut self) {
        let verified = self.coverage.verified_at.is_some();
        self.out.push_str("<section aria-labelledby=\"clauses\">\n<h2 id=\"clauses\">Clause by clause</h2>\n<details>\n<summary>Figures of each clause</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures of each clause\">\n<table>\n<caption>Sentences</caption>\n<thead><tr><th scope=\"col\">Clause</th>");
        let columns: &[&str] = if verified {
            &["kept", "broken", "unproven", "information"]
        } else {
            &["carried", "not carried", "information"]
        };
        for column in columns {
            let _ = write!(self.out, "<th scope=\"col\" class=\"number\">{column}</th>");
        }
        self.out.push_str("<th scope=\"col\" class=\"number\">carried, %</th></tr></thead>\n<tbody>\n");
        for clause in &self.coverage.clauses {
            let figures = &clause.figures;
            let _ = write!(
                self.out,
                "<tr><th scope=\"row\">{} <span class=\"why\">{}</span></th>",
                if clause.id.is_empty() { "before any clause".to_owned() } else { escaped(&clause.id) },
                escaped(&shortened(&clause.heading))
            );
            for count in cells(figures, verified) {
                let _ = write!(self.out, "<td class=\"number\">{count}</td>");
            }
            let promising = figures.carried.sentences + figures.promised.sentences;
            let percent =
                if promising > 0 { figures.percent_of_sentences.to_string() } else { "–".to_owned() };
            let _ = writeln!(self.out, "<td class=\"number\">{percent}</td></tr>");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n</details>\n</section>\n");
    }
}

fn cells(figures: &Figures, verified: bool) -> Vec<usize> {
    let shares = if verified {
        vec![figures.kept, figures.broken, figures.unproven, figures.information]
    } else {
        vec![figures.carried, figures.promised, figures.information]
    };
    shares.into_iter().map(|share| share.sentences).collect()
}

/// `2026-11-26 01:20 UTC` of RFC 3339; the text itself when it is something else.
fn shown_time(at: &str) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(at) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => at.to_owned(),
    }
}
