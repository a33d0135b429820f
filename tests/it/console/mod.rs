//! The operator's commands.

mod doctor;
mod founding;
