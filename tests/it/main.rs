//! Tests of the whole house, laid out as `src` is. `docs/DEVELOPMENT.md` tells how to run them.

mod house_rules;
mod media;
mod schema;
mod support;
