//! Samples of the pages of the shop.

use super::*;

impl Sampler<'_> {
    pub(super) fn shop(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Shop, who);
        out.push(self.sample("shop", page(Who::Nobody), Shop { products: self.many(|i| self.product_card(i)) }));
        let usual = || self.product(None);
        out.push(self.sample("product", page(Who::Paying), usual()));
        let lock = Some(self.lock(LockReason::Tier, Who::Nobody));
        out.push(self.sample("product-locked", page(Who::Nobody), self.product(lock)));
        let members_price =
            Some(MembersPrice { price: "€18".into(), lock: self.lock(LockReason::Members, Who::Nobody) });
        let plain = Product { options: vec![], variants: vec![self.variant(0, "")], members_price, ..usual() };
        out.push(self.sample("product-plain", page(Who::Nobody), plain));
        let problem = Some(self.problem(ProblemKind::Fewer));
        out.push(self.sample("product-wrong", page(Who::Free), Product { problem, ..usual() }));
        let sold_out = Product { sold_out: true, only_files: true, most: Some(self.count(2)), ..usual() };
        out.push(self.sample("product-sold-out", page(Who::Free), sold_out));
        out.push(self.sample("downloads", self.page(Place::Account, Who::Paying), self.downloads()));
        let nothing = Downloads { purchases: vec![] };
        out.push(self.sample("downloads-none", self.page(Place::Account, Who::Free), nothing));
    }

    fn product_card(&self, i: usize) -> ProductCard {
        ProductCard {
            name: self.text(["Ferry shirt", "Low Water, LP", "String session, files", "Poster"][i % 4]),
            url: "/en/shop/ferry-shirt".into(),
            picture: (i % 4 != 2).then(|| self.picture(i, "A shirt on a chair")),
            price: "€24".into(),
            from: i.is_multiple_of(2),
            usual: i.is_multiple_of(3).then(|| "€28".into()),
            sold_out: i % 5 == 4,
            lock: (i % 4 == 3).then(|| self.lock(LockReason::Tier, Who::Nobody)),
        }
    }

    fn variant(&self, i: usize, label: &str) -> ProductVariant {
        ProductVariant {
            id: format!("variant-{i}"),
            label: label.into(),
            price: if i % 2 == 1 { "€26".into() } else { String::new() },
            left: (i % 3 == 1).then(|| self.count(3)),
            sold_out: i % 3 == 2,
            chosen: i == 0,
        }
    }

    fn product(&self, lock: Option<Lock>) -> Product {
        let mut variants = self.many(|i| self.variant(i, &self.text(["S, sea", "M, sea", "L, sea"][i % 3])));
        if variants.is_empty() {
            variants.push(self.variant(0, ""));
        }
        Product {
            name: self.text("Ferry shirt"),
            pictures: self.many(|i| self.picture(i, "A shirt on a chair")),
            about: self.prose(),
            options: vec![self.text("Size"), self.text("Colour")],
            variants,
            price: "€24".into(),
            usual: Some("€28".into()),
            members_price: None,
            sold_out: false,
            files: 3,
            only_files: false,
            lock,
            most: None,
            action: "/en/shop/ferry-shirt/cart".into(),
            quantity: 1,
            problem: None,
        }
    }

    fn downloads(&self) -> Downloads {
        Downloads {
            purchases: self
                .many(|i| Bought {
                    name: self.text("String session, files"),
                    at: self.moment(19, 21),
                    files: self.many(|_| BoughtFile {
                        name: self.text("Open strings"),
                        size: "12 MB".into(),
                        duration: (i.is_multiple_of(2)).then(|| "3:12".into()),
                        url: "/en/downloads/x/y".into(),
                    }),
                })
                .into_iter()
                .take(20)
                .collect(),
        }
    }
}
