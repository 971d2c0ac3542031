cargo test -q -- --list --format terse
# rc=0
