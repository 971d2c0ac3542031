# What is special of environment=ssh; what it promises as all do is tested by
# environment-contract.bats.

load environment_contract
load environment_ssh

# provision_from HOST [WORDS...]: as provision, with other options than the file's own.
provision_from()
{
  environment provision --ssh-config "$SSH/config" --host "$@"
}

@test "instances are spread over hosts, each with its own folder" {
  ids=$(provision_from "$TWO" --host "$ONE" 3)
  # One has an instance already, so two of the three are on the other.
  [ "$(remains two | wc -l)" = 2 ]
  [ "$(remains one | wc -l)" = 2 ]
  # shellcheck disable=SC2086 # words
  environment dispose $ids
  [ "$(remains two | wc -l)" = 0 ]
}

@test "hosts come from a file, too" {
  printf '# ours\n\n %s # the second\n' "$TWO" >hosts
  id=$(environment provision --ssh-config "$SSH/config" --hosts-file hosts)
  [ "$(remains two)" = "$id" ]
  environment dispose "$id"
}

@test "--slots caps the instances of each host" {
  run provision_from "$TWO" --slots 2 3
  [ "$status" = 3 ]
  [[ $output == *'all slots of all hosts are taken (--slots 2)'* ]]
  only_own_instance_left
}

@test "--slots holds among processes that provision at the same time" {
  processes=
  for number in 1 2 3 4 5 6; do
    provision_from "$TWO" --slots 3 >"$BATS_TEST_TMPDIR/id-$number" 2>/dev/null 3>&- &
    processes="$processes $!"
  done
  for process in $processes; do
    await "$process"
    [ "$status" = 0 ] || [ "$status" = 3 ]
  done
  ids=$(cat "$BATS_TEST_TMPDIR"/id-*)
  [ "$(wc -w <<<"$ids")" = 3 ]
  [ "$(remains two | wc -l)" = 3 ]
  # shellcheck disable=SC2086 # words
  environment dispose $ids
}

@test "twelve instances on one host execute at a time" {
  ids=$(provision_from "$TWO" 12)
  for id in $ids; do
    environment execute "$id" -- sh -c 'pwd; head -c 100000 /dev/zero' \
      >"$BATS_TEST_TMPDIR/$id" 3>&- &
  done
  wait
  # shellcheck disable=SC2086 # words
  environment dispose $ids
  [ "$(cat "$BATS_TEST_TMPDIR"/ssh-* | wc -c)" -gt 1200000 ]
  [ "$(grep -ah "/source$" "$BATS_TEST_TMPDIR"/ssh-* | sort -u | wc -l)" = 12 ]
}

@test "no connection has more than eight sessions, and each instance has one" {
  SSHD_SETTINGS=$'MaxSessions 8\nLogLevel VERBOSE' sshd_start strict
  # shellcheck disable=SC2046 # words
  set -- $("$TESTR" environment ssh provision --ssh-config "$SSH/config" \
    --host "127.0.0.1:$(cat "$SSH/strict.port")" 12)
  mkfifo "$BATS_TEST_TMPDIR/ready" "$BATS_TEST_TMPDIR/go"
  executions=
  for id; do
    environment execute "$id" -- sh -c 'echo >"$0/ready"; read -r _ <"$0/go"' \
      "$BATS_TEST_TMPDIR" 3>&- &
    executions="$executions $!"
  done
  exec 7<>"$BATS_TEST_TMPDIR/ready"
  for id; do
    read -r _ <&7
  done
  exec 8<>"$BATS_TEST_TMPDIR/go" # all twelve run now
  for id; do
    echo >&8
  done
  for execution in $executions; do
    wait "$execution"
  done
  environment dispose "$@"
  sshd_stop strict
  run ! grep 'no more sessions' "$SSH/strict.log"
  [ "$(grep -c 'Accepted publickey' "$SSH/strict.log")" = 12 ]
}

@test "without rsync on the host the tree goes by tar" {
  mkdir "$SSH/bin"
  for program in bash sh tar mkdir mkfifo cat setsid grep chmod rm; do
    ln -s "$(command -v "$program")" "$SSH/bin/$program"
  done
  sshd_start bare PATH="$SSH/bin"
  id=$(provision_from "127.0.0.1:$(cat "$SSH/bare.port")")
  run environment execute "$id" -- cat file
  environment dispose "$id"
  sshd_stop bare
  [ "$output" = content ]
}

@test "a lost link is a loss, for good, and the command ends" {
  own=$INSTANCE
  INSTANCE=$(provision 1)
  execute_in_background sh -c "trap '' TERM HUP; sleep $MARK & echo ready; sleep $MARK"
  pkill -KILL -P "$(cat "$SSH/one.pid")" # sshd's side of all connections
  await "$CALLOUT"
  [ "$status" = 255 ]
  wait_for_no_mark
  run ! marked
  # It could be reached again.
  run -255 in_instance true
  [[ $output == *"'$INSTANCE' has been lost"* ]]
  environment dispose "$INSTANCE"
  INSTANCE=$own
  run -0 in_instance true
}

@test "a host that says nothing any more is a loss" {
  own=$INSTANCE
  INSTANCE=$(provision_from "$TWO")
  execute_in_background sh -c 'echo ready; exec sleep 1000'
  # sshd's side of the connection hangs: as if the machine did.
  pkill -STOP -P "$(cat "$SSH/two.pid")"
  await "$CALLOUT"
  pkill -KILL -P "$(cat "$SSH/two.pid")"
  [ "$status" = 255 ]
  environment dispose "$INSTANCE"
  INSTANCE=$own
  [ "$(remains two | wc -l)" = 0 ]
}

