//! A PDF as text of printed pages: its lines in the order in which they are read, a form feed after each page.
//!
//! Nothing is drawn: the pieces of text that the pages show are taken with their places and put together to words and
//! lines. What stands in pictures is not read. INVARIANT (BOUNDED): what is unpacked, done and written is limited over
//! the whole file, whatever it says of itself. INVARIANT (NO-PANIC): the library that reads the objects is called where
//! its panics end, and such a file is refused.

mod cmap;
mod content;
mod font;
mod glyphs;
mod lines;

use super::{Remark, Unreadable};
use content::{Reader, Shows};
use lines::Line;
use lopdf::{Document, LoadOptions, Object, ObjectId, Stream};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What was taken out of a PDF.
#[derive(Debug, Default)]
pub(super) struct Extracted {
    /// Its lines, with a form feed after each page.
    pub(super) text: String,
    /// Lines that are set as headings, each with its level.
    pub(super) headings: Vec<(Range<usize>, u8)>,
    /// What its author calls it.
    pub(super) title: Option<String>,
    pub(super) remarks: Vec<Remark>,
}

/// What may still be done for a file.
#[derive(Debug)]
pub(super) struct Limits {
    unpacked: usize,
    operations: usize,
    text: usize,
    /// Something was left out because of them.
    reached: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { unpacked: 256 * MIB, operations: 3_000_000, text: 32 * MIB, reached: false }
    }
}

const MIB: usize = 1024 * 1024;
/// The most that one stream may unpack to.
const LARGEST_STREAM: usize = 32 * MIB;
/// The most that one stream of objects may unpack to, and how many there may be: they are unpacked unasked.
const LARGEST_OBJECTS: usize = 8 * MIB;
const MOST_OBJECT_STREAMS: usize = 400;
const MOST_PAGES: usize = 5_000;

impl Limits {
    /// The unpacked content of a stream.
    pub(super) fn content(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        let most = self.unpacked.min(LARGEST_STREAM);
        let bytes = if stream.dict.has(b"Filter") {
            stream.decompressed_content_with_limit(most).ok()
        } else {
            Some(stream.content.clone()).filter(|bytes| bytes.len() <= most)
        };
        self.reached |= bytes.is_none();
        self.unpacked -= bytes.as_ref().map_or(0, Vec::len);
        bytes
    }

    pub(super) fn take_operation(&mut self) -> bool {
        self.take_operations(1)
    }

    /// A form is shown; that costs more than a word does.
    pub(super) fn take_form(&mut self) -> bool {
        self.take_operations(200)
    }

    fn take_operations(&mut self, count: usize) -> bool {
        self.operations = self.operations.saturating_sub(count);
        self.reached |= self.operations == 0;
        self.operations > 0
    }

    pub(super) fn take_text(&mut self, bytes: usize) -> bool {
        match self.text.checked_sub(bytes) {
            Some(left) => {
                self.text = left;
                true
            }
            None => {
                self.reached = true;
                false
            }
        }
    }
}

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Extracted, Unreadable> {
    catch_unwind(AssertUnwindSafe(|| extracted(bytes))).unwrap_or(Err(Unreadable::Damaged))
}

thread_local! {
    static OBJECT_STREAMS: Cell<usize> = const { Cell::new(0) };
}

/// Pictures and the shapes of letters are not needed, and more streams of objects than any notice has are not unpacked.
fn needed(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        let is = |key: &[u8], name: &[u8]| {
            stream.dict.get(key).and_then(Object::as_name).is_ok_and(|is| is == name)
        };
        if is(b"Type", b"ObjStm") {
            let count = OBJECT_STREAMS.get() + 1;
            OBJECT_STREAMS.set(count);
            if count > MOST_OBJECT_STREAMS {
                return None;
            }
        }
        let is_font =
            stream.dict.has(b"Length1") || is(b"Subtype", b"CIDFontType0C") || is(b"Subtype", b"Type1C");
        if is(b"Subtype", b"Image") || is_font {
            stream.content = Vec::new();
        }
    }
    Some((id, object.clone()))
}

fn extracted(bytes: &[u8]) -> Result<Extracted, Unreadable> {
    OBJECT_STREAMS.set(0);
    let options = LoadOptions {
        filter: Some(needed),
        max_decompressed_size: Some(LARGEST_OBJECTS),
        ..LoadOptions::default()
    };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(
            lopdf::Error::Decryption(_)
            | lopdf::Error::InvalidPassword
            | lopdf::Error::UnsupportedSecurityHandler(_),
        ) => {
            return Err(Unreadable::Encrypted);
        }
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
            return Err(Unreadable::TooLarge);
        }
        Err(_) => return Err(Unreadable::Damaged),
    };
    if document.is_encrypted() && !document.was_encrypted() {
        return Err(Unreadable::Encrypted);
    }
    if OBJECT_STREAMS.get() > MOST_OBJECT_STREAMS {
        return Err(Unreadable::TooLarge);
    }
    let mut limits = Limits::default();
    let mut reader = Reader::new(&document);
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let mut seen = Seen::default();
    for (at, page) in document.page_iter().enumerate() {
        if at >= MOST_PAGES {
            limits.reached = true;
            break;
        }
        let shows = reader.page(page, &mut limits);
        pages.push(seen.take(shows));
    }
    if pages.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let mut extracted = written(&pages);
    if extracted.text.trim().is_empty() {
        return Err(if seen.unknown > 0 { Unreadable::UnknownLetters } else { Unreadable::NoText });
    }
    extracted.title = title(&document);
    extracted.remarks = seen.remarks(pages.len(), limits.reached);
    Ok(extracted)
}

