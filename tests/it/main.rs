//! Tests of the whole house, laid out as `src` is. `docs/DEVELOPMENT.md` tells how to run them.

mod browser;
mod house_rules;
mod licences;
mod locales;
mod media;
mod schema;
mod settings;
mod support;
