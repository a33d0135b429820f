//! Tests of the whole house, laid out as `src` is. `docs/DEVELOPMENT.md` tells how to run them.

mod broadcasts;
mod browser;
mod club;
mod community;
mod console;
mod hooks;
mod house_rules;
mod isolation;
mod licences;
mod locales;
mod media;
mod memberships;
mod payments;
mod posts;
mod routes;
mod schema;
mod search;
mod segments;
mod settings;
mod shop;
mod site;
mod stripe;
mod studio;
mod support;
mod themes;
mod tickets;
