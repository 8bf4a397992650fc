//! The command line. Its verbs live in `crosssell_wasm::miner::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    crosssell_wasm::miner::cli::main()
}
