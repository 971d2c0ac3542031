# Waiting for processes to end.

# Waits, for a minute or $WITHIN_S seconds, until process $1 has ended, whether anybody has asked yet
# how or not.
wait_for_end()
{
  # shellcheck disable=SC2016 # for the shell inside
  timeout "${WITHIN_S:-60}" sh -c 'while ps -o stat= -p "$0" | grep -qv "^Z"; do sleep 0.02; done' "$1"
}
