# What every built-in environment promises of files that go in and come out, tried on a real engine.
# To be loaded after environment_contract.bash.
# shellcheck disable=SC2153,SC2154 # environment_contract.bash and bats set them

promise_files()
{
  mkdir "$BATS_TEST_TMPDIR/a folder"
  echo one >"$BATS_TEST_TMPDIR/a folder/ids"
  echo two >"$BATS_TEST_TMPDIR/more"
  # shellcheck disable=SC2016 # for the shell inside
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/a folder/ids" "$BATS_TEST_TMPDIR/more" \
    -- sh -c 'cat "${1#--list=}" "$2"' sh "--list=$BATS_TEST_TMPDIR/a folder/ids" \
    "$BATS_TEST_TMPDIR/more"
  [ "$output" = $'one\ntwo' ]
  # The same name again with other content, as testr does for the next batch.
  echo three >"$BATS_TEST_TMPDIR/more"
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/more" -- cat "$BATS_TEST_TMPDIR/more"
  [ "$output" = three ]
}

promise_missing_file_is_no_loss()
{
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/missing" -- true
  [ "$status" = 254 ]
  [[ $output == "testr: cannot read '$BATS_TEST_TMPDIR/missing': No such file"* ]]
}

promise_project()
{
  run in_instance cat file
  [ "$output" = content ]
  run in_instance ls -A
  [[ $output != *.testrepository* ]]
}

promise_env_push_pull()
{
  echo pushed >"$BATS_TEST_TMPDIR/pushed"
  export FROM_HERE='a value'
  # shellcheck disable=SC2086 # the options are words
  one=$(environment provision $OPTIONS --env GIVEN='x y' --env FROM_HERE --env NOT_SET \
    --push "$BATS_TEST_TMPDIR/pushed" --pull 'logs/*.log' --pull missing 1)
  # shellcheck disable=SC2016 # for the shell inside
  run env TESTR_RUN=7 "$TESTR" environment "$ENVIRONMENT" execute "$one" -- sh -c \
    'echo "$GIVEN,$FROM_HERE,${NOT_SET-unset}"; cat "$1"
    mkdir logs; echo a >"logs/a b.log"; echo b >logs/b.log; echo c >logs/c.txt; exit 5' \
    sh "$BATS_TEST_TMPDIR/pushed"
  environment dispose "$one"
  [ "$status" = 5 ]
  [ "$output" = $'x y,a value,unset\npushed' ]
  cd ".testrepository/artifacts/$one"
  [ "$(find . -type f | sort)" = $'./logs/a b.log\n./logs/b.log' ]
  [ "$(cat 'logs/a b.log')" = a ]
}
