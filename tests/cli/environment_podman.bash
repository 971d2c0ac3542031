# environment=podman for tests, on the real podman, with an image that is made here.
# shellcheck disable=SC2034,SC2153 # environment_contract.bash and the tests use and set them

load podman

HOLD=(podman ' run ')

engine_begin()
{
  contract_needs podman busybox || return 0
  [ "$(id -u)" = 0 ] || MISSING='only root can make mount namespaces'
  [ -z "$MISSING" ] || return 0
  podman_begin
  contract_begin podman --image localhost/tiny
}

engine_end()
{
  :
}

# The containers that there are.
containers()
{
  podman ps --all --format '{{.Names}}'
}

engine_is_clean()
{
  [ "$(containers)" = "$INSTANCE" ]
}

lose()
{
  podman kill "$1"
}
