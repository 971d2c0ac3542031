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

# Waits for what podman starts when a container has ended, which still writes into the store.
engine_end()
{
  timeout 60 sh -c 'while pgrep -f "$0/store" >/dev/null; do sleep 0.05; done' "$PODMAN"
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
