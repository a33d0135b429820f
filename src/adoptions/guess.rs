//! Which tier a price of the old system may mean: the one that costs the same, else the one with the same name.

use super::store::SeenPrice;
use crate::memberships::Tier;
use crate::orders::prices::Price;
use crate::plumbing::search::searchable_name;

/// The tier proposed for a price; empty when nothing suggests one.
pub(super) fn tier_for(seen: &SeenPrice, tiers: &[Tier], prices: &[Price]) -> String {
    if !seen.unfit.is_empty() {
        return String::new();
    }
    let mut by_name: Vec<&Tier> = tiers.iter().filter(|tier| is_named(seen, tier)).collect();
    // "Inner Circle" says Circle too, and means the longer of the two.
    let longest = by_name.iter().map(|tier| words(&tier.name).len()).max();
    by_name.retain(|tier| Some(words(&tier.name).len()) == longest);
    let costs = |tier: &&Tier| {
        prices.iter().any(|price| {
            price.item_id == tier.id.0 && Some(price.amount()) == seen.unit() && price.every() == seen.every()
        })
    };
    let by_cost: Vec<&Tier> = tiers.iter().filter(costs).collect();
    let both = by_cost.iter().copied().find(|tier| by_name.contains(tier));
    let only = |found: &[&'_ Tier]| if let [one] = found { Some(one.id.0.clone()) } else { None };
    both.map(|tier| tier.id.0.clone()).or_else(|| only(&by_cost)).or_else(|| only(&by_name)).unwrap_or_default()
}

/// The product bears the tier's name, alone or among other words: "Nova Lune: Gold (monthly)".
fn is_named(seen: &SeenPrice, tier: &Tier) -> bool {
    let (product, name) = (words(&seen.product), words(&tier.name));
    !name.is_empty() && product.windows(name.len()).any(|some| some == name.as_slice())
}

fn words(text: &str) -> Vec<String> {
    let text = searchable_name(text);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adoptions::AdoptionId;
    use crate::base::{Currency, Moment};
    use crate::memberships::TierId;
    use crate::orders::prices::PriceId;

    fn tier(name: &str) -> Tier {
        let (id, slug) = (TierId(name.to_lowercase()), name.to_lowercase());
        let (summary, perks, state) = (String::new(), String::new(), "open".to_owned());
        Tier { id, slug, name: name.to_owned(), summary, perks, position: 1, state, created_at: Moment(0) }
    }

    fn price(tier: &str, minor: i64, period: &str) -> Price {
        Price {
            id: PriceId(format!("{tier}-{period}")),
            item_kind: "membership".to_owned(),
            item_id: tier.to_owned(),
            period: period.to_owned(),
            currency: Currency::EUR,
            minor,
            tax_behaviour: "inclusive".to_owned(),
            active: true,
            created_at: Moment(0),
        }
    }

    #[test]
    fn cost_goes_before_name_and_two_of_a_kind_suggest_nothing() {
        let tiers = [tier("Circle"), tier("Inner Circle"), tier("Gold")];
        let prices = [price("circle", 500, "month"), price("gold", 900, "month"), price("gold", 9_000, "year")];
        let check = |product: &str, minor: i64, period: &str, unfit: &str, expected: &str| {
            let seen = SeenPrice {
                adoption_id: AdoptionId("a".to_owned()),
                price_id: "price_1".to_owned(),
                product_id: "prod_1".to_owned(),
                product: product.to_owned(),
                currency: "eur".to_owned(),
                minor,
                period: period.to_owned(),
                unfit: unfit.to_owned(),
                live: 1,
                tier_id: String::new(),
            };
            assert_eq!(tier_for(&seen, &tiers, &prices), expected, "{product} {minor} {period}");
        };
        check("Supporter", 900, "month", "", "gold");
        check("Supporter", 900, "year", "", "");
        check("Nova Lune: GÖLD (monthly)", 300, "month", "", "gold");
        check("Golden ticket", 300, "month", "", "");
        check("Circle", 300, "month", "", "circle");
        check("Inner Circle", 300, "month", "", "inner circle");
        check("Inner Circle", 500, "month", "", "circle");
        check("Gold", 500, "month", "", "circle");
        check("Gold", 900, "3 month", "period", "");
    }
}
