//! What a page shows: each piece of text with its place, size and type (ISO 32000-1, 9.4).
//!
//! INVARIANT (BOUNDED): operations, pieces and the depth of forms in forms are limited over the whole document.

use super::Limits;
use super::font::Font;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Words at one place.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// From where to where, in points from the left of the page.
    pub(super) left: f32,
    pub(super) right: f32,
    /// The line that the letters stand on, in points from the foot of the page.
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Nobody sees it; programs that recognise letters in pictures write so.
    pub(super) is_unseen: bool,
    pub(super) text: String,
}

/// All that a page shows as text.
#[derive(Debug, Default)]
pub(super) struct Shows {
    pub(super) runs: Vec<Run>,
    /// Codes of which nobody can tell the characters.
    pub(super) unknown: usize,
    /// Letters that stand across the page, such as stamps.
    pub(super) turned: usize,
    /// It shows a picture.
    pub(super) has_picture: bool,
}

/// A matrix: six numbers, as PDF writes them.
#[derive(Clone, Copy, Debug)]
struct Matrix([f32; 6]);

impl Matrix {
    const NONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this one, then the other.
    fn then(self, other: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    fn shift(right: f32, up: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, right, up])
    }
}

#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
    mode: i64,
}

const DEEPEST_FORM: usize = 8;
const DEEPEST_STATE: usize = 64;

