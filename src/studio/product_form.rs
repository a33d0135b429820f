//! A product as its form writes it, and what is wrong with it.

use super::audiences;
use super::desk::Desk;
use super::fields::Fields;
use super::parts::Wrongs;
use super::tiers::amount;
use crate::base::{Currency, Money};
use crate::media::AssetId;
use crate::plumbing::web::PageError;
use crate::shop::{self, Assets, FirstTerms, NewProduct, NotSaved, Offered, VariantTerms};

/// As it was typed.
#[derive(Debug, Clone, Default)]
pub struct ProductForm {
    pub name: String,
    pub about: String,
    pub option1: String,
    pub values1: String,
    pub option2: String,
    pub values2: String,
    pub audience: String,
    pub condition: String,
    pub hidden: bool,
    pub members_audience: String,
    pub members_condition: String,
    pub most: String,
    /// Only before it is stored: what each of its forms begins with.
    pub price: String,
    pub members_price: String,
    pub grams: String,
    pub stock: String,
    /// Ids of the chosen assets, in their order.
    pub pictures: Vec<String>,
    pub files: Vec<String>,
}

/// As it could be stored.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub product: NewProduct,
    pub first: FirstTerms,
}

/// A gram less would be nothing; a tonne more nobody sends.
const HEAVIEST: i64 = 1_000_000;
const LARGEST_STOCK: i64 = 1_000_000;

impl ProductForm {
    /// What a new product's form shows.
    pub fn empty() -> ProductForm {
        ProductForm { audience: "everyone".to_owned(), members_audience: "member".to_owned(), ..ProductForm::default() }
    }

    pub fn of(offered: &Offered, choices: &[super::parts::Choice]) -> ProductForm {
        let product = &offered.product;
        let commas = |lines: &str| lines.lines().collect::<Vec<_>>().join(", ");
        let ids = |assets: &[AssetId]| assets.iter().map(ToString::to_string).collect();
        ProductForm {
            name: product.name.clone(),
            about: product.about.clone(),
            option1: product.option1.clone(),
            values1: commas(&product.values1),
            option2: product.option2.clone(),
            values2: commas(&product.values2),
            audience: audiences::chosen(choices, &product.condition),
            condition: product.condition.clone(),
            hidden: product.hidden_from_others,
            members_audience: audiences::chosen(choices, &product.members_condition),
            members_condition: product.members_condition.clone(),
            most: product.most_per_buyer.map_or(String::new(), |most| most.to_string()),
            pictures: ids(&offered.assets.pictures),
            files: ids(&offered.assets.files),
            ..ProductForm::default()
        }
    }

    pub fn read(form: &Fields) -> ProductForm {
        let word = |name: &str| form.get(name).to_owned();
        let mut pictures = distinct(&form.all("picture"));
        // The one that stands first moves there.
        if let Some(at) = pictures.iter().position(|id| id == form.get("first")) {
            let first = pictures.remove(at);
            pictures.insert(0, first);
        }
        ProductForm {
            name: word("name"),
            about: form.text("about"),
            option1: word("option1"),
            values1: word("values1"),
            option2: word("option2"),
            values2: word("values2"),
            audience: word("audience"),
            condition: word("condition"),
            hidden: form.ticked("hidden"),
            members_audience: word("members_audience"),
            members_condition: word("members_condition"),
            most: word("most"),
            price: word("price"),
            members_price: word("members_price"),
            grams: word("grams"),
            stock: word("stock"),
            pictures,
            files: distinct(&form.all("file")),
        }
    }

    /// What it means, or what is wrong with it. Prices are asked for only while it is `new`.
    pub fn wanted(&self, desk: &Desk) -> Result<Wanted, Wrongs> {
        let mut wrongs = Wrongs::none();
        let wanted = Wanted {
            product: self.product(desk, &mut wrongs),
            first: FirstTerms {
                terms: VariantTerms {
                    price: amount(desk, "price", &self.price, &mut wrongs),
                    members_price: amount(desk, "members_price", &self.members_price, &mut wrongs),
                    grams: grams(desk, "grams", &self.grams, &mut wrongs),
                },
                stock: whole(desk, "stock", &self.stock, LARGEST_STOCK, &mut wrongs),
            },
        };
        if wrongs.is_empty() { Ok(wanted) } else { Err(wrongs) }
    }

