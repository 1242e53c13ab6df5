//! What the service says, in XML: a flat list of things with flat entries is all that is read of it.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// The most that is read of one answer.
pub(super) const LONGEST: usize = 8 << 20;

/// Names and texts.
pub(super) type Entries = BTreeMap<String, String>;

/// An answer: the texts directly under its root, and the entries of what stands there with entries of its own.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) root: String,
    pub(super) texts: Entries,
    pub(super) things: Vec<(String, Entries)>,
}

impl Answer {
    /// Reads an answer; nothing when it is no XML.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().trim_text(false);
        let mut answer = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut entries = Entries::new();
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    path.push(name(tag.local_name().as_ref()));
                    text.clear();
                }
                Event::Empty(tag) if path.is_empty() => answer.root = name(tag.local_name().as_ref()),
                Event::Text(part) => text.push_str(&part.decode().ok()?),
                Event::CData(part) => text.push_str(&part.decode().ok()?),
                Event::GeneralRef(part) => {
                    let letter = match part.resolve_char_ref().ok()? {
                        Some(letter) => letter.to_string(),
                        None => {
                            quick_xml::escape::resolve_predefined_entity(&part.decode().ok()?)?.to_owned()
                        }
                    };
                    text.push_str(&letter);
                }
                Event::End(_) => {
                    let ended = path.pop()?;
                    let said = std::mem::take(&mut text);
                    match path.len() {
                        0 => answer.root = ended,
                        1 if entries.is_empty() => {
                            answer.texts.insert(ended, said);
                        }
                        1 => answer.things.push((ended, std::mem::take(&mut entries))),
                        // The first, because of an owner's entries within an entry only the entry counts.
                        2 => {
                            entries.entry(ended).or_insert(said);
                        }
                        // `TagSet` of an answer has things a level deeper.
                        3 if path.get(1).is_some_and(|name| name == "TagSet") => {
                            entries.insert(ended.clone(), said.clone());
                            if ended == "Value" {
                                answer.things.push(("Tag".to_owned(), std::mem::take(&mut entries)));
                            }
                        }
                        3 => {
                            if let Some(outer) = path.get(2) {
                                entries.insert(format!("{outer}.{ended}"), said);
                            }
                        }
                        _ => {}
                    }
                }
                Event::Eof => return path.is_empty().then_some(answer),
                _ => {}
            }
        }
    }

    /// A text directly under the root.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Whether a list goes on.
    pub(super) fn goes_on(&self) -> bool {
        self.text("IsTruncated") == Some("true")
    }

    /// The things of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Entries> {
        self.things.iter().filter(move |(known, _)| known == name).map(|(_, entries)| entries)
    }

    /// A key or the like, which is encoded when the answer says so.
    pub(super) fn key(&self, written: &str) -> Option<String> {
        if self.text("EncodingType") == Some("url") {
            super::escape::unescaped(written, true)
        } else {
            Some(written.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn things_and_texts_are_told_apart() {
        let answer = Answer::read(
            b"<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
              <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\n \
              <Contents><Key>a+b%2Bc&amp;&#100;</Key><Size>3</Size><Owner><ID>x</ID></Owner></Contents>\
              <Contents><Key>b</Key><Size>4</Size></Contents><Prefix/></ListBucketResult>",
        )
        .unwrap();
        assert_eq!(answer.root, "ListBucketResult");
        assert!(answer.goes_on());
        let keys: Vec<String> =
            answer.all("Contents").map(|entries| answer.key(&entries["Key"]).unwrap()).collect();
        assert_eq!(keys, ["a b+c&d", "b"]);
        let first = answer.all("Contents").next().unwrap();
        assert_eq!((first["Size"].as_str(), first["Owner.ID"].as_str()), ("3", "x"));
    }

    #[test]
    fn tags_are_read() {
        let answer = Answer::read(
            b"<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value></Value></Tag></TagSet></Tagging>",
        )
        .unwrap();
        let tags: Vec<(&str, &str)> =
            answer.all("Tag").map(|tag| (tag["Key"].as_str(), tag["Value"].as_str())).collect();
        assert_eq!(tags, [("a", "1"), ("b", "")]);
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_are_read_or_not_and_nothing_breaks(bytes: Vec<u8>) {
            let _ = Answer::read(&bytes);
        }

        #[test]
        fn anything_like_xml_is_read_or_not(text in "[<>/&;a-cA-C \"=!\\-\\[\\]#x0-9]{0,60}") {
            let _ = Answer::read(text.as_bytes());
        }
    }
}
