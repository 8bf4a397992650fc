//! `bindgen WASM DIR`: turns cargo's wasm into `DIR/crosssell_wasm.js` and `DIR/crosssell_wasm_bg.wasm`.

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (wasm, dir) = arguments.next().zip(arguments.next()).context("usage: bindgen WASM DIR")?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(false).omit_default_module_path(true).generate(dir)
}
