//! The command line.

/// Bounds what a page of a stranger's theme may take.
#[global_allocator]
static MEMORY: stagedoor::plumbing::memory::Budgeted = stagedoor::plumbing::memory::Budgeted;

fn main() -> std::process::ExitCode {
    stagedoor::console::run()
}
