# environment=sandbox for tests, on the real bubblewrap.
# shellcheck disable=SC2034 # environment_contract.bash uses it

HOLD=(cp project)

engine_begin()
{
  contract_needs bwrap || return 0
  contract_begin sandbox
}

engine_end()
{
  :
}

# An instance is nothing but its folder, and that is on record.
engine_is_clean()
{
  :
}

lose()
{
  environment dispose "$1"
}
