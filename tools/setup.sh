#!/bin/bash
# Installs what is missing for building (`setup.sh build`) or for building and testing (`setup.sh test`). Says what it
# does; does nothing where everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { echo "Spoor needs $1: $2" >&2; exit 1; }
command -v node >/dev/null || need "Node 20 or newer" "https://nodejs.org, or your system's package nodejs"
command -v npm >/dev/null || need "npm" "it comes with Node; some systems have it as a package of its own"
command -v cargo >/dev/null || need "Rust by rustup" "https://rustup.rs"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || need "Node 20 or newer" "this one is $(node --version)"

# The compiler of rust-toolchain.toml, its parts and the WebAssembly target. rustup is asked only where one is missing:
# rustc finds the target's library by itself when somebody installed it without rustup.
target=wasm32-unknown-unknown
if ! rustc --version >/dev/null 2>&1; then
    command -v rustup >/dev/null || need "the compiler named in rust-toolchain.toml" "rustc does not run"
    echo "Installing the compiler named in rust-toolchain.toml"
    rustup toolchain install
fi
if ! ls "$(rustc --print target-libdir --target $target)"/libstd-*.rlib >/dev/null 2>&1; then
    echo "Installing the Rust target $target"
    rustup target add $target
fi

# wasm-bindgen refuses a program made for another version than its own, so it is the version of Cargo.lock.
bindgen=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print }' Cargo.lock)
if [ "$(.tools/bin/wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $bindgen" ]; then
    echo "Installing wasm-bindgen $bindgen into .tools (some minutes, once)"
    # Without --locked: the lock file of the tool may name versions that a mirror does not hold yet.
    cargo install --quiet wasm-bindgen-cli --version "$bindgen" --root .tools --bin wasm-bindgen
fi

if ! cmp -s package-lock.json node_modules/.spoor-lock; then
    echo "Installing the npm tools"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.spoor-lock
fi

[ "${1:-build}" = test ] || exit 0

for part in clippy fmt; do
    cargo $part --version >/dev/null 2>&1 || { echo "Installing cargo $part"; rustup component add "${part/fmt/rustfmt}"; }
done

if ! cargo nextest --version >/dev/null 2>&1; then
    echo "Installing cargo-nextest (some minutes, once)"
    cargo install --quiet --locked cargo-nextest
fi

# Programs in Python that check what Spoor writes, in a folder of their own: nothing goes into the system.
if ! cmp -s tests/interop/requirements.txt .tools/python/requirements.txt; then
    command -v python3 >/dev/null || need "Python 3.10 or newer" "https://www.python.org, or your system's packages python3 and python3-venv"
    echo "Installing the Python tools"
    python3 -m venv .tools/python || need "Python's venv" "on Debian it is the package python3-venv"
    .tools/python/bin/pip install --quiet --disable-pip-version-check -r tests/interop/requirements.txt
    cp tests/interop/requirements.txt .tools/python/requirements.txt
fi

if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    echo "Installing Chromium"
    as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
    command -v apt-get >/dev/null || need "Chromium" "install it and set CHROMIUM to its path"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null
fi

# Programs of others that open what Spoor encrypts, and encrypt what it opens (tests/interop/age.mjs).
if ! cmp -s tests/interop/age-requirements.txt .tools/python/age-requirements.txt; then
    command -v python3 >/dev/null || need "Python 3.10 or newer" "https://www.python.org, or your system's packages python3 and python3-venv"
    echo "Installing pyrage"
    [ -x .tools/python/bin/pip ] || python3 -m venv .tools/python || need "Python's venv" "on Debian it is the package python3-venv"
    .tools/python/bin/pip install --quiet --disable-pip-version-check -r tests/interop/age-requirements.txt
    cp tests/interop/age-requirements.txt .tools/python/age-requirements.txt
fi

if ! command -v age >/dev/null; then
    echo "Installing age"
    as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
    command -v apt-get >/dev/null || need "age" "https://age-encryption.org, or your system's package age"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq age >/dev/null
fi
