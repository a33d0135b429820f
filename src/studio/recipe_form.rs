//! The part of a form that says what an export is: who is in it, which columns, in what form.

use std::time::{Duration, Instant};

use super::desk::Desk;
use super::fields::Fields;
use super::parts::{Choice, Wrongs};
use crate::archive::{
    COLUMNS, Column, Dates, Dialect, Form, Mark, PARTNER_COLUMNS, Pack, Reader, Recipe, Separator, Who, expected,
};
use crate::base::Fault;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::segments::{self, Segment};

/// One box.
pub struct Tick {
    pub value: &'static str,
    pub label: String,
    pub on: bool,
}

/// What the template needs beside the frame.
pub struct RecipeForm {
    pub who: Vec<Choice>,
    pub chosen: String,
    pub forms: Vec<Tick>,
    pub columns: Vec<Tick>,
    pub zip: bool,
    pub bom: bool,
    pub separators: Vec<Choice>,
    pub separator: String,
    pub dates: Vec<Choice>,
    pub date: String,
}

/// Segments that say how many are in them. Each is counted in one pass over all members, while somebody waits.
const MOST_COUNTED: usize = 12;
/// After this long the others say their names only.
const PATIENCE: Duration = Duration::from_millis(300);

/// The form as it is drawn: every choice there is, and what `form` chose. A segment says how many `reader` would get: the
/// chosen one always, of the others as many as can be counted in a moment.
pub async fn draw(desk: &Desk, form: &Fields, reader: Reader) -> Result<RecipeForm, Fault> {
    let (w, now, chosen) = (&desk.w, desk.now, form.get("who").to_owned());
    let counted = desk
        .club
        .read(move |conn| {
            // Without the address: with it, only those whom mail reaches would count.
            let whole = Recipe { reader, columns: vec![Column::Number], ..Recipe::whole() };
            let begun = Instant::now();
            let all = expected(conn, &whole, now)?;
            let mut counted = Vec::new();
            for (nth, segment) in segments::all(conn)?.into_iter().enumerate() {
                let in_time = nth < MOST_COUNTED && begun.elapsed() < PATIENCE;
                let recipe = Recipe { who: Who::of(&segment), ..whole.clone() };
                let wanted = in_time || segment.slug == chosen;
                let count = if wanted { Some(expected(conn, &recipe, now)?) } else { None };
                counted.push((segment, count));
            }
            Ok((all, counted))
        })
        .await?;
    let key = match reader {
        Reader::Club => "studio-export-who-all",
        Reader::Partner => "studio-handover-who-all",
    };
    let everybody = Choice::new("", w.t1(key, "n", counted.0));
    let of_segment = |(segment, n): (Segment, Option<i64>)| {
        let named = n.map(|n| w.t2("studio-export-who-segment", "name", segment.name.as_str(), "n", n));
        Choice::new(segment.slug, named.unwrap_or(segment.name))
    };
    let ticked = form.all("column");
    Ok(RecipeForm {
        who: std::iter::once(everybody).chain(counted.1.into_iter().map(of_segment)).collect(),
        chosen: form.get("who").to_owned(),
        forms: Form::ALL.into_iter().map(|one| tick(w, "form", one.word(), &[form.get("format")])).collect(),
        columns: offered(reader).iter().map(|column| tick(w, "column", column.word(), &ticked)).collect(),
        zip: form.ticked("zip"),
        bom: form.ticked("bom"),
        separators: Separator::ALL.iter().map(|one| choice(w, "separator", one.word())).collect(),
        separator: form.get("separator").to_owned(),
        dates: Dates::ALL.iter().map(|one| choice(w, "dates", one.word())).collect(),
        date: form.get("dates").to_owned(),
    })
}

fn offered(reader: Reader) -> &'static [Column] {
    match reader {
        Reader::Club => &COLUMNS,
        Reader::Partner => &PARTNER_COLUMNS,
    }
}

fn tick(w: &Words, of: &str, word: &'static str, ticked: &[&str]) -> Tick {
    Tick { value: word, label: w.t(&format!("studio-export-{of}-{word}")), on: ticked.contains(&word) }
}

fn choice(w: &Words, of: &str, word: &str) -> Choice {
    Choice::new(word, w.t(&format!("studio-export-{of}-{word}")))
}

/// What the form asks for, written into it.
pub fn filled(recipe: &Recipe) -> Fields {
    let mut form = Fields::default();
    if let Who::Meeting { segment, .. } = &recipe.who {
        form.put("who", segment);
    }
    form.put("format", recipe.form.word());
    recipe.columns.iter().for_each(|column| form.put("column", column.word()));
    form.put("zip", if recipe.pack == Pack::Zip { "yes" } else { "" });
    form.put("bom", if recipe.dialect.mark == Mark::Bom { "yes" } else { "" });
    form.put("separator", recipe.dialect.separator.word());
    form.put("dates", recipe.dialect.dates.word());
    form
}

/// What the form says, or what is wrong with it.
pub async fn read(desk: &Desk, form: &Fields, reader: Reader) -> Result<Result<Recipe, Wrongs>, Fault> {
    let w = &desk.w;
    let slug = form.get("who").to_owned();
    let who = if slug.is_empty() { Some(Who::All) } else { desk.club.read(move |c| segment(c, &slug)).await? };
    let ticked = form.all("column").into_iter().filter_map(Column::from_word);
    let columns: Vec<Column> = ticked.filter(|column| offered(reader).contains(column)).collect();
    let mut wrongs = Wrongs::none();
    if who.is_none() {
        wrongs.add("who", w.t("studio-export-who-gone"));
    }
    if columns.is_empty() {
        wrongs.add("column", w.t("studio-export-no-column"));
    }
    let form_of = Form::from_word(form.get("format"));
    if form_of.is_none() {
        wrongs.add("format", w.t("studio-export-no-form"));
    }
    let (Some(who), Some(form_of), true) = (who, form_of, wrongs.is_empty()) else { return Ok(Err(wrongs)) };
    Ok(Ok(Recipe {
        form: form_of,
        pack: if form.ticked("zip") { Pack::Zip } else { Pack::Plain },
        who,
        reader,
        columns,
        dialect: Dialect {
            mark: if form.ticked("bom") { Mark::Bom } else { Mark::None },
            separator: Separator::from_word(form.get("separator")).unwrap_or_default(),
            dates: Dates::from_word(form.get("dates")).unwrap_or_default(),
        },
    }))
}

fn segment(conn: &mut Conn, slug: &str) -> Result<Option<Who>, Fault> {
    Ok(segments::by_slug(conn, slug)?.as_ref().map(Who::of))
}

/// A recipe in a few words: its form, who is in it, how many columns.
pub fn in_words(w: &Words, recipe: &Recipe) -> String {
    let who = match &recipe.who {
        Who::All => w.t("studio-export-all"),
        Who::Meeting { segment, condition } if segment.is_empty() => condition.clone(),
        Who::Meeting { segment, .. } => segment.clone(),
    };
    let parts = [
        ("form", w.t(&format!("studio-export-form-{}", recipe.form.word())).into()),
        ("who", who.into()),
        ("n", (recipe.columns.len() as i64).into()),
    ];
    w.with("studio-export-in-words", &parts)
}
