//! A notice that was written as a page and is read again is the code that it was written from.

use crate::rendered::{assert_comes_back, english, example};

#[test]
fn a_page_reads_back_as_the_code_that_it_was_written_from() {
    for name in ["marsproxies", "vpn"] {
        let project = example(name);
        let page = english(&project).html();
        let read = crate::formats::html(&page);
        assert_comes_back(&format!("{name}, HTML"), &project, read.text());
    }
}
