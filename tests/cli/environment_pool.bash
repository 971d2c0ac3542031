# environment=pool for tests, of sandboxes, which are the quickest.
# shellcheck disable=SC2034,SC2153 # environment_contract.bash and the tests use and set them

load pool

HOLD=(cp project)

engine_begin()
{
  contract_needs bwrap || return 0
  contract_begin pool -- sandbox
}

engine_end()
{
  drain
}

# What is idle would be lent, where a test waits for one that is made.
engine_refresh()
{
  drain
}

# Leases only: what the pool keeps is no instance of its own.
on_record()
{
  find "$INSTANCES" -name 'pool-*' -printf '%f\n'
}

# Nothing is half made, which has a maker, and the pools of other projects than the file's own have
# back what they lent.
engine_is_clean()
{
  ! grep -l '^maker=' "$INSTANCES"/*/record || return
  [ "$PWD" = "$PROJECT" ] || ! members | grep -E 'in use|left behind'
}

# What the lease is of goes, and the command in it ends.
lose()
{
  "$TESTR" environment sandbox dispose "$("$TESTR" environment pool --list |
    awk -F '  +' -v lease="$1" '$5 == lease { print $1 }')"
}