/// What was seen of all pages and is not in the text.
#[derive(Debug, Default)]
struct Seen {
    unknown: usize,
    turned: usize,
    /// Pages that are pictures.
    pictures: usize,
    /// Pages whose words were recognised in a picture, and words that nobody sees on others.
    recognised: usize,
    unseen: usize,
}

impl Seen {
    fn take(&mut self, shows: Shows) -> Vec<Line> {
        let Shows { mut runs, unknown, turned, has_picture } = shows;
        self.unknown += unknown;
        self.turned += turned;
        let unseen = runs.iter().filter(|run| run.is_unseen).count();
        if runs.is_empty() {
            self.pictures += usize::from(has_picture);
        } else if unseen == runs.len() {
            self.recognised += 1;
        } else {
            self.unseen += unseen;
            runs.retain(|run| !run.is_unseen);
        }
        lines::of(&runs)
    }

    fn remarks(&self, pages: usize, limited: bool) -> Vec<Remark> {
        let mut all = vec![(
            "pdf.text",
            format!("the text of {pages} pages was taken out of the PDF; places are those of that text"),
        )];
        let mut add = |count: usize, code: &'static str, message: String| {
            if count > 0 {
                all.push((code, message));
            }
        };
        add(
            self.pictures,
            "pdf.picture",
            format!("{} pages are pictures, whose words are not read", self.pictures),
        );
        add(
            self.recognised,
            "pdf.recognised",
            format!("the words of {} pages were recognised in pictures by another program", self.recognised),
        );
        add(
            self.unseen,
            "pdf.unseen",
            format!("{} pieces of text that nobody sees were left out", self.unseen),
        );
        add(
            self.turned,
            "pdf.turned",
            format!("{} letters that stand across the page were left out", self.turned),
        );
        add(
            self.unknown,
            "pdf.unknown_letters",
            format!("{} letters are of fonts that do not say which letters they are", self.unknown),
        );
        add(
            usize::from(limited),
            "pdf.limited",
            "the file holds more than a notice can; not all was read".to_owned(),
        );
        all.into_iter().map(|(code, message)| Remark { code, message, source: 0..0 }).collect()
    }
}

/// The pages as text, and which of its lines are set as headings.
fn written(pages: &[Vec<Line>]) -> Extracted {
    let mut extracted = Extracted::default();
    // A heading on two lines is one.
    let levels = levels(pages);
    for page in pages {
        // Where the heading stands that the last line is, and its level.
        let mut heading: Option<(Range<usize>, u8)> = None;
        for line in page {
            let level = levels.get(&half_points(line.size)).copied().filter(|_| is_title(&line.text));
            let goes_on = heading.take().filter(|(_, last)| {
                Some(*last) == level && !line.gap_before && line.text.starts_with(char::is_lowercase)
            });
            if let Some((range, level)) = goes_on {
                extracted.headings.pop();
                extracted.text.pop();
                extracted.text.push(' ');
                extracted.text.push_str(&line.text);
                heading = Some((range.start..extracted.text.len(), level));
            } else {
                if line.gap_before {
                    extracted.text.push('\n');
                }
                let start = extracted.text.len();
                extracted.text.push_str(&line.text);
                heading = level.map(|level| (start..extracted.text.len(), level));
            }
            extracted.headings.extend(heading.clone());
            extracted.text.push('\n');
        }
        extracted.text.push('\u{c}');
    }
    extracted
}

/// A size to half a point, as a number that has the order of sizes.
fn half_points(size: f32) -> u32 {
    (size.max(0.0) * 2.0).round().to_bits()
}

fn is_title(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().count() < 160
}

/// The sizes that are larger than what most of the text is set in, each with the level of a heading.
fn levels(pages: &[Vec<Line>]) -> BTreeMap<u32, u8> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        *sizes.entry(half_points(line.size)).or_default() += line.text.len();
    }
    let body = sizes.iter().max_by_key(|(_, letters)| **letters).map_or(0, |(size, _)| *size);
    let total: usize = sizes.values().sum();
    sizes
        .iter()
        .rev()
        // What much of the text is set in is no heading, and a hair's breadth more is no size of its own.
        .filter(|(size, letters)| {
            f32::from_bits(**size) > f32::from_bits(body) * 1.08 && **letters * 4 < total
        })
        .zip(1_u8..=6)
        .map(|((size, _), level)| (*size, level))
        .collect()
}

fn title(document: &Document) -> Option<String> {
    let information = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok()?;
    let title = information.get_deref(b"Title", document).ok()?;
    let title = lopdf::decode_text_string(title).ok()?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty() && title.len() < 1000).then_some(title)
}
