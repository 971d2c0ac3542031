#!/usr/bin/env bats
# testr quickstart

bats_require_minimum_version 1.5.0
load helper

@test "quickstart shows how to begin" {
  testr quickstart
  [ "$status" = 0 ]
  [[ $output == *".testr.conf"*"testr init"*"testr run"*"testr failing"*"environment=sandbox"* ]]
  refute grep -E '^.{90}' <<<"$output"
}

@test "every command that quickstart speaks of exists" {
  for command in $("$TESTR" quickstart | sed -nE 's/^  \$ testr ([a-z-]+).*/\1/p'); do
    testr help "$command"
    [ "$status" = 0 ]
  done
}
