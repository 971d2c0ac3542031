# What is special of environment=sandbox; what it promises as all do is tested by
# environment-contract.bats.

load environment_contract
load environment_sandbox

# sandbox OPTIONS -- COMMAND: one execution in an instance of its own.
sandbox()
{
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  one=$(environment provision "${options[@]}" 1)
  run environment execute "$one" "$@"
  environment dispose "$one"
}

@test "what is running when its sandbox is disposed of is lost, however it takes TERM" {
  own=$INSTANCE
  INSTANCE=$(provision 1)
  execute_in_background sh -c "trap 'exit 0' TERM; echo ready; sleep $MARK & wait"
  environment dispose "$INSTANCE"
  await "$CALLOUT"
  [ "$status" = 255 ]
  INSTANCE=$own
}

@test "each instance has port 8080 and a /tmp for itself" {
  other=$(provision 1)
  serve='import socket; s = socket.create_server(("127.0.0.1", 8080)); print("ready", flush=True)
open("/tmp/well-known", "x"); import sys; open(sys.argv[1]).read()'
  for id in "$INSTANCE" "$other"; do
    mkfifo "$BATS_TEST_TMPDIR/go-$id"
    environment execute "$id" "$BATS_TEST_TMPDIR/go-$id" -- \
      /usr/bin/python3 -c "$serve" "$BATS_TEST_TMPDIR/go-$id" >"$BATS_TEST_TMPDIR/$id" 3>&- &
  done
  # A pipe opens when there is a reader: so both serve at the same time.
  exec 8>"$BATS_TEST_TMPDIR/go-$INSTANCE" 9>"$BATS_TEST_TMPDIR/go-$other"
  exec 8>&- 9>&-
  wait
  [ "$(cat "$BATS_TEST_TMPDIR/$INSTANCE" "$BATS_TEST_TMPDIR/$other")" = $'ready\nready' ]
  environment dispose "$other"
  [ ! -e /tmp/well-known ]
}

@test "processes, host name, /dev/shm, /run and home are private" {
  run in_instance sh -c 'hostname; ls -A /dev/shm /run "$HOME" | grep -v : ; echo $(ps -e | wc -l)'
  [ "${lines[0]}" = "$INSTANCE" ]
  [ "${lines[-1]}" -lt 10 ]
  # shellcheck disable=SC2153 # contract_begin sets it
  run in_instance ls "$INSTANCES"
  [ "$status" != 0 ] || [ -z "$output" ]
}

@test "the system is read-only, and /tmp and home are not" {
  run in_instance sh -c 'touch /usr/x || touch /etc/x'
  [ "$status" != 0 ]
  # shellcheck disable=SC2016 # for the shell inside
  in_instance sh -c 'touch /tmp/x /var/tmp/x /dev/shm/x "$HOME/x"'
}

@test "the project is a copy" {
  in_instance sh -c 'echo changed >file'
  [ "$(cat file)" = content ]
  run in_instance cat file
  [ "$output" = changed ]
}

@test "--source shared is the project itself" {
  sandbox --source shared -- sh -c 'echo made >made; pwd'
  [ "$output" = "$PROJECT" ]
  [ "$(cat made)" = made ]
  rm made
}

@test "--source read-only cannot be written to" {
  sandbox --source read-only -- sh -c 'cat file; ! touch made'
  [ "$status" = 0 ]
  [[ $output == content* ]]
  [ ! -e made ]
}

@test "--read-write lets commands write to a path" {
  mkdir "$BATS_TEST_TMPDIR/out"
  sandbox --read-write "$BATS_TEST_TMPDIR/out" -- touch "$BATS_TEST_TMPDIR/out/made"
  [ -e "$BATS_TEST_TMPDIR/out/made" ]
}

@test "--keep shows a path that would be hidden, read-only" {
  echo kept >"$BATS_TEST_TMPDIR/kept"
  sandbox -- cat "$BATS_TEST_TMPDIR/kept"
  [ "$status" != 0 ]
  sandbox --keep "$BATS_TEST_TMPDIR/kept" -- \
    sh -c 'cat "$1"; echo >>"$1"' sh "$BATS_TEST_TMPDIR/kept"
  [[ $output == kept*Read-only* ]]
}

