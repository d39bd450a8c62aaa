//! The program: parses the command line, runs the command, and turns a failure into an exit code.

use std::process::ExitCode;

use clap::Parser;

/// Rendering makes and drops many small values on every thread, which this allocator does in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = rungs::cli::Cli::parse();
    match rungs::command::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("error: {}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}
