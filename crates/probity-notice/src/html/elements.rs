//! What elements of HTML are to somebody who reads the page (HTML Standard, 15.3: rendering).

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `h1` to `h6`.
    Heading(u8),
    /// `p`.
    Paragraph,
    /// Any other block.
    Division,
    /// `ul`, `ol`, `menu`.
    List {
        /// Its items are numbered.
        ordered: bool,
    },
    /// `dl`.
    Definitions,
    /// `li`.
    Item,
    /// `dt`.
    Term,
    /// `dd`.
    Definition,
    /// `table`.
    Table,
    /// `thead`, `tbody`, `tfoot`.
    Rows {
        /// It is the head.
        header: bool,
    },
    /// `tr`.
    Row,
    /// `td`, `th`.
    Cell {
        /// It is a `th`.
        header: bool,
    },
    /// `caption`.
    Caption,
    /// `pre`.
    Preformatted,
    /// `br`.
    Break,
    /// `hr`.
    Rule,
    /// `a`.
    Link,
    /// `b`, `strong`.
    Bold,
    /// An element without an end tag that shows no words.
    Void,
    /// `title` of the page.
    Title,
    /// What browsers do not show, and why not.
    Unshown(Unshown),
    /// Anything else: a part of the line.
    Inline,
}

/// Why words are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unshown {
    /// Scripts and styles: code, not words.
    Code,
    /// Form controls, pictures and what stands in for them: no sentence of a notice.
    Control,
    /// Somebody hid it: `hidden`, `aria-hidden`, `display: none`, `template`.
    Hidden,
    /// Shown only without scripts.
    NoScript,
    /// Struck out.
    Struck,
    /// A remark for whoever writes the page.
    Comment,
    /// A part of the page that is around its words on every page.
    Around,
    /// What a file says about itself before its text.
    FrontMatter,
}

/// A part of a page that is its words, or is around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `main`.
    Main,
    /// `article`.
    Article,
    /// `nav`.
    Navigation,
}

pub(crate) fn kind(name: &[u8]) -> Kind {
    match name {
        b"h1" => Kind::Heading(1),
        b"h2" => Kind::Heading(2),
        b"h3" => Kind::Heading(3),
        b"h4" => Kind::Heading(4),
        b"h5" => Kind::Heading(5),
        b"h6" => Kind::Heading(6),
        b"p" => Kind::Paragraph,
        b"html" | b"body" | b"div" | b"section" | b"article" | b"main" | b"header" | b"footer" | b"nav"
        | b"aside" | b"blockquote" | b"figure" | b"figcaption" | b"address" | b"form" | b"fieldset"
        | b"legend" | b"details" | b"summary" | b"center" | b"hgroup" | b"search" | b"dir" => Kind::Division,
        b"ul" | b"menu" => Kind::List { ordered: false },
        b"ol" => Kind::List { ordered: true },
        b"dl" => Kind::Definitions,
        b"li" => Kind::Item,
        b"dt" => Kind::Term,
        b"dd" => Kind::Definition,
        b"table" => Kind::Table,
        b"thead" => Kind::Rows { header: true },
        b"tbody" | b"tfoot" => Kind::Rows { header: false },
        b"tr" => Kind::Row,
        b"td" => Kind::Cell { header: false },
        b"th" => Kind::Cell { header: true },
        b"caption" => Kind::Caption,
        b"pre" | b"listing" | b"plaintext" | b"xmp" => Kind::Preformatted,
        b"br" => Kind::Break,
        b"hr" => Kind::Rule,
        b"a" => Kind::Link,
        b"b" | b"strong" => Kind::Bold,
        b"area" | b"base" | b"basefont" | b"bgsound" | b"col" | b"embed" | b"frame" | b"img" | b"input"
        | b"keygen" | b"link" | b"meta" | b"param" | b"source" | b"track" | b"wbr" => Kind::Void,
        b"title" => Kind::Title,
        b"script" | b"style" => Kind::Unshown(Unshown::Code),
        b"select" | b"option" | b"optgroup" | b"datalist" | b"textarea" | b"svg" | b"iframe" | b"object"
        | b"audio" | b"video" | b"canvas" | b"noembed" | b"noframes" | b"rp" | b"progress" | b"meter" => {
            Kind::Unshown(Unshown::Control)
        }
        b"template" => Kind::Unshown(Unshown::Hidden),
        b"noscript" => Kind::Unshown(Unshown::NoScript),
        b"del" | b"s" | b"strike" => Kind::Unshown(Unshown::Struck),
        _ => Kind::Inline,
    }
}

pub(crate) fn part(name: &[u8], role: &str) -> Option<Part> {
    match (name, role) {
        (_, "main") => Some(Part::Main),
        (_, "article") => Some(Part::Article),
        (_, "navigation") => Some(Part::Navigation),
        (b"main", _) => Some(Part::Main),
        (b"article", _) => Some(Part::Article),
        (b"nav", _) => Some(Part::Navigation),
        _ => None,
    }
}

impl Kind {
    /// A part of the line: its end leaves blocks inside it open.
    pub(crate) fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Link | Self::Bold | Self::Inline | Self::Unshown(Unshown::Struck | Unshown::Control)
        )
    }

    /// It has no end tag.
    pub(crate) fn is_void(self) -> bool {
        matches!(self, Self::Break | Self::Rule | Self::Void)
    }

    /// A paragraph ends where it begins.
    pub(crate) fn ends_a_paragraph(self) -> bool {
        matches!(
            self,
            Self::Heading(_)
                | Self::Paragraph
                | Self::Division
                | Self::List { .. }
                | Self::Definitions
                | Self::Item
                | Self::Term
                | Self::Definition
                | Self::Table
                | Self::Preformatted
                | Self::Rule
        )
    }
}
