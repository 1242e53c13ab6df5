//! Made-up rows for a schema: its text is read for tables, columns, keys and the words in its remarks, and rows
//! are made that fit. The same schema gives the same rows, whether its foreign keys are declared or left out.
//!
//! INVARIANT (MADE-UP): no name, address or number belongs to anybody.

use std::collections::BTreeMap;

/// A table of a schema's text.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// Whether its remark says that its rows are people.
    pub(crate) people: bool,
    unique_together: Vec<Vec<String>>,
}

/// A column of a schema's text.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    kind: String,
    required: bool,
    unique: bool,
    primary: bool,
    /// Table and column that it refers to, declared or only meant.
    pub(crate) refers: Option<(String, String)>,
    /// What its remark says of the row it refers to: `belongs`, `owns`, `mentions`; empty when nothing.
    pub(crate) part: String,
    words: Vec<String>,
}

const GIVEN: &[&str] = &[
    "Anna", "Peter", "Maria", "Jan", "Olga", "Pierre", "Ines", "Tom", "Laura", "Ahmed", "Mei", "Carlos",
    "Sofia", "David", "Emma", "Lukas",
];
const FAMILY: &[&str] = &[
    "Berg", "Rossi", "Kowalski", "Martin", "Petrova", "Smith", "Garcia", "Novak", "Okafor", "Tanaka",
    "Silva", "Jensen",
];
const STREETS: &[&str] = &["Mill Lane", "Station Road", "High Street", "Oak Avenue", "Church Road"];
const TOWNS: &[&str] = &["Springfield", "Riverton", "Oakville", "Lakeside", "Hillview"];
const THINGS: &[&str] =
    &["Red Chair", "Oak Table", "Tall Lamp", "Soft Rug", "Wall Clock", "Blue Mug", "Steel Pan", "Wool Scarf"];
const SENTENCES: &[&str] = &[
    "I think this works well once the settings are right.",
    "Could somebody explain how the second step is meant to be done?",
    "We had the same problem last week and solved it by starting again.",
    "Thanks a lot, that was exactly what I was looking for today.",
    "Please leave the parcel with the neighbour if nobody opens the door.",
];

/// Reads a schema's text: one column a line, table constraints on lines of their own.
pub(crate) fn read(sql: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in sql.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            let (rest, remark) = rest.split_once(" -- ").unwrap_or((rest, ""));
            let name = rest.trim_end_matches(" (").to_owned();
            let people = remark == "people";
            tables.push(Table { name, columns: Vec::new(), people, unique_together: Vec::new() });
        } else if let Some(list) = line.strip_prefix("UNIQUE (").or(line.strip_prefix("PRIMARY KEY (")) {
            let list = list.split(')').next().unwrap();
            let columns = list.split(", ").map(str::to_owned).collect();
            tables.last_mut().unwrap().unique_together.push(columns);
        } else if !line.is_empty() && !line.starts_with("--") && !line.starts_with(')') {
            tables.last_mut().unwrap().columns.push(column(line));
        }
    }
    tables
}

fn column(line: &str) -> Column {
    let (code, remark) = line.split_once(" -- ").unwrap_or((line, ""));
    let mut words = code.split_whitespace();
    let name = words.next().unwrap().to_owned();
    let kind = words.next().unwrap().trim_end_matches(',').to_owned();
    let declared = code.split_once("REFERENCES ").map(|(_, rest)| rest);
    let remarks: Vec<&str> = remark.split("; ").collect();
    let after = |start: &str| remarks.iter().find_map(|remark| remark.strip_prefix(start));
    let part = remarks.iter().find(|remark| ["belongs", "owns", "mentions"].contains(*remark));
    let refers = declared.or(after("to: ")).map(|rest| {
        let (table, column) = rest.split_once('(').unwrap();
        (table.trim().to_owned(), column.split(')').next().unwrap().to_owned())
    });
    Column {
        name,
        kind,
        required: code.contains("NOT NULL") || code.contains("PRIMARY KEY"),
        unique: code.contains("UNIQUE") || code.contains("PRIMARY KEY"),
        primary: code.contains("PRIMARY KEY"),
        refers,
        part: part.map_or_else(String::new, |part| (*part).to_owned()),
        words: after("of: ").map_or_else(Vec::new, |list| list.split('|').map(str::to_owned).collect()),
    }
}

