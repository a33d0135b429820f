//! The pages of the shop. Part of the contract in [`super`].

use serde::Serialize;

use super::{Body, Count, Html, Lock, Moment, Picture, Problem};

/// `shop.html`
#[derive(Serialize)]
pub struct Shop {
    pub products: Vec<ProductCard>,
}
impl Body for Shop {
    const TEMPLATE: &'static str = "shop.html";
}

/// A product in the grid.
#[derive(Serialize)]
pub struct ProductCard {
    pub name: String,
    pub url: String,
    pub picture: Option<Picture>,
    /// What the cheapest form costs this visitor.
    pub price: String,
    /// Other forms cost more.
    pub from: bool,
    /// What it costs others, when this visitor pays less.
    pub usual: Option<String>,
    pub sold_out: bool,
    /// Why this visitor may not buy it; everybody here may see it.
    pub lock: Option<Lock>,
}

/// `product.html`: one form that posts `csrf`, `variant`, `quantity` to `action`.
#[derive(Serialize)]
pub struct Product {
    pub name: String,
    pub pictures: Vec<Picture>,
    pub about: Html,
    /// Names of what there is to choose: "Size", "Colour". None when there is nothing.
    pub options: Vec<String>,
    /// At least one.
    pub variants: Vec<ProductVariant>,
    /// What the chosen form costs; empty when forms differ, each says its own then.
    pub price: String,
    /// What it costs others, when this visitor pays less.
    pub usual: Option<String>,
    /// What it would cost those who meet the condition of the members' price, and how that is met; none when this
    /// visitor pays it already, or there is none.
    pub members_price: Option<MembersPrice>,
    pub sold_out: bool,
    /// Files come with it.
    pub files: u32,
    /// Files are all of it: nothing is sent.
    pub only_files: bool,
    pub lock: Option<Lock>,
    /// The most one person may have; none when there is no limit.
    pub most: Option<Count>,
    pub action: String,
    pub quantity: u32,
    pub problem: Option<Problem>,
}
impl Body for Product {
    const TEMPLATE: &'static str = "product.html";
}

#[derive(Serialize)]
pub struct ProductVariant {
    pub id: String,
    /// "M, black"; empty when there is nothing to choose.
    pub label: String,
    /// Empty when all cost the same.
    pub price: String,
    /// Set while only a few are left.
    pub left: Option<Count>,
    pub sold_out: bool,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct MembersPrice {
    pub price: String,
    pub lock: Lock,
}

/// `downloads.html`: the files a member bought.
#[derive(Serialize)]
pub struct Downloads {
    pub purchases: Vec<Bought>,
}
impl Body for Downloads {
    const TEMPLATE: &'static str = "downloads.html";
}

#[derive(Serialize)]
pub struct Bought {
    pub name: String,
    pub at: Moment,
    pub files: Vec<BoughtFile>,
}

#[derive(Serialize)]
pub struct BoughtFile {
    pub name: String,
    /// `12 MB`
    pub size: String,
    /// Playing time.
    pub duration: Option<String>,
    pub url: String,
}
