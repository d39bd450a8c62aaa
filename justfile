# Tasks for people who work on rungs. `just` lists them.

_list:
    @just --list

# Build the program.
build:
    cargo build --release

# Run all tests. A name runs one module: `just test golden::`.
test *names:
    cargo test {{names}}

# Run the property tests with new random inputs, several times.
properties times="10":
    for _ in $(seq {{times}}); do \
        export PROPTEST_RNG_SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' '); \
        echo "seed $PROPTEST_RNG_SEED"; \
        cargo test --lib -- tests::properties map::tests || exit 1; \
        cargo test --test it -- properties:: history:: import_ bad_input:: || exit 1; \
    done

# Accept changed output: golden site, diagnostic fixtures, snapshots. Read `git diff` afterwards.
bless:
    RUNGS_BLESS=1 INSTA_UPDATE=always cargo test --lib
    RUNGS_BLESS=1 INSTA_UPDATE=always cargo test --test it -- golden:: diagnostics::

# Run everything that the project's CI runs.
ci:
    bash .ci/run

# Measure builds, saves and growth. Each script prints its own help with --help.
bench: build
    python3 benches/build.py --rungs target/release/rungs
    python3 benches/serve.py --rungs target/release/rungs
    python3 benches/growth.py --rungs target/release/rungs
    python3 benches/history.py --rungs target/release/rungs

# Fuzz one target for some seconds: `just fuzz markdown 600`.
fuzz target seconds="600":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}

# Serve the sample handbook.
serve:
    cargo run --release -- serve
