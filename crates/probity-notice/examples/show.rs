use std::collections::BTreeMap;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let reading = probity_notice::read(&text);
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for p in &reading.practices {
        *counts.entry(p.kind).or_default() += 1;
        let c = &reading.outline.clauses[p.clause];
        println!("{} L{} {:?} {} {} | {}", c.id, c.lines.0, p.kind, p.rule, serde_json::to_string(&p.value).unwrap(), &text[p.span.clone()]);
    }
    println!("{} clauses, {} practices {:?}", reading.outline.clauses.len(), reading.practices.len(), counts);
    for f in probity_notice::lint(&text, &reading) {
        let lines: Vec<usize> = f.evidence.iter().map(|r| text[..r.start].matches('\n').count() + 1).collect();
        println!("LINT {} {:?} {:?} | {}", f.code, f.severity, lines, f.evidence.first().map_or("", |r| &text[r.clone()]));
    }
}