@test "--network host is the machine's" {
  sandbox --network host -- readlink /proc/self/ns/net
  [ "$output" = "$(readlink /proc/self/ns/net)" ]
  run in_instance readlink /proc/self/ns/net
  [ "$output" != "$(readlink /proc/self/ns/net)" ]
}

@test "a set-up that fails is a loss, whatever bwrap's own status" {
  one=$(provision 1)
  rm -r "$INSTANCES/$one/tmp"
  run environment execute "$one" -- true
  environment dispose "$one"
  [ "$status" = 255 ]
  [[ $output == *"testr: the sandbox '$one' could not be set up"* ]]
}

@test "without bubblewrap the remedy is told" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  run env PATH="$BATS_TEST_TMPDIR/bin" "$TESTR" environment sandbox provision 1
  [ "$status" = 3 ]
  [[ $output == *"bwrap is not installed: install the package 'bubblewrap'"* ]]
}

@test "where namespaces are not allowed the remedy is told" {
  run unshare --user --map-root-user sh -c \
    'echo 0 >/proc/sys/user/max_mnt_namespaces && exec "$TESTR" environment sandbox provision 1'
  [ "$status" = 3 ]
  [[ $output == *'no sandbox can be set up here: bwrap: '*max_*_namespaces* ]]
}

@test "an ordinary user needs no root" {
  [ "$(id -u)" = 0 ] || skip 'is one already'
  folder=$(mktemp -d)
  mkdir "$folder/project" "$folder/state"
  echo content >"$folder/project/file"
  cp "$TESTR" "$folder/testr" # which may be where only root comes to
  chown -R nobody "$folder"
  # shellcheck disable=SC2016 # for the shell inside
  run setpriv --reuid nobody --clear-groups env -C "$folder/project" HOME="$folder" \
    TESTR="$folder/testr" XDG_STATE_HOME="$folder/state" sh -ec '
      id=$("$TESTR" environment sandbox provision)
      "$TESTR" environment sandbox execute "$id" -- sh -c "cat file; id -un; echo x >file"
      "$TESTR" environment sandbox dispose "$id"
      ls "$XDG_STATE_HOME/testr/instances"'
  rm -rf "$folder"
  [ "$status" = 0 ]
  [ "$output" = $'content\nnobody' ]
}

@test "a project that holds the state is refused" {
  XDG_STATE_HOME=$PROJECT/state run environment provision 1
  rm -r state
  [ "$status" = 3 ]
  [[ $output == *'set XDG_STATE_HOME'* ]]
}

@test "an instance whose record is damaged can be disposed of, and nothing runs in it" {
  for damage in '' '[instance]' $'\xff\xfe garbage'; do
    damaged=$(environment provision 1)
    folder=$XDG_STATE_HOME/testr/instances/$damaged
    printf '%s' "$damage" >"$folder/record"
    run environment execute "$damaged" -- true
    [ "$status" = 255 ]
    run environment dispose "$damaged"
    [ "$status" = 0 ]
    [ ! -e "$folder" ]
  done
}

@test "a project whose path is not UTF-8 is refused before anything is made" {
  before=$(ls "$XDG_STATE_HOME/testr/instances")
  mkdir $'odd\xff'
  run -3 env -C $'odd\xff' "$TESTR" environment sandbox provision
  [[ $output == *"is not UTF-8"* ]]
  [ "$(ls "$XDG_STATE_HOME/testr/instances")" = "$before" ]
}

@test "a path of --keep, --read-write or --device that is not there is refused at provisioning" {
  for option in keep read-write device; do
    run environment provision "--$option" "$BATS_TEST_TMPDIR/missing"
    [ "$status" = 3 ]
    [[ $output == *"--$option '$BATS_TEST_TMPDIR/missing': No such file or directory"* ]]
  done
  [ "$(on_record)" = "$INSTANCE" ]
}

@test "--device shows a device, and no other" {
  sandbox -- test -e /dev/fuse
  [ "$status" != 0 ] || skip 'sandboxes have /dev/fuse anyway'
  [ -c /dev/fuse ] || skip 'there is no /dev/fuse here'
  sandbox --device /dev/fuse -- test -c /dev/fuse
  [ "$status" = 0 ]
}
