#!/usr/bin/env bats
# testr commands

bats_require_minimum_version 1.5.0
load helper

@test "commands lists every command with what it does, sorted" {
  testr commands
  [ "$status" = 0 ]
  [[ ${lines[0]} =~ ^command\ +description$ ]]
  [[ ${lines[1]} =~ ^-+\ \ -+$ ]]
  names=$(sed -n '3,$s/ .*//p' <<<"$output")
  [ "$names" = "$(sort <<<"$names")" ]
  for name in commands failing help init last list-tests load quickstart run slowest stats; do
    grep -qx "$name" <<<"$names"
  done
  refute grep -vE '^[a-z-]+ +[A-Z].*\.$' <<<"$(sed -n '3,$p' <<<"$output")"
}
