# `just` lists the recipes; CONTRIBUTING.md says when to use which.

_list:
    @just --list

# all that CI runs
ready:
    .ci/run

# the quick part of it, while working
check:
    .ci/run test fmt clippy doc

# each fuzz target for a minute
fuzz seconds="60":
    scripts/fuzz {{ seconds }}

# start-up against an empty program
startup:
    scripts/startup

# how long pastes take, beside what merely reading them would
bench:
    cargo bench --bench paste

# how fast logs are read, beside the programs that people use instead, and whether what is found is true
ratios *arguments:
    scripts/bench {{ arguments }}

# log pipelines with the real programs: rsyslog, Spark, GNU parallel; installs what is missing
pipelines *names:
    scripts/pipelines {{ names }}

# the site in a real browser: the paste box against the program; installs what is missing
browser:
    scripts/browser

# the engine of the site's pages, built anew
wasm:
    scripts/wasm

# build time of a catalog with 20,000 entries more
scale:
    scripts/scale

# write the JSON Schemas under schema/ anew
schema:
    ERRDEX_UPDATE_SCHEMA=1 cargo test --lib schema

# errdex's own documentation with the built-in catalog, into target/site
site *arguments:
    cargo run --quiet --release -- docs build --guide docs/site -o target/site {{ arguments }}
