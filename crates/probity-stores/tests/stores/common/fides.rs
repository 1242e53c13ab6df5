//! A public sample shop, whose script is written for PostgreSQL, in the words of the other engines.

use probity_stores::Engine;

/// The shop's tables and rows. Where there is one schema only, the tables of the second are called `backup_…`.
pub(crate) fn shop(script: &str, engine: Engine) -> String {
    if engine == Engine::Postgres {
        return script.to_owned();
    }
    let mut lines = Vec::new();
    for line in script.lines() {
        if line.starts_with("ALTER SEQUENCE") || line.starts_with("CREATE SCHEMA") {
            continue;
        }
        let line = line
            .replace("public.", "")
            .replace("backup_schema.", "backup_")
            .replace("SERIAL PRIMARY KEY", "INT PRIMARY KEY")
            .replace("price MONEY", "price DECIMAL(10,2)")
            .replace("'$", "'")
            // On MariaDB a timestamp would be set anew by itself.
            .replace(" TIMESTAMP", " DATETIME");
        lines.push(match line.split_once(" (LIKE ") {
            Some((create, rest)) => {
                let like = rest.split(' ').next().unwrap_or_default();
                format!("{create} AS SELECT * FROM {like} WHERE 1 = 0;")
            }
            None => line,
        });
    }
    lines.join("\n")
}
