//! HTML as tags and words, each with its place.
//!
//! The tokenizer is the WHATWG's (html5gum). Words are given as they stand in the source where they can be, and
//! decoded with the place of the entity where not.

use super::elements::{self, Kind, Part, Unshown};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

/// The name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Told apart from every other name of the page.
    pub(crate) id: usize,
    pub(crate) kind: Kind,
}

/// What a tag says that matters to a reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes {
    pub(crate) id: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) hidden: bool,
    pub(crate) part: Option<Part>,
    pub(crate) presentation: bool,
    /// `type` of a list, `start` of a list or `value` of an item.
    pub(crate) numbering: Option<char>,
    pub(crate) number: Option<i64>,
    /// Over how many columns and rows a cell reaches.
    pub(crate) columns: Option<usize>,
    pub(crate) rows: Option<usize>,
    /// An address that a proxy hid from machines.
    pub(crate) address: Option<String>,
}

/// A piece of a page.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    Start {
        name: Name,
        attributes: Option<Box<Attributes>>,
        range: Range<usize>,
    },
    End {
        name: Name,
        range: Range<usize>,
    },
    /// Words that stand in the source as they are read.
    Words(Range<usize>),
    /// Words that the source writes otherwise.
    Written(Box<str>, Range<usize>),
    /// Words that nobody is shown.
    Unshown(Unshown, Range<usize>),
}

/// The names of one page.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: HashMap<Box<[u8]>, usize>,
}

impl Names {
    pub(crate) fn of(&mut self, name: &[u8]) -> Name {
        let kind = elements::kind(name);
        let next = self.known.len();
        let id = match self.known.get(name) {
            Some(id) => *id,
            None => *self.known.entry(name.into()).or_insert(next),
        };
        Name { id, kind }
    }
}

