# shellcheck shell=bash
# Who is left of a run: processes are known by a mark in their environment.

# Starts a command with the mark, in this shell's place.
with_mark() {
  LEFT_BY=$BATS_TEST_TMPDIR exec "$@"
}

# The processes that bear the mark, a line each: number and name. Dead ones bear none.
left() {
  local environment
  grep -lzFx "LEFT_BY=$BATS_TEST_TMPDIR" /proc/[0-9]*/environ 2>/dev/null |
    while read -r environment; do
      echo "$(cut -d/ -f3 <<<"$environment") $(cat "${environment%environ}comm" 2>/dev/null)"
    done
}

nobody_is_left() {
  [ -z "$(left)" ]
}

# Waits until the command that follows succeeds. The bound is there for what never comes only, unless
# $WITHIN_S is one that is promised.
await() {
  local end=$((SECONDS + ${WITHIN_S:-200}))
  while [ "$SECONDS" -lt "$end" ]; do
    if "$@" 2>/dev/null; then
      return
    fi
    sleep 0.02
  done
  echo "waited in vain: $*; left: $(left)"
  return 1
}
