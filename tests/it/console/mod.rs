//! The operator's commands.

mod doctor;
