//! Machinery without domain words.

pub mod config;
pub mod db;
pub mod jobs;
pub mod schema;
pub mod stripe;
