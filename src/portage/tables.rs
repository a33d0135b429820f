//! Which tables travel, and which stay. `tests/it/portage` holds both lists against `schema.rs`.

use crate::club::HERE;
use crate::plumbing::db::bulk::{Column, Extract, columns_of};

/// A table that travels with the club.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travelling {
    pub name: &'static str,
    pub columns: Vec<Column>,
    /// Columns of its primary key, by which its rows are ordered.
    pub key: &'static [&'static str],
}

impl Travelling {
    pub(super) fn extract<'a>(&'a self, only: &'a str) -> Extract<'a> {
        Extract { table: self.name, columns: &self.columns, key: self.key, only }
    }

    /// SQL for the rows that travel.
    pub(super) fn only(&self) -> String {
        if self.name == "club_facts" { format!("name NOT LIKE '{HERE}%'") } else { "1 = 1".to_owned() }
    }
}

macro_rules! travelling {
    ($($name:ident: $($key:ident),+;)*) => {
        /// Every table that travels, parents before children, with its columns as `schema.rs` has them.
        pub fn travelling() -> Vec<Travelling> {
            vec![$(Travelling {
                name: stringify!($name),
                columns: columns_of::<crate::plumbing::schema::$name::table>(),
                key: &[$(stringify!($key)),+],
            }),*]
        }
    };
}

travelling! {
    club_facts: name;
    journal_entries: id;
    mails: id;
    mail_files: mail_id, position;
    members: id;
    member_tags: member_id, tag;
    consents: id;
    suppressions: email_folded;
    standings: member_id;
    club_fields: id;
    crew_members: id;
    recovery_codes: id;
    passkeys: id;
    feeds: member_id;
    number_series: name;
    capacities: kind, item_id;
    tiers: id;
    prices: id;
    orders: id;
    order_lines: id;
    payment_attempts: id;
    payments: id;
    refunds: id;
    stripe_customers: account, livemode, customer_id;
    subscriptions: id;
    stripe_events: id;
    sandbox_objects: id;
    memberships: id;
    courtesies: id;
    entitlements: id;
    assets: id;
    renditions: asset_id, name;
    posts: id;
    post_slugs: slug;
    post_assets: post_id, asset_id;
    comments: id;
    reactions: post_id, member_id, kind;
    reports: id;
    broadcasts: id;
    deliveries: broadcast_id, member_id;
    order_addresses: order_id;
    carts: id;
    cart_lines: id;
    discount_codes: id;
    discount_uses: order_id;
    shipping_zones: id;
    disputes: id;
    events: id;
    ticket_types: id;
    sale_windows: id;
    tickets: id;
    door_passes: id;
    scans: id;
    products: id;
    product_variants: id;
    product_assets: product_id, asset_id, role;
    purchases: id;
    purchase_files: purchase_id, asset_id;
    packing_lines: order_line_id;
    shipments: id;
    shipment_lines: shipment_id, order_line_id;
    experiences: id;
    experience_questions: experience_id, position;
    experience_slots: id;
    experience_bookings: id;
    member_extras: member_id;
    imports: id;
    import_changes: import_id, member_id;
    import_refusals: import_id, line;
    import_lookups: import_id, member_id;
    adoptions: id;
    adoption_prices: adoption_id, price_id;
    adoption_agreements: adoption_id, agreement_id;
    adoption_differences: id;
    adoption_steps: word;
    sealed_papers: order_id;
    invitations: id;
    join_requests: id;
    money_differences: id;
    segments: id;
    kept_exports: id;
    handovers: id;
    handed_members: handover_id, member_id;
    handed_back: handover_id, member_id;
    handbacks: id;
    handback_changes: handback_id, member_id;
    handback_refusals: handback_id, line;
}

/// Tables that stay, and why.
pub const STAYING: [(&str, &str); 9] = [
    ("jobs", "work of this server; what a club still owes is told by its other tables"),
    ("sign_ins", "codes and links on their way to people"),
    ("sessions", "browsers sign in anew"),
    ("known_browsers", "the same"),
    ("spent_questions", "questions to passkeys, over after five minutes"),
    ("address_changes", "moves to another address on their way"),
    ("uploads", "files that have not arrived whole"),
    ("member_exports", "private files of this server, gone after a day"),
    ("search_documents", "an index, made anew"),
];
