#!/usr/bin/env bats

@test "passes" {
  true
}

@test "fails" {
  false
}

@test "is skipped" {
  skip "not today"
}

@test "odd \"name\" \$HOME" {
  echo 'ok 1 - noise'
}