/// Reads pages, and knows the fonts that were read.
pub(super) struct Reader<'d> {
    document: &'d Document,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, fonts: BTreeMap::new() }
    }

    pub(super) fn page(&mut self, page: ObjectId, limits: &mut Limits) -> Shows {
        let mut shows = Shows::default();
        let mut content = Vec::new();
        for stream in self.document.get_page_contents(page) {
            let stream = self.document.get_object(stream).and_then(Object::as_stream);
            if let Some(bytes) = stream.ok().and_then(|stream| limits.content(stream)) {
                content.extend_from_slice(&bytes);
                content.push(b'\n');
            }
        }
        let resources = self.resources_of(page);
        let state = State {
            place: Matrix::NONE,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        self.content(&content, &resources, state, 0, &mut shows, limits);
        shows
    }

    /// The resources of a page, which may be those of what is above it.
    fn resources_of(&self, page: ObjectId) -> Vec<&'d Dictionary> {
        let Ok((own, others)) = self.document.get_page_resources(page) else { return Vec::new() };
        own.into_iter()
            .chain(others.into_iter().filter_map(|id| self.document.get_dictionary(id).ok()))
            .collect()
    }

    fn named(
        &self,
        resources: &[&'d Dictionary],
        kind: &[u8],
        name: &[u8],
    ) -> Option<(Option<ObjectId>, &'d Object)> {
        resources.iter().find_map(|resources| {
            let all = resources.get_deref(kind, self.document).ok()?.as_dict().ok()?;
            self.document.dereference(all.get(name).ok()?).ok()
        })
    }

    fn font(&mut self, resources: &[&'d Dictionary], name: &[u8], limits: &mut Limits) -> Option<Rc<Font>> {
        let (id, object) = self.named(resources, b"Font", name)?;
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::read(self.document, object.as_dict().ok()?, limits));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    fn content(
        &mut self,
        bytes: &[u8],
        resources: &[&'d Dictionary],
        mut state: State,
        depth: usize,
        shows: &mut Shows,
        limits: &mut Limits,
    ) {
        let mut kept: Vec<State> = Vec::new();
        let (mut line, mut text) = (Matrix::NONE, Matrix::NONE);
        for operation in Content::decode_iter(&without_pictures(bytes)) {
            let Ok(operation) = operation else { return };
            if !limits.take_operation() {
                return;
            }
            let number =
                |at: usize| operation.operands.get(at).and_then(|one| one.as_float().ok()).unwrap_or(0.0);
            match operation.operator.as_str() {
                "q" if kept.len() < DEEPEST_STATE => kept.push(state.clone()),
                "Q" => state = kept.pop().unwrap_or(state),
                "cm" => state.place = matrix(&operation).then(state.place),
                "BT" => (line, text) = (Matrix::NONE, Matrix::NONE),
                "Tc" => state.letter_space = number(0),
                "Tw" => state.word_space = number(0),
                "Tz" => state.stretch = number(0) / 100.0,
                "TL" => state.leading = number(0),
                "Ts" => state.rise = number(0),
                "Tr" => {
                    state.mode = operation.operands.first().and_then(|one| one.as_i64().ok()).unwrap_or(0)
                }
                "Tf" => {
                    let name = operation.operands.first().and_then(|one| one.as_name().ok());
                    state.font = name.and_then(|name| self.font(resources, name, limits));
                    state.size = number(1);
                }
                "Td" => {
                    line = Matrix::shift(number(0), number(1)).then(line);
                    text = line;
                }
                "TD" => {
                    state.leading = -number(1);
                    line = Matrix::shift(number(0), number(1)).then(line);
                    text = line;
                }
                "Tm" => {
                    line = matrix(&operation);
                    text = line;
                }
                "T*" => {
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = line;
                }
                "Tj" => show(&state, &mut text, operation.operands.first(), shows, limits),
                "'" | "\"" => {
                    if operation.operator == "\"" {
                        (state.word_space, state.letter_space) = (number(0), number(1));
                    }
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = line;
                    show(&state, &mut text, operation.operands.last(), shows, limits);
                }
                "TJ" => {
                    for part in
                        operation.operands.first().and_then(|one| one.as_array().ok()).into_iter().flatten()
                    {
                        match part.as_float() {
                            Ok(back) => {
                                let by = -back / 1000.0 * state.size * state.stretch;
                                text = Matrix::shift(by, 0.0).then(text);
                            }
                            Err(_) => show(&state, &mut text, Some(part), shows, limits),
                        }
                    }
                }
                "Do" => {
                    let name = operation.operands.first().and_then(|one| one.as_name().ok());
                    let found = name.and_then(|name| self.named(resources, b"XObject", name));
                    let Some(stream) = found.and_then(|(_, object)| object.as_stream().ok()) else {
                        continue;
                    };
                    match stream.dict.get(b"Subtype").and_then(Object::as_name) {
                        Ok(b"Form") if depth < DEEPEST_FORM && limits.take_form() => {
                            let own =
                                stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
                            let own: Vec<&Dictionary> =
                                own.map_or_else(|_| resources.to_vec(), |own| vec![own]);
                            let placed =
                                stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
                            let mut inner = state.clone();
                            if let Ok(numbers) = placed {
                                inner.place = of_numbers(numbers).then(inner.place);
                            }
                            if let Some(bytes) = limits.content(stream) {
                                self.content(&bytes, &own, inner, depth + 1, shows, limits);
                            }
                        }
                        Ok(b"Image") => shows.has_picture = true,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

/// The content without the pictures in it, whose bytes are no operations: `BI … ID … EI`.
fn without_pictures(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
    let word = |at: usize, word: &[u8; 2]| {
        bytes.get(at..at + 2) == Some(word)
            && is_apart(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && is_apart(bytes.get(at + 2))
    };
    let mut out: Vec<u8> = Vec::new();
    let (mut at, mut copied, mut depth) = (0, 0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if depth > 0 => at += 1,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'B' if depth == 0 && word(at, b"BI") => {
                let data = (at..bytes.len()).find(|at| word(*at, b"ID"));
                let end = data.and_then(|data| (data + 2..bytes.len()).find(|at| word(*at, b"EI")));
                let Some(end) = end else { break };
                out.extend_from_slice(bytes.get(copied..at).unwrap_or_default());
                copied = end + 2;
                at = end + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

fn matrix(operation: &Operation) -> Matrix {
    of_numbers(&operation.operands)
}

fn of_numbers(numbers: &[Object]) -> Matrix {
    let mut all = Matrix::NONE.0;
    for (one, number) in all.iter_mut().zip(numbers) {
        *one = number.as_float().unwrap_or(0.0);
    }
    Matrix(all)
}

/// Shows a text and moves on by its width.
fn show(state: &State, text: &mut Matrix, said: Option<&Object>, shows: &mut Shows, limits: &mut Limits) {
    let (Some(font), Some(Ok(bytes))) = (&state.font, said.map(Object::as_str)) else { return };
    let start = place(state, *text);
    let mut words = String::new();
    for shown in font.shown(bytes) {
        match shown.characters {
            Some(characters) => words.push_str(&characters),
            None => shows.unknown += 1,
        }
        let stretched = if shown.is_space { state.word_space } else { 0.0 };
        let by = (shown.width / 1000.0 * state.size + state.letter_space + stretched) * state.stretch;
        *text = Matrix::shift(by, 0.0).then(*text);
    }
    let [a, b, c, d, left, base] = start.0;
    let [_, _, _, _, right, _] = place(state, *text).0;
    let size = c.hypot(d) * state.size.abs();
    let across = b.abs() > a.abs();
    if words.is_empty() || !left.is_finite() || !base.is_finite() || !right.is_finite() || !size.is_finite() {
        return;
    }
    if across {
        shows.turned += words.chars().count();
    } else if limits.take_text(words.len()) {
        shows.runs.push(Run {
            left: left.min(right),
            right: right.max(left),
            base,
            size,
            is_bold: font.is_bold,
            is_unseen: state.mode == 3,
            text: words,
        });
    }
}

fn place(state: &State, text: Matrix) -> Matrix {
    Matrix::shift(0.0, state.rise).then(text).then(state.place)
}
