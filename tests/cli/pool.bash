# Pools of sandboxes, each test with a project, and so a pool, of its own.
# shellcheck disable=SC2154 # bats and environment_contract.bash set them

own_project()
{
  mkdir "$BATS_TEST_TMPDIR/own"
  cd "$BATS_TEST_TMPDIR/own" || return
  echo first >source
}

# take [POOL'S OPTIONS...]: one instance of a pool of sandboxes.
take()
{
  "$TESTR" environment pool provision "$@" -- sandbox
}

# in_lease LEASE COMMAND...
in_lease()
{
  local lease=$1
  shift
  "$TESTR" environment pool execute "$lease" -- "$@"
}

give_back()
{
  "$TESTR" environment pool dispose "$@"
}

# The instances of the current project's pools, `ID STATE` each, sorted.
members()
{
  "$TESTR" environment pool --list |
    awk -F '  +' -v project="$PWD" '$6 == project { print $1, $2 }' | sort
}

member_ids()
{
  members | cut -d ' ' -f 1
}

drain()
{
  "$TESTR" environment pool --drain
}

# The host name of a sandbox is its id, whoever has it.
which_member()
{
  in_lease "$1" hostname
}
