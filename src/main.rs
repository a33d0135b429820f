//! The command line.

fn main() -> std::process::ExitCode {
    stagedoor::console::run()
}
