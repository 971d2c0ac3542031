# What is special of environment=pool; what it promises as all do is tested by
# environment-contract.bats.

load environment_contract
load environment_runs
load environment_pool

@test "what is running in a lease when its instance is disposed of is lost" {
  own=$INSTANCE
  INSTANCE=$(provision 1)
  execute_in_background sh -c "trap 'exit 0' TERM; echo ready; sleep $MARK & wait"
  lose "$INSTANCE"
  await "$CALLOUT"
  [ "$status" = 255 ]
  environment dispose "$INSTANCE"
  INSTANCE=$own
}

# A project whose test says so in $started, and then waits for ever.
hanging_project()
{
  own_project
  started=$BATS_TEST_TMPDIR/started
  cat >runner <<END
#!/bin/sh
[ "\$1" = --list ] && exec echo one
echo "test: one"
echo >"$started"
[ ! -e hang ] || exec sleep $MARK
echo "success: one"
END
  chmod +x runner
  cat >.testr.conf <<END
[DEFAULT]
test_command=./runner \$LISTOPT \$IDOPTION
test_id_option=--ids \$IDFILE
test_list_option=--list
environment=pool --size 4 -- sandbox --read-write $started
END
  "$TESTR" init
  mkfifo "$started"
}

@test "a testr that was killed with its guardian: the pool knows it, and takes back what it had" {
  hanging_project
  touch hang
  "$TESTR" run --concurrency 2 3>&- &
  pid=$!
  timeout 60 cat "$started"
  kill -9 "$(pgrep -P "$pid" '^testr-guardian$')" "$pid"
  await "$pid"
  # As if its project's record of instances had gone with it, so that the pool is on its own.
  rm -rf .testrepository hang
  "$TESTR" init
  sed -i "s|$started|/dev/null|" runner
  run -0 "$TESTR" run --concurrency 2
  run -0 members
  [ "$(grep -c idle <<<"$output")" = "$(wc -l <<<"$output")" ]
  # shellcheck disable=SC2153 # environment_contract.bash sets it
  [ -z "$(find "$INSTANCES" -name 'pool-own-*')" ]
  run ! marked
}

@test "a run passes, and the next one uses its instances" {
  hanging_project
  sed -i "s|$started|/dev/null|" runner .testr.conf
  run -0 "$TESTR" run --concurrency 2
  before=$(member_ids)
  run -0 "$TESTR" run --concurrency 2
  [ "$(member_ids)" = "$before" ]
}

@test "three commands of one's own can be pooled" {
  own_project
  cat >provision <<'END'
#!/bin/sh
[ "$1" = 1 ] && mktemp -d "$PWD/made-XXXXXX"
END
  cat >execute <<'END'
#!/bin/sh
[ -d "$1" ] || exit 255
cd "$1" || exit 255
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
END
  cat >dispose <<'END'
#!/bin/sh
exec rm -r "$1"
END
  cat >refresh <<'END'
#!/bin/sh
echo "$1" >>refreshed
END
  chmod +x provision execute dispose refresh
  with=(--provision ./provision --execute './execute' --dispose ./dispose --refresh ./refresh)
  id=$("$TESTR" environment pool provision "${with[@]}" --env WORD='a b')
  # shellcheck disable=SC2016 # for the shell inside
  run -0 in_lease "$id" sh -c 'echo "$WORD"; pwd; exit 0'
  folder=${lines[1]}
  [ "${lines[0]}" = 'a b' ]
  [[ $folder == "$PWD"/made-* ]]
  run -7 in_lease "$id" sh -c 'exit 7'
  run -254 in_lease "$id" sh -c 'exit 254'
  give_back "$id"
  id=$("$TESTR" environment pool provision "${with[@]}")
  [ "$(in_lease "$id" pwd)" = "$folder" ]
  [ "$(cat refreshed)" = "$folder" ]
  # From another project's folder, too.
  (cd / && drain)
  give_back "$id"
  [ ! -e "$folder" ]
}

@test "an id of one's own command that cannot be used is in no command" {
  printf '#!/bin/sh\necho -rf\n' >provision
  printf '#!/bin/sh\necho "$@" >>disposed\n' >dispose
  chmod +x provision dispose
  run -3 "$TESTR" environment pool provision --provision ./provision --execute ./x \
    --dispose ./dispose
  [[ $output == *"instance id '-rf' begins with '-'"* ]]
  [ ! -e disposed ] || [ "$(xargs <disposed)" = "" ]
}

@test "what is no pool is told" {
  run -3 "$TESTR" environment pool provision
  [[ $output == *'give either -- NAME OPTIONS, or --provision'* ]]
  run -3 "$TESTR" environment pool provision --execute ./x
  [[ $output == *'--provision is missing'* ]]
  run -2 "$TESTR" environment pool provision -- no-such
  [[ $output == *"no such environment 'no-such'"* ]]
  run -2 "$TESTR" environment pool provision -- pool -- sandbox
  run -2 "$TESTR" environment pool provision -- sandbox --no-such
  [[ $output == *'sandbox: there is no option --no-such'* ]]
  run -2 "$TESTR" environment pool --list provision
}
