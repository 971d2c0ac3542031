#!/usr/bin/env bats
# The check of the tree's rules is itself checked: each rule passes what keeps it, and bites. Here
# are lengths, and what belongs together; the files beside this one have the others.

load tree

# A C function of $1 lines.
function_of_lines() {
  printf 'static void f(int a,\n\t      int b)\n{\n'
  yes '	work();' | head -n $(($1 - 4))
  printf '}\n'
}

@test "a manual page may be made from another file" {
  mv "$tree/man/testr-list-tests.1" "$tree/man/testr-list-tests.1.in"
  check_tree
  touch "$tree/man/testr-gone.1.in"
  run -1 check_tree
  [[ $output == *"man/testr-gone.1: there is no such command or environment"* ]]
}

@test "a tree that keeps the rules passes" {
  function_of_lines 60 >"$tree/src/base/quote.c"
  check_tree
}

@test "a file of 401 lines is caught, one of 400 is not" {
  yes '/* line */' | head -n 400 >"$tree/src/base/quote.c"
  check_tree
  echo >>"$tree/src/base/quote.c"
  run -1 check_tree
  [[ $output == *"src/base/quote.c:1: 401 lines"* ]]
}

@test "a function of 61 lines is caught" {
  function_of_lines 61 >"$tree/src/base/quote.c"
  run -1 check_tree
  [[ $output == *"src/base/quote.c:1: f() has 61 lines"* ]]
}

@test "a command without a manual page is caught" {
  rm "$tree/man/testr-list-tests.1"
  run -1 check_tree
  [[ $output == *"man/testr-list-tests.1: missing"* ]]
}

@test "a command without a test is caught" {
  rm "$tree/tests/cli/list-tests.bats"
  run -1 check_tree
  [[ $output == *"tests/cli/list-tests.bats: missing"* ]]
}

# An environment called `jail` that has all it needs.
add_environment() {
  source_file environments/jail/jail.c <<<'const struct environment environment_jail = {'
  touch "$tree/man/testr-environment-jail.7" "$tree/tests/cli/environment-jail.bats" \
    "$tree/tests/cli/environment_jail.bash"
  check_tree
}

@test "an environment without a manual page is caught" {
  add_environment
  rm "$tree/man/testr-environment-jail.7"
  run -1 check_tree
  [[ $output == *"man/testr-environment-jail.7: missing"* ]]
}

@test "an environment without tests of its own is caught" {
  add_environment
  rm "$tree/tests/cli/environment-jail.bats"
  run -1 check_tree
  [[ $output == *"tests/cli/environment-jail.bats: missing"* ]]
}

@test "an environment that the contract's tests cannot try is caught" {
  add_environment
  rm "$tree/tests/cli/environment_jail.bash"
  run -1 check_tree
  [[ $output == *"tests/cli/environment_jail.bash: missing"* ]]
}

@test "an environment outside a folder of its own is caught" {
  add_environment
  mv "$tree/src/environments/jail/jail.c" "$tree/src/environments/jail.c"
  run -1 check_tree
  [[ $output == *"src/environments/jail.c: the environment jail belongs in src/environments/jail/jail.c"* ]]
}

@test "a manual page of no command is caught" {
  touch "$tree/man/testr-gone.1"
  run -1 check_tree
  [[ $output == *"there is no such command or environment"* ]]
}

@test "a unit test of no source is caught" {
  rm "$tree/src/base/quote.c"
  run -1 check_tree
  [[ $output == *"tests/unit/base/quote.c: there is no src/base/quote.c"* ]]
}

@test "a command in a file of another name is caught" {
  mv "$tree/src/cmd/list_tests.c" "$tree/src/cmd/listing.c"
  run -1 check_tree
  [[ $output == *"src/cmd/listing.c: the command list-tests belongs in src/cmd/list_tests.c"* ]]
}

# What is listed in the build of the tree.
lists() {
  echo "project('testr', 'c')" >"$tree/meson.build"
  printf "'%s'\n" "$@" >"$tree/src/meson.build"
  printf "'%s'\n" list-tests base/quote >"$tree/tests/meson.build"
  printf "'%s'\n" testr-list-tests.1 >"$tree/man/meson.build"
}

@test "a tree passes whose build lists all files" {
  lists base/quote.c list_tests.c
  check_tree
}

@test "a source that is not built is caught" {
  lists list_tests.c
  run -1 check_tree
  [ "$output" = "check-tree: src/base/quote.c: no meson.build names it" ]
}

@test "tests that are not run and pages that are not installed are caught" {
  lists base/quote.c list_tests.c
  echo >"$tree/tests/meson.build"
  echo >"$tree/man/meson.build"
  run -1 check_tree
  [[ $output == *"tests/unit/base/quote.c: no meson.build names it"* ]]
  [[ $output == *"tests/cli/list-tests.bats: no meson.build names it"* ]]
  [[ $output == *"man/testr-list-tests.1: no meson.build names it"* ]]
}