@test "a wrong host key is refused, with the remedy" {
  sed "s|$(cut -d ' ' -f 2 "$SSH/host_key.pub")|$(cut -d ' ' -f 2 "$SSH/other_host_key.pub")|" \
    "$SSH/known_hosts" >"$SSH/wrong_hosts"
  run provision_from "$TWO" --ssh-option "UserKnownHostsFile=$SSH/wrong_hosts"
  [ "$status" = 3 ]
  [[ $output == *'shows another key than it is known by'* ]]
}

@test "an unknown host key is refused, with the remedy" {
  run provision_from "$TWO" --ssh-option UserKnownHostsFile=/dev/null
  [ "$status" = 3 ]
  [[ $output == *"host's key is not known"* ]]
}

@test "a refused login is told, with the remedy" {
  run provision_from "nobody@$TWO" --ssh-option "IdentityFile=$SSH/other_host_key"
  [ "$status" = 3 ]
  [[ $output == *'the login was refused'* ]]
}

@test "a host without server is told" {
  run provision_from "127.0.0.1:$(free_port)"
  [ "$status" = 3 ]
  [[ $output == *'runs no ssh server there'* ]]
}

@test "a full remote disk is told" {
  [ "$(id -u)" = 0 ] || skip 'only root can make a small disk'
  head -c 1000000 /dev/urandom >large
  mkdir -p "$SSH/full.home"
  cat >"$BATS_TEST_TMPDIR/under" <<END
#!/bin/sh
mount -t tmpfs -o size=100k none "$SSH/full.home" && exec "\$@"
END
  chmod +x "$BATS_TEST_TMPDIR/under"
  SSHD_UNDER="unshare --mount $BATS_TEST_TMPDIR/under" sshd_start full
  run provision_from "127.0.0.1:$(cat "$SSH/full.port")"
  rm large
  sshd_stop full
  [ "$status" = 3 ]
  [[ $output == *"the host's disk is full"* ]]
}

@test "no host, or what is none, is told" {
  run environment provision
  [ "$status" = 3 ]
  [[ $output == *'give --host or --hosts-file'* ]]
  run environment provision --host '-oProxyCommand=touch x'
  [ "$status" = 3 ]
  [[ $output == *'is no host'* ]]
  [ ! -e x ]
}

@test "no connection is left after disposal" {
  id=$(provision_from "$TWO")
  # shellcheck disable=SC2153 # contract_begin sets it
  sockets=$(sed -n 's/^sockets=//p' "$INSTANCES/$id/record")
  [ -S "$(echo "$sockets"/*)" ]
  environment dispose "$id"
  [ ! -e "$sockets" ]
  run ! pgrep -f "ssh: $sockets"
}

@test "an instance can be disposed of although the folder of its connection has gone" {
  id=$(provision_from "$TWO")
  sockets=$(sed -n 's/^sockets=//p' "$INSTANCES/$id/record")
  pid=$(pgrep -f "ssh: $sockets")
  kill "$pid"
  wait_for_end "$pid"
  rm -r "$sockets"
  environment dispose "$id"
  run ! grep -x "$id" <<<"$(remains two)"
}

@test "disposal waits for a server that is started again" {
  id=$(provision_from "$TWO")
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\n%s "$@"\nstatus=$?\ntouch "%s"\nexit $status\n' "$(command -v ssh)" \
    "$BATS_TEST_TMPDIR/tried" >"$BATS_TEST_TMPDIR/bin/ssh"
  chmod +x "$BATS_TEST_TMPDIR/bin/ssh"
  sshd_stop two
  PATH=$BATS_TEST_TMPDIR/bin:$PATH environment dispose "$id" 3>&- &
  timeout 60 sh -c 'until [ -e "$0" ]; do sleep 0.02; done' "$BATS_TEST_TMPDIR/tried"
  sshd_restart two
  wait $!
  run ! grep -x "$id" <<<"$(remains two)"
}

@test "what a login shell prints is no output of commands, nor in the way of files" {
  mkdir "$SSH/talking.home"
  printf 'echo "Welcome to /this host"\nprintf "%%s" "no newline"\n' >"$SSH/talking.home/.bashrc"
  sshd_start talking
  [[ $(ssh -F "$SSH/config" -p "$(cat "$SSH/talking.port")" 127.0.0.1 true) == Welcome* ]] || {
    sshd_stop talking
    skip 'the login shell here reads no ~/.bashrc'
  }
  id=$(provision_from "127.0.0.1:$(cat "$SSH/talking.port")" --pull '*.log')
  echo 'an id' >"$BATS_TEST_TMPDIR/ids"
  run --separate-stderr environment execute "$id" "$BATS_TEST_TMPDIR/ids" -- \
    sh -c 'cat file "$1"; echo x >a.log; printf end; exit 5' sh "$BATS_TEST_TMPDIR/ids"
  environment dispose "$id"
  sshd_stop talking
  [ "$status" = 5 ]
  [ "$output" = $'content\nan id\nend' ]
  [ -z "$stderr" ]
  [ "$(cat ".testrepository/artifacts/$id/1/a.log")" = x ]
}

@test "a server that has no room for a login yet is asked again" {
  SSHD_SETTINGS='MaxStartups 1' sshd_start narrow
  exec 9<>"/dev/tcp/127.0.0.1/$(cat "$SSH/narrow.port")"
  read -r _ <&9 # it is being served
  provision_from "127.0.0.1:$(cat "$SSH/narrow.port")" >"$BATS_TEST_TMPDIR/id" 3>&- 9>&- &
  timeout 60 sh -c 'until grep -qE "drop connection|MaxStartups" "$0"; do sleep 0.02; done' \
    "$SSH/narrow.log"
  exec 9>&-
  wait $!
  environment dispose "$(cat "$BATS_TEST_TMPDIR/id")"
  sshd_stop narrow
}
