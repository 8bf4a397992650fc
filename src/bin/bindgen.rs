//! `bindgen WASM DIR`: turns cargo's wasm into `DIR/crosssell_wasm.js` and `DIR/crosssell_wasm_bg.wasm`.

use anyhow::{Context, Result};
use std::path::Path;
use walrus::{ElementItems, FunctionBuilder, Module, passes};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (wasm, dir) = arguments.next().zip(arguments.next()).context("usage: bindgen WASM DIR")?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(false).omit_default_module_path(true).generate(&dir)?;
    drop_trampolines(&Path::new(&dir).join("crosssell_wasm_bg.wasm"))
}

/// js-sys compiles a trampoline for each of its methods that take a closure, and the function table keeps all of them
/// alive: a twentieth of the wasm. This crate passes no closure to JavaScript, so none can ever be called.
fn drop_trampolines(path: &Path) -> Result<()> {
    let mut module = Module::from_file(path)?;
    let trampoline = |name: &str| name.contains("closures") && name.contains("invoke");
    let dead: Vec<_> =
        module.funcs.iter().filter(|f| f.name.as_deref().is_some_and(trampoline)).map(walrus::Function::id).collect();
    let mut stub = FunctionBuilder::new(&mut module.types, &[], &[]);
    stub.func_body().unreachable();
    let stub = stub.finish(Vec::new(), &mut module.funcs);
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            functions.iter_mut().filter(|function| dead.contains(function)).for_each(|function| *function = stub);
        }
    }
    passes::gc::run(&mut module);
    module.emit_wasm_file(path)
}
