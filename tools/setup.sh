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

# Installs a system's package where apt can.
apt_install() {
    local as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    command -v apt-get >/dev/null || return 1
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
}

# Programs in Python that check what Spoor writes (eth-account) and open what it encrypts (pyrage), in a folder of their own:
# nothing goes into the system.
wanted=$(cat tests/interop/requirements.txt tests/interop/age-requirements.txt)
if [ "$wanted" != "$(cat .tools/python/wanted 2>/dev/null)" ]; then
    echo "Installing the Python tools"
    rm -rf .tools/python
    if ! python3 -m venv .tools/python >/dev/null 2>&1; then
        rm -rf .tools/python
        apt_install python3 python3-venv || need "Python 3.10 or newer with venv" "https://www.python.org, or your system's packages python3 and python3-venv"
        python3 -m venv .tools/python
    fi
    .tools/python/bin/pip install --quiet --disable-pip-version-check -r tests/interop/requirements.txt -r tests/interop/age-requirements.txt
    echo "$wanted" > .tools/python/wanted
fi

if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    echo "Installing Chromium"
    apt_install chromium || need "Chromium" "install it and set CHROMIUM to its path"
fi

if ! command -v age >/dev/null; then
    echo "Installing age"
    apt_install age || need "age" "https://age-encryption.org, or your system's package age"
fi

# The reader of tips on the command line asks by curl.
if ! command -v curl >/dev/null; then
    echo "Installing curl"
    apt_install curl || need "curl" "your system's package curl"
fi