/// Hands on the tokens of a part of the source, one by one: a page of tags has many more of them than bytes to spare.
pub(crate) fn tokens(source: &str, part: Range<usize>, names: &mut Names, take: &mut dyn FnMut(Token)) {
    let Some(said) = source.get(part.clone()) else { return };
    let mut reading = Reading { source, offset: part.start, names, take, tag: None, attribute: Vec::new() };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reading.event(event, span.start..span.end);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    match Tokenizer::new_with_emitter(said, emitter).finish() {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

struct Reading<'r> {
    source: &'r str,
    offset: usize,
    names: &'r mut Names,
    take: &'r mut dyn FnMut(Token),
    tag: Option<Tag>,
    attribute: Vec<u8>,
}

struct Tag {
    name: Vec<u8>,
    start: usize,
    attributes: Attributes,
    said: bool,
    role: String,
}

impl Reading<'_> {
    fn event(&mut self, event: CallbackEvent<'_>, span: Range<usize>) {
        let range = self.offset + span.start..self.offset + span.end;
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some(Tag {
                    name: name.to_vec(),
                    start: range.start,
                    attributes: Attributes::default(),
                    said: false,
                    role: String::new(),
                });
                self.attribute.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = name.to_ascii_lowercase();
                if self.attribute == b"hidden" {
                    self.with(|tag| tag.attributes.hidden = true);
                }
            }
            CallbackEvent::AttributeValue { value } => self.value(&String::from_utf8_lossy(value)),
            CallbackEvent::CloseStartTag { .. } => self.start(range.end),
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                let name = self.names.of(name);
                (self.take)(Token::End { name, range });
            }
            CallbackEvent::String { value } => self.words(value, range),
            CallbackEvent::Comment { value } => {
                if value.iter().any(u8::is_ascii_alphabetic) {
                    (self.take)(Token::Unshown(Unshown::Comment, range));
                }
            }
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Tag)) {
        if let Some(tag) = &mut self.tag {
            tag.said = true;
            change(tag);
        }
    }

    fn value(&mut self, value: &str) {
        let attribute = std::mem::take(&mut self.attribute);
        match attribute.as_slice() {
            b"id" => self.with(|tag| tag.attributes.id = Some(value.trim().to_owned())),
            b"name" => self.with(|tag| {
                if tag.name == b"a" && tag.attributes.id.is_none() {
                    tag.attributes.id = Some(value.trim().to_owned());
                }
            }),
            b"href" => self.with(|tag| tag.attributes.target = Some(value.trim().to_owned())),
            b"aria-hidden" if value.trim().eq_ignore_ascii_case("true") => {
                self.with(|tag| tag.attributes.hidden = true);
            }
            b"style" if hides(value) => self.with(|tag| tag.attributes.hidden = true),
            b"role" => self.with(|tag| {
                value.trim().clone_into(&mut tag.role);
                tag.attributes.presentation = matches!(tag.role.as_str(), "presentation" | "none");
            }),
            b"type" => self.with(|tag| {
                tag.attributes.numbering =
                    value.trim().chars().next().filter(|one| matches!(one, 'a' | 'A' | 'i' | 'I'));
            }),
            b"start" | b"value" => self.with(|tag| tag.attributes.number = value.trim().parse().ok()),
            b"colspan" => self.with(|tag| tag.attributes.columns = value.trim().parse().ok()),
            b"rowspan" => self.with(|tag| tag.attributes.rows = value.trim().parse().ok()),
            b"data-cfemail" => self.with(|tag| tag.attributes.address = address(value.trim())),
            _ => {}
        }
    }

    fn start(&mut self, end: usize) {
        let Some(mut tag) = self.tag.take() else { return };
        tag.attributes.part = elements::part(&tag.name, &tag.role);
        let name = self.names.of(&tag.name);
        let attributes = (tag.said || tag.attributes.part.is_some()).then(|| Box::new(tag.attributes));
        (self.take)(Token::Start { name, attributes, range: tag.start..end });
    }

    /// Words: what stands in the source as it is read is taken from there, entities are decoded one by one.
    fn words(&mut self, value: &[u8], range: Range<usize>) {
        let Some(said) = self.source.get(range.clone()) else {
            self.whole(value, range);
            return;
        };
        if said.as_bytes() == value {
            (self.take)(Token::Words(range));
            return;
        }
        let mut tokens = Vec::new();
        let mut decoded = String::with_capacity(said.len());
        let mut at = 0;
        while let Some(found) = said.get(at..).and_then(next) {
            let start = at + found;
            decoded.push_str(said.get(at..start).unwrap_or(""));
            if at < start {
                tokens.push(Token::Words(range.start + at..range.start + start));
            }
            if said.get(start..).is_some_and(|rest| rest.starts_with(NAMELESS)) {
                at = start + NAMELESS.len();
                continue;
            }
            let length = reference(said.get(start..).unwrap_or(""));
            let run = said.get(start..start + length).unwrap_or("");
            let read = decode(run);
            decoded.push_str(&read);
            let place = range.start + start..range.start + start + length;
            tokens.push(if read == run { Token::Words(place) } else { Token::Written(read.into(), place) });
            at = start + length;
        }
        decoded.push_str(said.get(at..).unwrap_or(""));
        if at < said.len() {
            tokens.push(Token::Words(range.start + at..range.end));
        }
        // Line ends are the one thing that the tokenizer writes otherwise.
        if decoded.replace("\r\n", "\n").replace('\r', "\n").as_bytes() != value {
            self.whole(value, range);
            return;
        }
        for token in tokens {
            (self.take)(token);
        }
    }

    /// Words whose places inside the range are not known.
    fn whole(&mut self, value: &[u8], range: Range<usize>) {
        let end = range.end.min(self.source.len());
        let range = floor(self.source, range.start.min(end))..floor(self.source, end);
        (self.take)(Token::Written(String::from_utf8_lossy(value).into(), range));
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// An end tag without a name, which the tokenizer passes over in the middle of words.
const NAMELESS: &str = "</>";

/// Where the next thing stands that is not read as it is written.
fn next(said: &str) -> Option<usize> {
    let mut places = said.match_indices(['&', '<']);
    places
        .find(|(at, one)| *one == "&" || said.get(*at..).is_some_and(|rest| rest.starts_with(NAMELESS)))
        .map(|(at, _)| at)
}

/// How long the reference is that begins here: `&`, what names are made of, and a semicolon.
fn reference(said: &str) -> usize {
    let name = said.bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let closed = said.as_bytes().get(1 + name) == Some(&b';');
    1 + name + usize::from(closed)
}

fn decode(run: &str) -> String {
    let mut read = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            read.push_str(&String::from_utf8_lossy(value));
        }
        None::<Infallible>
    });
    match Tokenizer::new_with_emitter(run, emitter).finish() {
        Ok(()) => read,
        Err(never) => match never {},
    }
}

/// Whether a style takes the element out of sight.
fn hides(style: &str) -> bool {
    let bare: String = style.chars().filter(|one| !one.is_whitespace()).collect::<String>().to_lowercase();
    bare.split(';').any(|one| {
        ["display:none", "visibility:hidden", "visibility:collapse"]
            .iter()
            .any(|hidden| one.starts_with(hidden))
    })
}

/// The address in `data-cfemail`: hexadecimal bytes, each combined with the first.
fn address(hidden: &str) -> Option<String> {
    const LONGEST: usize = 640;
    if hidden.len() > LONGEST || !hidden.is_ascii() {
        return None;
    }
    let (pairs, rest) = hidden.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let bytes = bytes.filter(|bytes| rest.is_empty() && bytes.len() > 3)?;
    let (key, bytes) = bytes.split_first()?;
    let said = String::from_utf8(bytes.iter().map(|byte| byte ^ key).collect()).ok()?;
    (said.contains('@') && !said.contains(char::is_whitespace)).then_some(said)
}
