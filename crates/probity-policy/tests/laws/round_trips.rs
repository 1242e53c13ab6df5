//! Text, statements and projection say the same.

use crate::generator::Generator;
use crate::validator::violations;
use probity_policy::grammar::{self, Place, Statement, from_json, json_schema, print, to_json};
use probity_policy::{format, syntax};
use probity_source::{Sources, Span};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn read(text: &str) -> (Vec<Statement>, Vec<String>) {
    let mut sources = Sources::new();
    let id = sources.add("test", text);
    let (tree, mut faults) = syntax::parse(id, text);
    let (statements, more) = grammar::read(text, &tree);
    faults.extend(more);
    (statements, faults.into_iter().map(|fault| fault.message).collect())
}

/// The same without what only places tell: whether a sentence is unconfirmed is said, where is not.
fn said(statements: &[Statement]) -> String {
    to_json(statements).to_string()
}

fn nowhere() -> Span {
    let mut sources = Sources::new();
    Span::new(sources.add("nowhere", ""), 0, 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_is_printed_is_read_again(numbers in proptest::collection::vec(any::<u32>(), 0..120)) {
        let statements = Generator::new(&numbers).statements(Place::File, 0);
        let text = print(&statements);
        let (again, faults) = read(&text);
        prop_assert!(faults.is_empty(), "{}\n{:?}", text, faults);
        prop_assert_eq!(said(&again), said(&statements), "{}", text);
        prop_assert_eq!(print(&again), text);
    }

    #[test]
    fn what_is_formatted_says_the_same(numbers in proptest::collection::vec(any::<u32>(), 0..120)) {
        let statements = Generator::new(&numbers).statements(Place::File, 0);
        let formatted = format(&print(&statements));
        let (again, faults) = read(&formatted);
        prop_assert!(faults.is_empty(), "{}\n{:?}", formatted, faults);
        prop_assert_eq!(said(&again), said(&statements), "{}", formatted);
    }

    #[test]
    fn a_projection_is_read_again_and_follows_the_schema(
        numbers in proptest::collection::vec(any::<u32>(), 0..120),
    ) {
        let statements = Generator::new(&numbers).statements(Place::File, 0);
        let json = to_json(&statements);
        let (again, faults) = from_json(&json, nowhere());
        prop_assert_eq!(faults, []);
        prop_assert_eq!(to_json(&again), json.clone());
        let schema = json_schema();
        prop_assert_eq!(violations(&schema, &schema, &json, ""), Vec::<String>::new());
    }
}

#[test]
fn every_rule_survives_with_every_choice_taken() {
    let mut faults: BTreeMap<&str, String> = BTreeMap::new();
    for rule in grammar::rules::all() {
        for seed in 0..200_u32 {
            let numbers: Vec<u32> =
                (0..100).map(|at| seed.wrapping_mul(2_654_435_761).rotate_left(at) >> 3).collect();
            let statement = Generator::new(&numbers).statement(rule, 2);
            let text = print(std::slice::from_ref(&statement));
            let (again, found) = match heading(rule) {
                Some(outer) => {
                    let (mut outers, found) = read(&format!("{outer} {{\n{text}}}\n"));
                    (outers.pop().map(|outer| outer.block).unwrap_or_default(), found)
                }
                None => read(&text),
            };
            if !found.is_empty() || said(&again) != said(&[statement]) {
                faults.entry(rule.name).or_insert(format!("{text}{found:?}"));
            }
        }
    }
    let listed: Vec<&String> = faults.values().collect();
    assert!(faults.is_empty(), "{listed:#?}");
}

/// The heading of the block that a rule stands in.
fn heading(rule: &grammar::Rule) -> Option<&'static str> {
    if rule.place == Place::File {
        return None;
    }
    let outer =
        grammar::rules::all().find(|outer| outer.block == Some(rule.place) && outer.place == Place::File)?;
    outer.example.split('{').next()
}
