# environment=ssh for tests, on real sshd's of its own.
# shellcheck disable=SC2034,SC2153 # environment_contract.bash and the tests use and set them

load sshd

HOLD=(rsync project)

engine_begin()
{
  contract_needs ssh sshd rsync || return 0
  ssh_keys
  sshd_start one
  sshd_start two
  ONE=127.0.0.1:$(cat "$SSH/one.port") TWO=127.0.0.1:$(cat "$SSH/two.port")
  export ONE TWO
  contract_begin ssh --ssh-config "$SSH/config" --host "$ONE"
}

engine_end()
{
  sshd_stop one
  sshd_stop two
}

# What is left of instances on server $1.
remains()
{
  ls "$SSH/$1.home/.testr-instances"
}

engine_is_clean()
{
  [ "$(remains one)" = "$INSTANCE" ]
}

# sshd and all its children are killed; somebody starts it again.
lose()
{
  sshd_stop one
  sshd_restart one
}
