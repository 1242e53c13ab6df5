//! Reading the data sets with published answers: their SQL in the words of our engines, and their answers.

use probity_stores::Engine;

/// The statements of a data set without its annotations, which the test says as a data map instead.
pub(crate) fn plain_sql(text: &str, engine: Engine) -> String {
    let text = text
        .replace("\\\n", "\n")
        .replace("DATA_SUBJECT TABLE", "TABLE")
        .replace("INT OWNED_BY user(id)", "INT")
        .replace("INT OWNS t(id)", "INT")
        .replace("varchar(255) OWNED_BY users(email)", "varchar(255)")
        .replace("OWNED_BY", "REFERENCES")
        .replace("datetime", "timestamp");
    let text: Vec<String> = text
        .lines()
        .map(|line| match line.contains("ACCESSED_BY") || line.contains("FOREIGN KEY") {
            // The sets were made for an engine that does not enforce references.
            true => String::new(),
            false => line.to_owned(),
        })
        .collect();
    let text = text.join("\n").replace(", \n\n);", "\n);").replace(", \n);", "\n);");
    let text = fix_commas(&text);
    match engine {
        Engine::Postgres => text
            .replace("id int AUTO_INCREMENT", "id serial")
            .replace("TABLE user ", "TABLE \"user\" ")
            .replace("INTO user ", "INTO \"user\" "),
        Engine::MariaDb => text,
        Engine::Sqlite => {
            let text = text.replace("id int AUTO_INCREMENT", "id integer");
            text.replace("TABLE user ", "TABLE \"user\" ")
        }
    }
}

/// Commas that stood before a line that was taken out.
fn fix_commas(text: &str) -> String {
    let mut result = String::new();
    for part in text.split(')') {
        let trimmed = part.trim_end();
        match trimmed.strip_suffix(',') {
            Some(without) if !result.is_empty() || !without.is_empty() => result.push_str(without),
            _ => result.push_str(part),
        }
        result.push(')');
    }
    result.pop();
    result
}

/// The blocks of an answer file, each sorted.
pub(crate) fn answer_blocks(text: &str) -> Vec<Vec<String>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines() {
        if line.trim() == ";" {
            blocks.push(Vec::new());
        } else if !line.is_empty() {
            blocks.last_mut().unwrap().push(line.to_owned());
        }
    }
    blocks.iter_mut().for_each(|block| block.sort());
    blocks
}
