# environment=pool, mostly of sandboxes, which are the quickest.

load environment_contract
load environment_runs
load pool

setup_file()
{
  contract_needs bwrap || return 0
  contract_begin pool -- sandbox
}

teardown_file()
{
  contract_end
  [ -n "$MISSING" ] || "$TESTR" environment pool --drain
}

setup()
{
  contract_enter
}

# Leases only: what the pool keeps is no instance of its own.
on_record()
{
  # shellcheck disable=SC2153 # set by environment_contract
  find "$INSTANCES" -name 'pool-*' -printf '%f\n'
}

# Half-made instances have a maker.
half_made()
{
  grep -l '^maker=' "$INSTANCES"/*/record
}

@test "ids are printed as instances become ready" { promise_ids_as_they_become_ready cp project; }
@test "a provisioning that is TERMed cleans up" {
  drain
  promise_clean_up_when_terminated cp project
  run ! half_made
}
@test "a provisioning that fails cleans up" {
  drain
  promise_clean_up_when_it_fails cp project
  run ! half_made
}
@test "the next one cleans up after one that was killed" {
  drain
  promise_clean_up_after_a_killed_one cp project
  run ! half_made
}
@test "the command's own status comes back" { promise_status; }
@test "only the loss of the instance is 255" { promise_loss; }
@test "words arrive whole" { promise_words_arrive_whole; }
@test "every byte passes through stdout" { promise_bytes; }
@test "much output flows" { promise_much_output; }
@test "stderr stays apart" { promise_stderr_apart; }
@test "stdin is empty" { promise_empty_input; }
@test "TERM reaches the command, which decides" { promise_term_reaches_the_command; }
@test "TERM ends the command" { promise_term_ends_the_command; }
@test "KILL of the callout ends the command" { promise_kill_ends_the_command; }
@test "a process left behind neither hangs the callout nor outlives it" {
  promise_nothing_left_behind
}
@test "an instance serves several executions" { promise_several_executions; }
@test "files are present with their content" { promise_files; }
@test "a file that is not there is no loss of the instance" { promise_missing_file_is_no_loss; }
@test "the project is there, without the repository" { promise_project; }
@test "--env, --push and --pull" { promise_env_push_pull; }
@test "disposing again succeeds" { promise_disposal_is_idempotent; }
@test "disposing ends what still runs" { promise_disposal_ends_executions; }

@test "testr instances check finds nothing that a run needs missing" {
  promise_checkup
  drain
}

@test "kill -9 of testr leaves nothing but what the pool keeps" {
  promise_nothing_left_of_a_killed_testr
  run ! grep -E 'in use|left behind' <<<"$(members)"
}

# lose LEASE: what it is of goes, and the command in it ends.
lose()
{
  "$TESTR" environment sandbox dispose "$("$TESTR" environment pool --list |
    awk -F '  +' -v lease="$1" '$5 == lease { print $1 }')"
}

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

@test "an instance that is lost in the middle of a run costs no test" {
  promise_loss_costs_no_test lose
  run ! grep -E 'in use|left behind' <<<"$(members)"
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
