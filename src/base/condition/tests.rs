use super::*;

fn at(day: &str) -> Moment {
    midnight(day.parse().unwrap())
}

fn noor() -> Standing {
    Standing {
        number: 42,
        active: true,
        joined_at: at("2024-02-29"),
        tier: "circle".into(),
        tier_since: None,
        country: "FR".into(),
        language: "fr".into(),
        birth_date: "2008-11-21".into(),
        tags: vec!["street-team".into()],
        consents: vec!["news".into()],
        source: "import".into(),
        holds: "grace".into(),
        tickets: vec!["paris-2027".into()],
        bought: vec!["low-water-lp".into()],
        spend: Some(Money::new(12_050, crate::base::Currency::EUR)),
        fields: [own::lines("shirt", "M"), own::lines("height", "180.5"), own::lines("since", "2020-02-01")].concat(),
        reachable: true,
    }
}

#[test]
fn conditions_hold_or_not() {
    let now = at("2026-11-20");
    let check = |line: &str, holds: bool| {
        let condition = Condition::parse(line).unwrap();
        assert_eq!(condition.holds(Some(&noor()), now), holds, "{line}");
        let again = Condition::parse(&condition.to_string()).unwrap();
        assert_eq!(again, condition, "{line} is written as {condition} and reads back differently");
    };
    check("everyone", true);
    check("member", true);
    check("tier = circle", true);
    check("tier in (gold, Circle)", true);
    check("not tier in (circle)", false);
    check("tenure > 2y", true);
    check("tenure > 3y", false);
    check("tenure >= 141w and tenure < 1000d", true);
    check("age >= 18", false);
    check("age >= 17", true);
    check("number <= 100 or tier = gold", true);
    check("(number < 10 or tag = street-team) and country in (fr, BE)", true);
    check("not (language = en or language = de)", true);
    check("joined < 2025-01-01", true);
    check("consents(news) and not consents(partners)", true);
    check("tag = \"and\"", false);
    check("source = import and state in (grace, leaving)", true);
    check("state = free", false);
    check("has_ticket(\"paris-2027\") and not has_ticket(paris)", true);
    check("bought(low-water-lp) and not bought(poster)", true);
    check("spend >= 120.50 EUR and spend < 121 eur", true);
    check("spend > 0 USD", false);
    check("spend < 1 USD and spend = 0 JPY", true);
    check("reachable", true);
    check("field(shirt) = m", true);
    check("field(shirt) in (L, XL)", false);
    check("field(height) = 180.5", true);
    check("field(height) > 180 and field(height) <= 180.5", true);
    check("field(height) < -1", false);
    check("field(since) >= 2020-02-01 and not field(since) > 2020-02-01", true);
    // What is no number is not above or below one.
    check("field(shirt) > 1 or field(shirt) <= 1 or field(since) > 1 or field(pets) < 9", false);
    check("tag = \"a.b\\c é\"", false);
}

#[test]
fn visitors_and_banned_members_meet_only_everyone() {
    let now = at("2026-11-20");
    let banned = Standing { active: false, ..noor() };
    for line in ["member", "not tier = gold", "not age < 18", "number > 0"] {
        let condition = Condition::parse(line).unwrap();
        assert!(!condition.holds(None, now), "{line}");
        assert!(!condition.holds(Some(&banned), now), "{line}");
    }
    assert!(Condition::Everyone.holds(None, now));
}

#[test]
fn unknown_age_meets_no_age_condition() {
    let ageless = Standing { birth_date: String::new(), ..noor() };
    for line in ["age >= 18", "age < 18"] {
        assert!(!Condition::parse(line).unwrap().holds(Some(&ageless), at("2026-11-20")), "{line}");
    }
}

#[test]
fn the_caret_stands_under_the_wrong_word() {
    let check = |line: &str, caret: usize| {
        let error = Condition::parse(line).unwrap_err();
        assert_eq!(error.at, caret, "{line}: {error}");
    };
    check("", 0);
    check("teir = gold", 0);
    check("tier gold", 5);
    check("tier in gold", 8);
    check("tier in (gold", 13);
    check("tier = gold and", 15);
    check("tier = gold tier = x", 12);
    check("tenure > two", 9);
    check("tenure > 99999999999y", 9);
    check("joined < 2026-02-30", 9);
    check("ünïcode = 1", 0);
    check("tier = é and ;", 13);
    check(&"(".repeat(500), 32);
    check("state in (paying, gone)", 18);
    check("state = gone", 8);
    check("spend > much EUR", 8);
    check("spend > 5", 9);
    check("spend > 5 EURO", 10);
    check("spend > 5.001 EUR", 8);
    check("has_ticket paris", 11);
    check("bought()", 7);
}

#[test]
fn waiting_opens_what_only_tenure_closes() {
    let now = at("2026-11-20");
    let opens = |line: &str| Condition::parse(line).unwrap().opens_at(&noor(), now);
    let third_year = opens("tenure >= 3y and tier = circle").unwrap();
    assert_eq!(third_year, at("2027-03-01"), "no 29 February in 2027: reached on the first of March");
    assert_eq!(opens("tenure >= 3y and tier = gold"), None);
    assert_eq!(opens("tier = gold"), None);
}

#[test]
fn what_can_be_clicked_and_the_line_are_turned_into_each_other() {
    let check = |line: &str, rows: &[(&str, bool, &str)], again: &str| {
        let condition = Condition::parse(line).unwrap();
        let found = condition.rows().unwrap();
        let shown: Vec<(String, bool, String)> = found
            .iter()
            .map(|row| (if row.or { "or" } else { "and" }.to_owned(), row.not, row.fact.to_string()))
            .collect();
        let rows: Vec<(String, bool, String)> =
            rows.iter().map(|(join, not, fact)| ((*join).to_owned(), *not, (*fact).to_owned())).collect();
        assert_eq!(shown, rows, "{line}");
        assert_eq!(Row::joined(&found).unwrap().to_string(), again, "{line}");
    };
    check("everyone", &[("and", false, "everyone")], "everyone");
    check("not not everyone", &[("and", false, "member")], "member");
    check(
        "age > 18 and not reachable or member",
        &[("and", false, "age > 18"), ("and", true, "reachable"), ("or", false, "member")],
        "(age > 18 and not reachable) or member",
    );
    check(
        "reachable and (age > 18 or number < 5)",
        &[
            ("and", false, "reachable"),
            ("and", false, "age > 18"),
            ("or", false, "reachable"),
            ("and", false, "number < 5"),
        ],
        "(reachable and age > 18) or (reachable and number < 5)",
    );
    check(
        "not (reachable or age > 18)",
        &[("and", true, "reachable"), ("and", true, "age > 18")],
        "not reachable and not age > 18",
    );
    let many = "(reachable or age > 1) and (reachable or age > 2)".to_owned();
    let intertwined = format!("{many} and {many} and {many} and {many}");
    assert_eq!(Condition::parse(&intertwined).unwrap().rows(), None);
}
