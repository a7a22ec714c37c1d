#!/bin/bash
# Everything that must hold before a change is taken. Stops at the first thing that does not.
set -euo pipefail
cd "$(dirname "$0")/.."
target=wasm32-unknown-unknown

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "What is missing"
tools/setup.sh test
step "Format"
cargo fmt --all -- --check
step "Clippy: core, tests, examples"
cargo clippy --locked --quiet --all-targets -- -D warnings
step "Clippy: page and worker"
cargo clippy --locked --quiet --target $target --lib --bins -- -D warnings
step "Core"
cargo nextest run --locked --cargo-quiet --no-fail-fast --status-level fail --final-status-level fail
step "Examples in the documentation"
cargo test --locked --quiet --doc
step "Build tools"
node --test --test-reporter=dot tests/tools/*.test.mjs
step "The page"
node tools/build.mjs
if [ -f tests/interop/run.mjs ]; then
    step "Tips read by other programs"
    node tests/interop/run.mjs
fi
step "Files of age, read and written by other programs"
node tests/interop/age.mjs
step "A feed, checked by another program"
cargo build --locked --quiet --profile bench --example make_feed --example verify_feed
node tests/interop/feed.mjs
step "The explorer that fails on purpose"
cargo build --locked --quiet --profile bench --example replay_explorer
step "The page in a browser"
cargo build --locked --quiet --example payload_names --example random_tips
node tests/browser/run.mjs