/// The schema's text without its foreign keys.
pub(crate) fn without_keys(sql: &str) -> String {
    sql.lines()
        .map(|line| match line.split_once(" REFERENCES ") {
            Some((before, after)) => {
                let rest = after.split_once(')').map_or("", |(_, rest)| rest);
                let rest = rest.replace(" ON DELETE CASCADE", "");
                format!("{before}{rest}")
            }
            None => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The keys of a schema's text: `posts(user_id) users(id)`.
pub(crate) fn keys(sql: &str) -> Vec<String> {
    read(sql)
        .iter()
        .flat_map(|table| {
            table.columns.iter().filter_map(|column| {
                let (to, to_column) = column.refers.as_ref()?;
                Some(format!("{}({}) {to}({to_column})", table.name, column.name))
            })
        })
        .collect()
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(below.max(1)).unwrap()).unwrap()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

/// The tables such that what is referred to comes first, as far as there is such an order.
fn in_order(tables: &[Table]) -> Vec<&Table> {
    let mut ordered: Vec<&Table> = Vec::new();
    let mut waiting: Vec<&Table> = tables.iter().collect();
    while !waiting.is_empty() {
        let ready = |table: &&Table, required: bool| {
            table.columns.iter().filter(|column| !required || column.required).all(|column| {
                let there = column.refers.as_ref().map(|(to, _)| to);
                there.is_none_or(|to| *to == table.name || ordered.iter().any(|other| other.name == *to))
            })
        };
        let next = waiting
            .iter()
            .position(|table| ready(table, false))
            .or_else(|| waiting.iter().position(|table| ready(table, true)))
            .unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

/// Rows for all tables, as statements in an order that refers to what is there.
pub(crate) fn rows(sql: &str, seed: u64) -> String {
    let tables = read(sql);
    let mut dice = Dice(seed);
    let mut values: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut script = String::new();
    for table in in_order(&tables) {
        // Things of which there are few, and things of which there are many.
        let count = if table.columns.iter().any(|column| column.refers.is_some()) {
            40 + dice.roll(50)
        } else {
            12 + dice.roll(20)
        };
        let mut seen: Vec<Vec<String>> = Vec::new();
        let mut lines = Vec::new();
        for number in 1..=count {
            let row: Vec<String> =
                table.columns.iter().map(|column| value(table, column, number, &values, &mut dice)).collect();
            let key_of = |names: &Vec<String>| -> String {
                names
                    .iter()
                    .map(|name| row[table.columns.iter().position(|one| one.name == *name).unwrap()].clone())
                    .collect::<Vec<_>>()
                    .join("|")
            };
            let mut singles: Vec<String> = table.unique_together.iter().map(key_of).collect();
            singles.extend(
                table.columns.iter().enumerate().filter(|(_, one)| one.unique).map(|(at, _)| row[at].clone()),
            );
            if seen.iter().any(|other| {
                other.iter().zip(&singles).any(|(left, right)| left == right && !left.contains("NULL"))
            }) {
                continue;
            }
            seen.push(singles);
            lines.push(format!("({})", row.join(", ")));
            for (at, column) in table.columns.iter().enumerate() {
                if row[at] != "NULL" {
                    values
                        .entry((table.name.clone(), column.name.clone()))
                        .or_default()
                        .push(row[at].clone());
                }
            }
        }
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        script.push_str(&format!(
            "INSERT INTO {} ({}) VALUES {};\n",
            table.name,
            names.join(", "),
            lines.join(",\n")
        ));
    }
    script
}

fn value(
    table: &Table,
    column: &Column,
    number: usize,
    values: &BTreeMap<(String, String), Vec<String>>,
    dice: &mut Dice,
) -> String {
    if let Some((to, to_column)) = &column.refers {
        let there = values.get(&(to.clone(), to_column.clone()));
        let own = *to == table.name;
        if let Some(there) = there.filter(|there| !there.is_empty())
            && (column.required || dice.roll(5) > usize::from(own) * 2)
        {
            if column.unique && there.len() >= number {
                return there[number - 1].clone();
            }
            return there[dice.roll(there.len())].clone();
        }
        // In a ring of required references somebody has to be first.
        return if column.required { (dice.roll(12) + 1).to_string() } else { "NULL".to_owned() };
    }
    if column.primary && column.words.len() >= number {
        return format!("'{}'", column.words[number - 1]);
    }
    let short = longest(&column.kind).is_some_and(|most| most < 30);
    if column.primary && (column.kind.starts_with("integer") || short) {
        return number.to_string();
    }
    if !column.required && dice.roll(6) == 0 {
        return "NULL".to_owned();
    }
    if !column.words.is_empty() {
        let words: Vec<&str> = column.words.iter().map(String::as_str).collect();
        return format!("'{}'", dice.of(&words));
    }
    let kind = column.kind.as_str();
    let name = column.name.as_str();
    if kind.starts_with("integer") {
        return dice.roll(900).to_string();
    }
    if kind.starts_with("numeric") {
        return format!("{}.{}", dice.roll(90), dice.roll(90) + 10);
    }
    if kind.starts_with("boolean") {
        return if dice.roll(2) == 0 { "true" } else { "false" }.to_owned();
    }
    if kind.starts_with("timestamp") || kind.starts_with("date") {
        let birth = ["birth", "dob", "Geburt", "geburt"].iter().any(|word| name.contains(word));
        let year = if birth { 1950 + dice.roll(50) } else { 2020 + dice.roll(6) };
        let day = format!("{year}-{:02}-{:02}", dice.roll(12) + 1, dice.roll(28) + 1);
        return if kind.starts_with("date") {
            format!("'{day}'")
        } else {
            format!("'{day} {:02}:15:00'", dice.roll(24))
        };
    }
    let text = words(&table.name, name, kind, number, dice);
    let longest = longest(kind).unwrap_or(4_000);
    format!("'{}'", text.chars().take(longest).collect::<String>().replace('\'', "''"))
}

fn longest(kind: &str) -> Option<usize> {
    let (_, rest) = kind.split_once('(')?;
    rest.split([')', ',']).next()?.parse().ok()
}

fn words(table: &str, name: &str, kind: &str, number: usize, dice: &mut Dice) -> String {
    let (given, family) = (dice.of(GIVEN), dice.of(FAMILY));
    let has = |word: &str| name.contains(word);
    let about_people = ["user", "person", "speaker", "customer", "card", "review", "member"]
        .iter()
        .any(|word| table.contains(word));
    if has("email") || has("recipients") || name == "reply_to" || name == "to_address" || has("mail_from") {
        return format!("{}.{}{number}@example.org", given.to_lowercase(), family.to_lowercase());
    }
    if has("ip_address") || has("_ip") {
        return format!("203.0.113.{}", dice.roll(250) + 1);
    }
    if has("user_agent") {
        return "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned();
    }
    if has("phone") {
        return format!("+49 30 {}", 1_000_000 + dice.roll(8_999_999));
    }
    if has("password") {
        return format!("$2y$10${:022x}{:031x}", dice.roll(1 << 30), dice.roll(1 << 30));
    }
    if has("hash")
        || has("token")
        || has("salt")
        || has("sha1")
        || has("secret")
        || has("digest")
        || has("profile_id")
        || has("_key")
        || name == "key"
    {
        return format!("{:016x}{:016x}", dice.roll(1 << 30), dice.roll(1 << 30));
    }
    if name == "username" || name == "nick" {
        return format!("{}{number}", given.to_lowercase());
    }
    if has("firstname") {
        return given.to_owned();
    }
    if has("lastname") {
        return family.to_owned();
    }
    if has("attendee_name") || name == "name_cached" || (name == "name" && about_people) {
        return format!("{given} {family}");
    }
    if has("street") || name == "address1" {
        return format!("{} {}", dice.roll(180) + 1, dice.of(STREETS));
    }
    if name == "city" || name == "location" {
        return dice.of(TOWNS).to_owned();
    }
    if has("zip") {
        return (10_000 + dice.roll(89_999)).to_string();
    }
    if has("url") || has("link") || has("website") {
        return format!("https://example.org/{}/{number}", name.replace('_', "-"));
    }
    if kind == "text" || has("message") || has("title") || has("subject") || has("description") {
        return format!("{} ({number})", dice.of(SENTENCES));
    }
    if name == "number" || name == "code" || has("transaction") || has("response") || has("tracking") {
        return format!("R{}", 100_000_000 + dice.roll(800_000_000));
    }
    if let Some(value) = other_words(&name.to_lowercase(), kind, number, (given, family), dice) {
        return value;
    }
    format!("{} {number}", dice.of(THINGS))
}

/// Names in other spellings and in German.
fn other_words(
    name: &str,
    kind: &str,
    number: usize,
    (given, family): (&str, &str),
    dice: &mut Dice,
) -> Option<String> {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let is = |words: &[&str]| words.contains(&name);
    Some(if kind == "char(36)" {
        format!("{:08x}-0000-4000-8000-{:012x}", dice.roll(1 << 30), dice.roll(1 << 30))
    } else if has(&["mail"]) && !kind.starts_with("text") {
        format!("{}.{}{number}@example.org", given.to_lowercase(), family.to_lowercase())
    } else if has(&["passw", "user_pass"]) {
        format!("$2y$10${:022x}{:031x}", dice.roll(1 << 30), dice.roll(1 << 30))
    } else if is(&["vorname", "first_name", "given_name", "fname", "firstname"]) {
        given.to_owned()
    } else if is(&["nachname", "last_name", "family_name", "lname", "surname", "lastname"]) {
        family.to_owned()
    } else if is(&["uid", "userid", "loginname", "user_login", "benutzername", "login", "user_name"]) {
        format!("{}{number}", given.to_lowercase())
    } else if is(&["full_name", "display_name", "displayname", "user_real_name", "kontoinhaber"])
        || is(&["holder_name", "embossed_name", "contact_name", "ansprechpartner", "comment_author"])
    {
        format!("{given} {family}")
    } else if has(&["telefon", "mobile"]) {
        format!("+49 30 {}", 1_000_000 + dice.roll(8_999_999))
    } else if has(&["strasse"]) || is(&["address"]) {
        format!("{} {}", dice.of(STREETS), dice.roll(180) + 1)
    } else if is(&["ort"]) {
        dice.of(TOWNS).to_owned()
    } else if is(&["plz", "postcode", "postal_code"]) {
        (10_000 + dice.roll(89_999)).to_string()
    } else if is(&["iban"]) {
        // The standard's own example.
        "DE89370400440532013000".to_owned()
    } else if is(&["ip", "lastip"]) || name.ends_with("_ip") {
        format!("203.0.113.{}", dice.roll(250) + 1)
    } else {
        return None;
    })
}
