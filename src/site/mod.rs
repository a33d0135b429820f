//! The site: what fans see.

pub mod contexts;
