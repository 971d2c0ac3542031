# What environment=pool lends out, to whom, and what becomes of it. Of sandboxes, the quickest.

load environment_contract
load pool

setup_file()
{
  contract_needs bwrap || return 0
  export XDG_STATE_HOME=$BATS_FILE_TMPDIR/state PROJECT=$BATS_FILE_TMPDIR
  export INSTANCES=$XDG_STATE_HOME/testr/instances ENVIRONMENT=pool
}

teardown_file()
{
  [ -n "$MISSING" ] || drain
}

@test "what comes back is lent out again, under another id" {
  own_project
  first=$(take)
  member=$(which_member "$first")
  give_back "$first"
  [ "$(members)" = "$member idle" ]
  second=$(take)
  [ "$second" != "$first" ]
  [ "$(which_member "$second")" = "$member" ]
  [ "$(members)" = "$member in use" ]
  give_back "$second"
}

@test "only what is missing is made" {
  own_project
  ids=$(take)
  give_back "$ids"
  one=$(member_ids)
  ids=$("$TESTR" environment pool provision -- sandbox 3)
  [ "$(member_ids | wc -l)" = 3 ]
  grep -qx "$one" <<<"$(member_ids)"
  # shellcheck disable=SC2086 # words
  give_back $ids
}

@test "disposing of a lease again takes nothing away from who has the instance by then" {
  own_project
  first=$(take)
  give_back "$first"
  second=$(take)
  give_back "$first"
  in_lease "$second" true
  [[ $(members) == *' in use' ]]
  run -255 in_lease "$first" true
  give_back "$second"
}

@test "a warm instance has the project's present tree, whatever became of the former one" {
  own_project
  mkdir folder
  echo kept >folder/kept
  echo gone >folder/gone
  touch -d '2020-01-01' source
  id=$(take)
  in_lease "$id" sh -c 'echo made >made; echo spoilt >folder/kept; rm source'
  give_back "$id"
  # The same size and the same time, but other content: only the content tells.
  echo after >source
  touch -d '2020-01-01' source
  rm folder/gone
  echo new >folder/new
  id=$(take)
  run in_lease "$id" sh -c 'cat source folder/*; ls; ls folder'
  give_back "$id"
  [ "$output" = $'after\nkept\nnew\nfolder\nsource\nkept\nnew' ]
}

@test "pools of two projects, and of other options, stay apart" {
  own_project
  give_back "$(take)"
  mkdir ../other
  cd ../other
  give_back "$(take)"
  id=$("$TESTR" environment pool provision -- sandbox --network host)
  give_back "$id"
  [ "$(member_ids | wc -l)" = 2 ]
  cd ../own
  [ "$(member_ids | wc -l)" = 1 ]
}

@test "--reset is run in what comes back, and a failure disposes of it" {
  own_project
  id=$(take --reset 'mv /tmp/left /tmp/reset')
  in_lease "$id" touch /tmp/left
  give_back "$id"
  [ "$(member_ids | wc -l)" = 1 ]
  id=$(take --reset 'mv /tmp/left /tmp/reset')
  in_lease "$id" test -e /tmp/reset
  give_back "$id"
  [ -z "$(members)" ]
}

@test "--max-uses disposes of what is worn" {
  own_project
  for use in 1 2; do
    id=$(take --max-uses 2)
    in_lease "$id" true
    give_back "$id"
    [ "$(member_ids | wc -l)" = $((2 - use)) ]
  done
}

@test "a lease in which nothing was executed is no use" {
  own_project
  give_back "$(take --max-uses 1)"
  [ "$(member_ids | wc -l)" = 1 ]
}

@test "--max-age disposes of what is old: what comes back, and what is idle" {
  own_project
  give_back "$(take --max-age 1us)"
  give_back "$(take --max-age 2h)"
  old=$(member_ids)
  # As if it had been made in 1970.
  sed -i 's/^made=.*/made=0/; s/^expires=.*/expires=7200/' "$(grep -l "$PWD" "$XDG_STATE_HOME"/testr/pools/*/roster)"
  id=$(take --max-age 2h)
  [ "$(member_ids | wc -l)" = 1 ]
  [ "$(member_ids)" != "$old" ]
  [ ! -e "$INSTANCES/$old" ]
  give_back "$id"
}

@test "--size caps what is kept, not what a run gets" {
  own_project
  ids=$("$TESTR" environment pool provision --size 2 -- sandbox 4)
  [ "$(wc -w <<<"$ids")" = 4 ]
  # shellcheck disable=SC2086 # words
  give_back $ids
  [ "$(members | grep -c idle)" = 2 ]
  [ "$(members | wc -l)" = 2 ]
}

@test "--fill prepares ahead, by hand and after provisioning" {
  own_project
  "$TESTR" environment pool --fill --size 2 -- sandbox
  [ "$(members | grep -c idle)" = 2 ]
  id=$(take --fill --size 4)
  [ "$(members | grep -c idle)" = 3 ]
  [ "$(members | grep -c 'in use')" = 1 ]
  give_back "$id"
  run -3 "$TESTR" environment pool --fill -- sandbox
  [[ $output == *'--fill needs --size'* ]]
}

@test "--drain disposes of what is idle at once, of what is in use when it comes back" {
  own_project
  ids=$("$TESTR" environment pool provision -- sandbox 2)
  kept=${ids%%$'\n'*}
  give_back "${ids##*$'\n'}"
  drain
  [ "$(members | wc -l)" = 1 ]
  in_lease "$kept" true
  give_back "$kept"
  [ -z "$(members)" ]
  [ -z "$(ls "$XDG_STATE_HOME/testr/pools")" ]
}