    fn product(&self, desk: &Desk, wrongs: &mut Wrongs) -> NewProduct {
        let assets = |ids: &[String]| ids.iter().map(|id| AssetId(id.clone())).collect();
        let most = whole(desk, "most", &self.most, LARGEST_STOCK, wrongs);
        if most == Some(0) {
            wrongs.add("most", desk.w.t("studio-product-number-wrong"));
        }
        NewProduct {
            name: self.name.clone(),
            about: self.about.trim().to_owned(),
            option1: (self.option1.clone(), values(&self.values1)),
            option2: (self.option2.clone(), values(&self.values2)),
            condition: audiences::line_of(&self.audience, &self.condition),
            hidden_from_others: self.hidden,
            members_condition: audiences::line_of(&self.members_audience, &self.members_condition),
            most_per_buyer: most,
            assets: Assets { pictures: assets(&self.pictures), files: assets(&self.files) },
        }
    }
}

fn distinct(ids: &[&str]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for id in ids.iter().filter(|id| !id.is_empty()) {
        if !known.iter().any(|one| one == id) {
            known.push((*id).to_owned());
        }
    }
    known
}

/// Values between commas or on lines of their own, each once.
fn values(typed: &str) -> Vec<String> {
    distinct(&typed.split([',', '\n']).map(str::trim).collect::<Vec<_>>())
}

/// A weight; empty is nothing to send.
pub fn grams(desk: &Desk, field: &'static str, typed: &str, wrongs: &mut Wrongs) -> Option<i64> {
    let grams = whole(desk, field, typed, HEAVIEST, wrongs);
    if grams == Some(0) {
        wrongs.add(field, desk.w.t("studio-product-grams-zero"));
    }
    grams
}

/// A number from 0 on; none when the field is empty.
pub fn whole(desk: &Desk, field: &'static str, typed: &str, most: i64, wrongs: &mut Wrongs) -> Option<i64> {
    if typed.is_empty() {
        return None;
    }
    let number = typed.parse::<i64>().ok().filter(|number| (0..=most).contains(number));
    if number.is_none() {
        wrongs.add(field, desk.w.t("studio-product-number-wrong"));
    }
    number
}

/// What an amount looks like in the club's currency.
pub fn currency_help(desk: &Desk, currency: Currency) -> String {
    match currency.exponent() {
        0 => desk.w.t1("studio-price-whole", "currency", currency.code()),
        decimals => desk.w.t2("studio-price-decimals", "currency", currency.code(), "n", decimals),
    }
}

/// An amount as a field writes it.
pub fn digits(minor: Option<i64>, currency: Currency) -> String {
    minor.map_or(String::new(), |minor| Money::new(minor, currency).digits())
}

pub fn not_saved(desk: &Desk, error: NotSaved) -> Result<Wrongs, PageError> {
    let w = &desk.w;
    let option = |nth: u8| if nth == 1 { "option1" } else { "option2" };
    let (field, sentence) = match error {
        NotSaved::Unknown => return Err(PageError::NotFound),
        NotSaved::Fault(fault) => return Err(fault.into()),
        NotSaved::NameMissing => ("name", w.t("studio-product-name-missing")),
        NotSaved::NameTooLong => ("name", w.t1("studio-too-long", "n", shop::LONGEST_NAME)),
        NotSaved::AboutTooLong => ("about", w.t1("studio-too-long", "n", shop::LONGEST_ABOUT)),
        NotSaved::OptionHalf(nth) => (option(nth), w.t("studio-product-option-half")),
        NotSaved::ValueTooLong(nth) => (option(nth), w.t1("studio-too-long", "n", shop::LONGEST_VALUE)),
        NotSaved::TooManyVariants(count) => {
            ("option1", w.t2("studio-product-too-many", "count", count, "n", shop::MOST_VARIANTS))
        }
        NotSaved::TooManyAssets => ("picture", w.t1("studio-post-too-many", "n", shop::MOST_ASSETS)),
        NotSaved::AssetGone => ("picture", w.t("studio-post-asset-gone")),
        NotSaved::Condition(error) => ("condition", audiences::mistake(desk, &error)),
        NotSaved::MembersCondition(error) => ("members_condition", audiences::mistake(desk, &error)),
    };
    Ok(Wrongs::one(field, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_commas_and_lines() {
        let check = |typed: &str, read: &[&str]| assert_eq!(values(typed), read, "{typed:?}");
        check("S, M ,L", &["S", "M", "L"]);
        check("S\nM\n\nM", &["S", "M"]);
        check(" , ", &[]);
    }
}
