#!/usr/bin/env bash
# Set-up, build, demo and tests; `./build.sh help` lists the verbs.
#
# Every verb can be run again and again. cargo decides what Rust code is stale; everything else has a stamp in .tools
# that holds the checksums of what it was made from, so an untouched step costs no time and a touched one is never missed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# cargo would read a target folder from the user's own configuration; naming it here means we know where to look.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
# The tests ask the same binary that the demo was mined with.
export CROSSSELL="$CARGO_TARGET_DIR/debug/crosssell"
readonly tools=.tools wasm_target=wasm32-unknown-unknown

say() { printf '==> %s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# fresh NAME OUTPUT INPUT...: whether OUTPUT is there and was made from these very INPUTs.
# Checksums, not times: a git checkout or a copied folder gives old files new times, and the other way round.
fresh() {
  local stamp="$tools/$1.stamp" output=$2
  shift 2
  [ -e "$output" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cksum "$@")" ]
}

# made NAME INPUT...: writes the stamp. Called last, so that an interrupted step is done again.
made() {
  local stamp="$tools/$1.stamp"
  shift
  mkdir -p "$tools"
  cksum "$@" >"$stamp.new"
  mv "$stamp.new" "$stamp"
}

# ---------------------------------------------------------------------------------------------------------- set-up

apt_updated=
# apt_install PACKAGE...: as root or with sudo; otherwise an error that says what to install.
apt_install() {
  local as_root=(env)
  if [ "$(id -u)" != 0 ]; then
    # -n: a script without a terminal must fail here rather than wait for a password for ever.
    if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
  fi
  if ! have apt-get || { [ "$(id -u)" != 0 ] && ! have sudo; }; then
    die "missing system packages, and no way to install them from here. Install: $* (Debian's names), then run this again."
  fi
  say "installing $*"
  # A fresh image has no package lists at all, an old one has lists of packages that are gone.
  if [ -z "$apt_updated" ]; then
    "${as_root[@]}" apt-get update -qq || warn "apt-get update failed; trying with the lists that are there"
    apt_updated=yes
  fi
  # noninteractive: tzdata and others ask questions, which hang where nobody answers.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$tools/apt.log" 2>&1 ||
    { cat "$tools/apt.log" >&2 && return 1; }
}

need_rust() {
  # rustup's installer puts cargo in a folder that only new shells have on their PATH.
  if ! have cargo && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  fi
  have cargo || die "cargo is missing. Install Rust's stable toolchain with rustup: https://rustup.rs"
  # rustc calls cc to link, and zstd is compiled from C; without it cargo ends in 'linker cc not found'.
  have cc || apt_install gcc libc6-dev || die "no C compiler. Install: gcc libc6-dev"
}

need_node() {
  if ! have node || ! have npm; then die "node or npm is missing. Install Node.js 20 or newer: https://nodejs.org"; fi
  node -e 'process.exit(parseInt(process.versions.node, 10) >= 20 ? 0 : 1)' ||
    die "Node.js $(node --version) is too old. Install version 20 or newer: https://nodejs.org"
  fresh npm node_modules/.package-lock.json package-lock.json package.json pkg/package.json .npmrc && return
  say "installing the npm packages"
  npm ci --no-audit --no-fund
  made npm package-lock.json package.json pkg/package.json .npmrc
}

# runs NAME...: whether one of these programs gives its version. Being on the PATH is not enough: Ubuntu's chromium is a
# stub there that asks for snap, which containers do not have.
runs() {
  local program
  for program in "$@"; do
    if [ -n "$program" ] && "$program" --version >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# The tests take the browsers that CHROMIUM and FIREFOX name, else those of these names.
need_browsers() {
  local chromium=("${CHROMIUM:-}" chromium chromium-browser google-chrome) firefox=("${FIREFOX:-}" firefox-esr firefox)
  runs "${chromium[@]}" || apt_install chromium || true
  runs "${chromium[@]}" || die "no Chromium that runs. Install: chromium (a .deb, not a snap), or name one in CHROMIUM"
  runs "${firefox[@]}" || apt_install firefox-esr || true
  runs "${firefox[@]}" || die "no Firefox that runs. Install: firefox-esr or firefox, or name one in FIREFOX"
}

need_python() {
  local requirements=tests/oracle/requirements.txt
  # Debian's python3 comes without ensurepip: `python3 -m venv` then leaves a folder without pip.
  python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || apt_install python3 python3-venv ||
    die "Python is missing. Install: python3 python3-venv"
  # A venv holds links to the Python it was made with, and breaks when that one is gone.
  if fresh venv "$tools/venv/bin/pytest" "$requirements" && "$tools/venv/bin/python" -c '' 2>/dev/null; then return; fi
  say "installing the Python packages of the oracle tests"
  rm -rf "$tools/venv"
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  made venv "$requirements"
}

# ---------------------------------------------------------------------------------------------------------- miner

miner_built=
# The dev profile: it mines the sample in a second, and a release build would compile every dependency once more.
miner() {
  if [ -n "$miner_built" ]; then return; fi
  need_rust
  say "building the miner"
  cargo build --features miner --bin crosssell
}

# ---------------------------------------------------------------------------------------------------------- wasm

# Sets wasm_cargo, the command that builds for wasm32, and says which toolchain it is.
wasm_toolchain() {
  # The standard library is compiled with ours, for size and without its panic messages: a tenth of what a page loads.
  # RUSTC_BOOTSTRAP: build-std is an unstable flag that a stable cargo refuses without it.
  # shellcheck disable=SC2054 # std,panic_abort is one argument
  wasm_cargo=(env RUSTC_BOOTSTRAP=1 cargo build -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size)
  wasm_rustc=rustc
  wasm_fallback=
  local sources
  sources="$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock"
  if [ -d "$(rustc --print target-libdir --target "$wasm_target" 2>/dev/null)" ] && [ -f "$sources" ]; then
    say "wasm toolchain: $(rustc --version), its $wasm_target target and rust-src are installed"
    return
  fi
  if have rustup && rustup target add "$wasm_target" && rustup component add rust-src; then
    say "wasm toolchain: $(rustc --version), $wasm_target target and rust-src added by rustup"
    return
  fi
  # rustup cannot add the target where only package registries can be reached. Debian has rustc with the sources of its
  # library, from which cargo builds the target.
  if ! { have wasm-ld-22 && [ -x /usr/bin/cargo ]; }; then
    apt_install rustc-web cargo-web rust-web-src lld-22 || die "no way to build for $wasm_target. Either let rustup do" \
      "'rustup target add $wasm_target', or on Debian 12 install: rustc-web cargo-web rust-web-src lld-22"
  fi
  # PATH: Debian's cargo must find Debian's rustc, not rustup's. RUSTUP_TOOLCHAIN: set, even empty, it confuses both.
  # shellcheck disable=SC2054 # std,panic_abort is one argument
  wasm_cargo=(env -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22 cargo build -Z build-std=std,panic_abort
    -Z build-std-features=optimize_for_size)
  wasm_rustc=/usr/bin/rustc
  wasm_fallback=yes
  say "wasm toolchain: Debian's $(/usr/bin/rustc --version) and wasm-ld-22, since rustup could not add $wasm_target"
}

# A tool of this package calls wasm-bindgen as a library: its version is Cargo.lock's, so glue and wasm always match.
bindgen() {
  # A copy with a stamp: miner and bindgen are features of one package, and cargo compiles its library anew each time
  # that the features are others than the last time.
  local made_of=(src/bin/bindgen.rs Cargo.lock)
  fresh bindgen "$tools/bindgen" "${made_of[@]}" && return
  say "building the wasm-bindgen step"
  cargo build --features bindgen --bin bindgen
  cp "$CARGO_TARGET_DIR/debug/bindgen" "$tools/bindgen.new"
  mv "$tools/bindgen.new" "$tools/bindgen"
  made bindgen "${made_of[@]}"
}

# cargo -> wasm-bindgen -> wasm-opt and esbuild -> pkg/dist, which has either the old files or the new ones, never a mixture.
wasm() {
  need_rust
  need_node
  wasm_toolchain
  say "building the wasm"
  local cargo_home="${CARGO_HOME:-$HOME/.cargo}" separator=$'\x1f' remap folder flag
  # Panic messages hold source paths: the wasm that ships must name no folder of the machine that built it, and be the
  # same wherever it is built. Where two prefixes match, rustc takes the later one.
  remap="--remap-path-prefix=$PWD=crosssell-wasm"
  remap+="$separator--remap-path-prefix=$("$wasm_rustc" --print sysroot)=rust"
  # The folders of downloaded crates are there only after a fetch.
  cargo fetch --quiet --target "$wasm_target"
  for folder in "$cargo_home" "$cargo_home"/registry/src/*; do remap+="$separator--remap-path-prefix=$folder=crates"; done
  # A panic stops the wasm at once, without a message that nobody would read: see the lint table for why there is none.
  for flag in -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none; do
    remap+="$separator$flag"
  done
  # The encoded form, since RUSTFLAGS cannot hold a folder with a blank in its name. It applies to wasm32 only.
  CARGO_ENCODED_RUSTFLAGS="$remap" "${wasm_cargo[@]}" --profile wasm --target "$wasm_target" --lib

  bindgen
  local compiled="$CARGO_TARGET_DIR/$wasm_target/wasm/crosssell_wasm.wasm" new="$tools/dist"
  local made_of=("$compiled" Cargo.lock package-lock.json build.sh src/bin/bindgen.rs pkg/src/*.js)
  if fresh dist pkg/dist/crosssell_wasm_bg.wasm "${made_of[@]}"; then
    say "pkg/dist is up to date"
    return
  fi
  say "wasm-bindgen, wasm-opt and esbuild"
  rm -rf "$new" pkg/src/wasm
  mkdir -p "$new"
  "$tools/bindgen" "$compiled" pkg/src/wasm
  # The --enable flags are what rustc's output may use, and what every browser of the last years knows; without them
  # wasm-opt refuses the file. Functions that are called once stay functions unless tiny: inlined, they compress worse.
  node_modules/.bin/wasm-opt pkg/src/wasm/crosssell_wasm_bg.wasm -o "$new/crosssell_wasm_bg.wasm" -O3 \
    --one-caller-inline-max-function-size=20 \
    --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
    --enable-reference-types --enable-multivalue --strip-debug --strip-producers --strip-target-features
  # One file an entry, so that a page without a bundler makes one request and not nine.
  node_modules/.bin/esbuild pkg/src/index.js pkg/src/node.js --bundle --minify --format=esm --platform=neutral \
    --external:node:* --target=es2022 --outdir="$new" --log-level=warning
  if grep -q -a -F -e "$PWD/" -e "$cargo_home/" "$new/crosssell_wasm_bg.wasm"; then
    die "the wasm names a folder of this machine: a --remap-path-prefix is missing in build.sh"
  fi
  rm -rf pkg/dist
  mv "$new" pkg/dist
  made dist "${made_of[@]}"
  node tools/sizes.mjs
}

# ---------------------------------------------------------------------------------------------------------- the shop

# The sample shop's model, catalogue and customers in www/model; the package in www/vendor.
site() {
  miner
  wasm
  local shop="$tools/shop" model=www/model made_of=("$CROSSSELL" tools/personas.mjs build.sh)
  if fresh model "$model/personas.json" "${made_of[@]}"; then
    say "the sample shop is up to date"
  else
    say "making and mining the sample shop"
    "$CROSSSELL" synth -o "$shop"
    # The folder as a whole: models of earlier builds would pile up in it.
    rm -rf "$model"
    # --min-count 20: the sample spreads 100,000 orders over 2,000 items. No pair is in one order of a hundred, so the
    # default support finds no rule; 20 orders give some 800. Without --names: the page has the names from the catalogue.
    "$CROSSSELL" mine "$shop/orders.csv" --catalog "$shop/catalog.jsonl" --min-count 20 -o "$model"
    cp "$shop/catalog.jsonl" "$model/"
    node tools/personas.mjs "$shop/orders.csv" >"$model/personas.json.new"
    mv "$model/personas.json.new" "$model/personas.json"
    made model "${made_of[@]}"
  fi
  # A copy, since a static host is given www and nothing beside it.
  rm -rf www/vendor/crosssell-wasm
  mkdir -p www/vendor/crosssell-wasm
  cp pkg/dist/* www/vendor/crosssell-wasm/
}

demo() {
  site
  local port
  # sirv would take a random port when the wanted one is taken: the next free one is easier to guess.
  port=$(node tools/free-port.mjs "${PORT:-8080}")
  say "the demo shop is at http://localhost:$port/ (Ctrl+C ends it)"
  # --dev: sirv lists the folder once when it starts otherwise, and does not see what the next build writes.
  # exec, and not npx: who stops this script stops the server, with no process between that does not pass it on.
  exec node_modules/.bin/sirv www --dev --quiet --host localhost --port "$port"
}

# ---------------------------------------------------------------------------------------------------------- tests

# Everything, the quick checks first. A folder of tests that is missing is an error: skipped tests look like passed ones.
test_all() {
  local folder
  for folder in tests/oracle tests/browser; do
    [ -d "$folder" ] || die "the folder $folder is missing: its tests cannot be run"
  done
  need_rust
  need_node
  need_browsers
  need_python

  # rustup's minimal profile comes without both.
  if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
    rustup component add rustfmt clippy
  fi
  say "formatting"
  cargo fmt --check
  say "lints, native"
  cargo clippy --all-targets --features miner,bindgen -- -D warnings
  say "tests in Rust"
  cargo test --features miner
  # The tests use the same binary, built with other features of some dependencies: a plain build would undo that, and
  # the next `test` compile the library once more.
  miner_built=yes
  site
  if [ -z "$wasm_fallback" ]; then
    say "lints, wasm32"
    cargo clippy --lib --target "$wasm_target" -- -D warnings
  else
    warn "lints for wasm32 are left out: clippy needs rustup's $wasm_target target"
  fi
  say "tests against other implementations (Python)"
  "$tools/venv/bin/pytest" -q tests/oracle
  say "tests in Node and in browsers, and of the types"
  # Files by name: a folder is searched by Node 20, but taken for a module by Node 22.
  node --test tests/browser/*.test.mjs
  say "all tests passed"
}

bench() {
  site
  say "building the miner, release profile"
  cargo build --release --features miner --bin crosssell
  export CROSSSELL_RELEASE="$CARGO_TARGET_DIR/release/crosssell"
  say "measuring"
  node benches/figures.mjs "$@"
}

help() {
  cat <<'TEXT'
./build.sh VERB

  demo    build everything, mine the built-in sample shop, serve it on localhost (PORT=8080, or the next free one)
  test    run every check and test: formatting, lints, Rust, Python oracles, types, Node, Chromium, Firefox
  site    what demo does, without serving: the finished static site is in www
  miner   build the command line only: target/debug/crosssell
  wasm    build the npm package's wasm only: pkg/dist
  bench   measure and print the figures of the README
  help    this text

Missing npm packages, Python packages, the wasm target and (on Debian and Ubuntu, as root or with sudo) system packages
are installed. Rust with rustup (https://rustup.rs) and Node.js 20 (https://nodejs.org) must be there.
TEXT
}

mkdir -p "$tools"
verb=${1:-help}
[ $# -eq 0 ] || shift
case "$verb" in
  # Not `"$verb" && say`: bash ignores `set -e` in whatever stands before &&.
  demo) demo ;;
  site | miner | wasm)
    "$verb"
    say "$verb: done"
    ;;
  bench) bench "$@" ;;
  test) test_all ;;
  help | -h | --help) help ;;
  *)
    help >&2
    die "there is no verb '$verb'"
    ;;
esac