@test "--drain keeps nothing on record of a pool of which all was too old already" {
  own_project
  give_back "$(take --max-age 2h)"
  sed -i 's/^made=.*/made=0/; s/^expires=.*/expires=7200/' "$(grep -l "$PWD" "$XDG_STATE_HOME"/testr/pools/*/roster)"
  drain
  [ -z "$(ls "$XDG_STATE_HOME/testr/pools")" ]
}

@test "what an execution was killed in is not lent out again" {
  own_project
  id=$(take)
  INSTANCE=$id
  execute_in_background sh -c "echo ready; exec sleep $MARK"
  kill -9 "$CALLOUT"
  await "$CALLOUT"
  give_back "$id"
  [ -z "$(members)" ]
  run ! marked
}

@test "an instance that cannot be executed in is not lent out again" {
  own_project
  id=$(take)
  member=$(which_member "$id")
  rm -r "$INSTANCES/$member/tmp"
  give_back "$id"
  [ -z "$(members)" ]
}

@test "what a run keeps is not taken back, although its testr has ended" {
  own_project
  printf '%s\n' '[DEFAULT]' 'test_command=sh tests $LISTOPT $IDOPTION' 'test_list_option=--list' \
    'test_id_option=--load-list $IDFILE' 'environment=pool -- sandbox' >.testr.conf
  printf '%s\n' 'if [ "$1" = --list ]; then echo a; else printf "test: a\nfailure: a\n"; fi' >tests
  run -1 "$TESTR" run --force-init --concurrency=1 --keep-instances=failed
  kept=$("$TESTR" instances | grep -o 'pool-own-[^ ]*')
  in_lease "$kept" touch /tmp/mark
  other=$(take)
  [ "$(which_member "$other")" != "$(which_member "$kept")" ]
  in_lease "$kept" test -e /tmp/mark
  "$TESTR" instances dispose "$kept"
  give_back "$other"
}

@test "what was taken by hand comes back when its lease has gone" {
  own_project
  export TESTR_MAY_KEEP=yes # as in a callout by hand: nobody answers for the lease
  kept=$(take)
  gone=$(take)
  member=$(which_member "$gone")
  # As a machine that stops may leave it.
  : >"$INSTANCES/$gone/record"
  give_back "$gone"
  [ "$(members)" = "$(printf '%s\n' "$member left behind" "$(which_member "$kept") in use" | sort)" ]
  id=$(take)
  [ ! -e "$INSTANCES/$member" ]
  give_back "$id" "$kept"
  [ "$(members | grep -c idle)" = 2 ]
}

@test "what another version of testr has made is replaced" {
  own_project
  give_back "$(take)"
  member=$(member_ids)
  sed -i 's/^version=.*/version=0.0.1/' "$INSTANCES/$member/record"
  id=$(take)
  [ "$(members | wc -l)" = 1 ]
  [ "$(member_ids)" != "$member" ]
  [ ! -e "$INSTANCES/$member" ]
  give_back "$id"
}

@test "an idle instance that has gone is replaced" {
  own_project
  give_back "$(take)"
  "$TESTR" environment sandbox dispose "$(member_ids)"
  id=$(take)
  in_lease "$id" true
  [ "$(members | wc -l)" = 1 ]
  give_back "$id"
}

@test "a pool that is emptied and begun again by many processes at once loses nothing" {
  own_project
  cat >"$BATS_TEST_TMPDIR/worker" <<'END'
#!/bin/sh
for round in 1 2 3 4 5; do
  id=$("$TESTR" environment pool provision --max-uses 1 -- sandbox) || exit 1
  "$TESTR" environment pool execute "$id" -- cat source || exit 1
  "$TESTR" environment pool dispose "$id" || exit 1
done
END
  chmod +x "$BATS_TEST_TMPDIR/worker"
  workers=
  for _ in 1 2 3 4; do
    "$BATS_TEST_TMPDIR/worker" 3>&- &
    workers="$workers $!"
  done
  for worker in $workers; do
    wait "$worker"
  done
  [ -z "$(members)" ]
  run ! grep -rqx "project=$PWD" "$INSTANCES" "$XDG_STATE_HOME/testr/pools"
}

@test "of many processes at once no two have the same instance" {
  own_project
  # Each holds its instance while it looks whether somebody else has it.
  cat >"$BATS_TEST_TMPDIR/worker" <<'END'
#!/bin/sh
for round in 1 2 3 4; do
  id=$("$TESTR" environment pool provision --size 3 -- sandbox) || exit 1
  member=$("$TESTR" environment pool execute "$id" -- hostname) || exit 1
  mkdir "$1/held-$member" || { echo "two have $member" >&2; exit 1; }
  "$TESTR" environment pool execute "$id" -- cat source || exit 1
  rmdir "$1/held-$member"
  "$TESTR" environment pool dispose "$id" || exit 1
done
END
  chmod +x "$BATS_TEST_TMPDIR/worker"
  workers=
  for _ in 1 2 3 4 5 6; do
    "$BATS_TEST_TMPDIR/worker" "$BATS_TEST_TMPDIR" 3>&- &
    workers="$workers $!"
  done
  for worker in $workers; do
    wait "$worker"
  done
  [ "$(members | grep -c idle)" = "$(members | wc -l)" ]
  [ "$(members | wc -l)" -le 3 ]
  [ -z "$(find "$INSTANCES" -name 'pool-own-*')" ]
}
