# Spoor: make run, make test, make dist, make bench. The work is done by the scripts in tools/.
.DEFAULT_GOAL := help
.PHONY: help setup run dist test bench throughput fuzz clean

help: ## says what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## installs what building needs and is missing
	@tools/setup.sh build

run: setup ## builds the page and serves it on http://127.0.0.1:8080 (PORT= changes it)
	@node tools/build.mjs
	@exec node tools/serve.mjs

dist: setup ## builds the folder dist/ to upload, and prints what a visitor loads
	@node tools/build.mjs --sizes

test: ## installs what testing needs and is missing, then runs everything
	@tools/test.sh

bench: ## measures the search on worlds (WORLDS="folder folder" takes others)
	@tools/bench.sh $(WORLDS)

throughput: setup ## measures the taint engine beside networkx and Python, on the host and in Chromium
	@node benches/throughput/run.mjs

fuzz: ## the taint policies on a million random graphs, ten million broken answers, every fault over 200 seeds
	@SPOOR_GRAPHS=1000000 cargo nextest run --locked --cargo-quiet --cargo-profile bench --test taint -E 'test(laws)'
	@SPOOR_FUZZ=500 SPOOR_SEEDS=200 cargo nextest run --locked --cargo-quiet --cargo-profile bench --lib --test faults -E 'test(fuzz) or test(broken) or binary(faults)'

clean: ## removes what was built, and the tools that were installed here
	@rm -rf dist .tools node_modules && cargo clean
