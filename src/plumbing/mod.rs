//! Machinery without domain words.

pub mod config;
pub mod db;
pub mod files;
pub mod images;
pub mod jobs;
pub mod leftovers;
pub mod locale;
pub mod log;
pub mod mail;
pub mod markdown;
pub mod memory;
pub mod pdf;
pub mod qr;
pub mod schema;
pub mod search;
pub mod sound;
pub mod stripe;
pub mod table;
pub mod video;
pub mod web;
