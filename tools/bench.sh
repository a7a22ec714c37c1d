#!/bin/bash
# Measures: each benchmark is a program of its own under benches/. Nothing here fails because a machine is slow.
#   tools/bench.sh [FOLDER…]     folders are worlds; without them, those of data/worlds
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench --locked --bench worlds -- "$@"
