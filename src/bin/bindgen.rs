//! The command line: verbs only; each is a call into `crosssell_wasm::miner`.

fn main() {}
