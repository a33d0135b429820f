//! Lines that may be conditions.

use stagedoor::base::condition::Condition;

use super::Chance;

const PARTS: &[&str] = &[
    "tier",
    "tag",
    "country",
    "language",
    "tenure",
    "number",
    "age",
    "joined",
    "consents",
    "everyone",
    "member",
    "and",
    "or",
    "not",
    "in",
    "(",
    ")",
    ",",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "2y",
    "18",
    "-1",
    "99999999999999999999",
    "2026-02-30",
    "2026-02-28",
    "gold",
    "FR",
    "\"",
    "\"a b\"",
    "\"\\\"\"",
    "é",
    "東京",
    "\u{0}",
    "\u{200b}",
    "  ",
    "\n",
    "((((((((",
    "not not",
];

#[test]
fn no_line_is_too_strange_for_the_reader_of_conditions() {
    let mut chance = Chance::begin("conditions");
    let (mut read, mut lines) = (0, 0);
    while !chance.is_over() {
        let parts = chance.below(24);
        let glue = chance.one_of(&[" ", "", " ", " "]);
        let line = (0..parts).map(|_| chance.one_of(PARTS)).collect::<Vec<_>>().join(glue);
        lines += 1;
        match Condition::parse(&line) {
            Ok(condition) => {
                read += 1;
                let again = condition.to_string();
                let same = Condition::parse(&again);
                assert_eq!(same.as_ref(), Ok(&condition), "{line:?} is written {again:?} and read otherwise");
            }
            Err(error) => assert!(error.at <= line.chars().count(), "{line:?}: the caret stands behind it: {error:?}"),
        }
    }
    assert!(read > 0, "of {lines} lines none was a condition: the test tries nothing");
}
