fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let reading = probity_notice::read(&text);
    println!("{}", probity_notice::draft(&text, &reading, "notice.md").code);
}
