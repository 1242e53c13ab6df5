//! Rust source with everything blanked out that is not code of the product: comments, the
//! insides of strings, and items under `#[cfg(test)]`.
//!
//! It is a scanner and no parser: it knows where text begins and ends, which braces match,
//! and nothing about meaning. Lines keep their numbers.

/// The source with comments and the insides of strings and character literals turned into spaces.
pub(super) fn without_text(source: &str) -> String {
    let characters: Vec<char> = source.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let mut code = String::with_capacity(source.len());
    let mut index = 0;
    while index < characters.len() {
        let length = match at(index) {
            '/' if at(index + 1) == '/' => count(&characters, index, |rest| rest != '\n'),
            '/' if at(index + 1) == '*' => block_comment(&characters, index),
            '"' => string(&characters, index),
            '\'' => character_literal(&characters, index),
            'r' if !part_of_word(&characters, index) => raw_string(&characters, index),
            _ => 0,
        };
        if length == 0 {
            code.push(at(index));
            index += 1;
        } else {
            for blanked in characters.iter().skip(index).take(length) {
                code.push(if *blanked == '\n' { '\n' } else { ' ' });
            }
            index += length;
        }
    }
    code
}

/// Code without the items that only tests are built with, and the names of the test
/// modules that lie in files of their own.
pub(super) fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::with_capacity(code.len());
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once(MARK) {
        kept.push_str(before);
        let length = item_length(after);
        let (item, remaining) = after.split_at_checked(length).unwrap_or((after, ""));
        if let Some(name) = item.trim_end().strip_suffix(';').and_then(module_name) {
            modules.push(name.to_owned());
        }
        // The lines stay, so that findings behind the item keep their numbers.
        kept.extend(item.chars().filter(|character| *character == '\n'));
        rest = remaining;
    }
    kept.push_str(rest);
    (kept, modules)
}

/// The length in bytes of the item at the beginning: up to its semicolon or its closing brace.
fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '{' | '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

fn module_name(item: &str) -> Option<&str> {
    let mut words = item.split_whitespace().rev();
    let name = words.next()?;
    (words.next()? == "mod").then_some(name)
}

fn count(characters: &[char], from: usize, holds: impl Fn(char) -> bool) -> usize {
    characters.iter().skip(from).take_while(|character| holds(**character)).count()
}

fn part_of_word(characters: &[char], index: usize) -> bool {
    index
        .checked_sub(1)
        .and_then(|before| characters.get(before))
        // A byte string's `b` belongs to the string.
        .is_some_and(|before| {
            (before.is_alphanumeric() || *before == '_') && *before != 'b' && *before != 'c'
        })
}

fn block_comment(characters: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut index = from;
    while index < characters.len() {
        match (characters.get(index), characters.get(index + 1)) {
            (Some('/'), Some('*')) => {
                depth += 1;
                index += 2;
            }
            (Some('*'), Some('/')) => {
                depth = depth.saturating_sub(1);
                index += 2;
                if depth == 0 {
                    break;
                }
            }
            _ => index += 1,
        }
    }
    index.min(characters.len()) - from
}

fn string(characters: &[char], from: usize) -> usize {
    let mut index = from + 1;
    while let Some(character) = characters.get(index) {
        match character {
            '\\' => index += 2,
            '"' => return index + 1 - from,
            _ => index += 1,
        }
    }
    characters.len() - from
}

/// Zero for a lifetime, which ends in no quote.
fn character_literal(characters: &[char], from: usize) -> usize {
    match (characters.get(from + 1), characters.get(from + 2)) {
        (Some('\\'), _) => {
            let closing = characters.iter().skip(from + 3).position(|character| *character == '\'');
            closing.map_or(0, |closing| closing + 4)
        }
        (Some(_), Some('\'')) => 3,
        _ => 0,
    }
}

/// Zero when no raw string begins here.
fn raw_string(characters: &[char], from: usize) -> usize {
    let hashes = count(characters, from + 1, |character| character == '#');
    if characters.get(from + 1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut index = from + 2 + hashes;
    while index < characters.len() {
        if characters.get(index) == Some(&'"')
            && count(characters, index + 1, |character| character == '#') >= hashes
        {
            return index + 1 + hashes - from;
        }
        index += 1;
    }
    characters.len() - from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_and_code_stays() {
        let source = "let a = \"std::fs \\\" x\"; // std::net\n/* a /* b */ std::env */ let b = r#\"tokio\"#; 'x' '\\'' &'a str";
        let code = without_text(source);
        for hidden in ["std::", "tokio", "x"] {
            assert!(!code.contains(hidden), "{hidden}: {code}");
        }
        assert!(code.contains("let a =") && code.contains("let b =") && code.contains("&'a str"), "{code}");
        assert_eq!(code.lines().count(), source.lines().count());
    }

    #[test]
    fn words_that_end_in_r_begin_no_raw_string() {
        assert_eq!(without_text("for\"x\"; bar\"y\""), "for   ; bar   ");
        assert_eq!(without_text("br\"tokio\" r#type"), "b         r#type");
    }

    #[test]
    fn items_for_tests_are_left_out_and_lines_keep_their_numbers() {
        let source = "fn a() {}\n#[cfg(test)]\n#[derive(Debug)]\nmod tests {\n    use std::fs;\n}\nfn b() {}\n#[cfg(test)]\nuse std::env;\nfn c() {}";
        let (code, modules) = without_tests(source);
        assert!(!code.contains("std"), "{code}");
        assert!(modules.is_empty());
        let line = |text: &str| text.lines().position(|line| line == "fn c() {}");
        assert_eq!(line(&code), line(source));
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        assert_eq!(without_tests("#[cfg(test)]\nmod tests;\nmod other;").1, ["tests"]);
    }

    #[test]
    fn unfinished_text_ends_with_the_file() {
        for source in
            ["\"a", "/* a", "r##\"a\"#", "'\\", "#[cfg(test)]", "#[cfg(test)] mod a {", "'", "r", "\\"]
        {
            let _ = without_tests(&without_text(source));
        }
    }
}
