//! Where an order is to be sent.

use diesel::prelude::*;

use crate::plumbing::schema::order_addresses;

/// An address as its owner wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_addresses)]
pub struct Address {
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub postcode: String,
    pub city: String,
    /// State, province or county, where addresses have one.
    pub region: String,
    /// ISO 3166 alpha-2, upper case.
    pub country: String,
    /// For the carrier; may be empty.
    pub phone: String,
}

impl Address {
    /// Its lines as they stand on a parcel, without the country.
    pub fn lines(&self) -> Vec<String> {
        let place = format!("{} {}", self.postcode, self.city);
        [&self.name, &self.line1, &self.line2, &place, &self.region]
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }
}
