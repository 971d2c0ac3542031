#!/usr/bin/env bats
# testr run: which values its options take, and which of them can be combined

bats_require_minimum_version 1.5.0
load helper

@test "an option that is a number takes decimal digits within its bounds" {
  project pass.a
  for value in -1 10001 99999999999999999999 0x10 ' 4' +4 4e1 4.0 '' four; do
    testr run "--concurrency=$value"
    [ "$status" = 2 ]
    [[ ${stderr_lines[0]} == "testr: run: --concurrency must be a number from 0 to 10000, not '$value'" ]]
  done
  for option in --max-iterations --retries --max-failures --provision-retries --instance-replacements; do
    for value in 1000001 0x10 ' 4' +4 4e1; do
      testr run "$option=$value"
      [ "$status" = 2 ]
      [[ ${stderr_lines[0]} == "testr: run: $option must be a number from "[01]" to 1000000, not '$value'" ]]
    done
  done
  testr run --concurrency=002 --retries=0
  [ "$status" = 0 ]
}

@test "an option that is a time takes digits and units" {
  project pass.a
  for value in 0x10 ' 4' +4 4e1 -1s '' '4 s'; do
    testr run "--test-timeout=$value"
    [ "$status" = 2 ]
    [[ ${stderr_lines[0]} == "testr: run: --test-timeout must be a duration such as 90s, 10m or 1h30m, not '$value'" ]]
  done
}

@test "a wrong value of an option is told without a configuration" {
  for option in --concurrency=x --retries=x --test-timeout=x --order=x --keep-instances=x --schedule=x; do
    testr run "$option"
    [ "$status" = 2 ]
    [[ ${stderr_lines[0]} == "testr: run: ${option%=*} must be "*", not 'x'" ]]
  done
}

@test "a callout for concurrency that prints no number or too large a one is an error" {
  project pass.a
  for value in 10001 0x10 +4 4e1 -1; do
    configure "test_run_concurrency=echo $value"
    testr run --parallel
    [ "$status" = 3 ]
    [[ $stderr == *"printed '$value', which is no number from 0 to 10000"* ]]
    sed -i '$d' .testr.conf
  done
}
