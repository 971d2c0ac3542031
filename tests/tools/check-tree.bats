#!/usr/bin/env bats
# The check of the tree's rules is itself checked: each rule passes what keeps it, and bites.

bats_require_minimum_version 1.5.0

setup() {
  tree=$BATS_TEST_TMPDIR/tree
  mkdir -p "$tree"/{src/cmd,src/base,tests/cli,tests/unit/base,man}
  echo 'const struct command command_list_tests = {' >"$tree/src/cmd/list_tests.c"
  touch "$tree/man/testr-list-tests.1" "$tree/tests/cli/list-tests.bats"
  printf '/* Quotes. */\nchar *quote_word(const char *word);\n' >"$tree/src/base/quote.h"
  touch "$tree/src/base/quote.c"
  printf '\nint main(void)\n' >"$tree/tests/unit/base/quote.c"
}

check_tree() {
  "$BATS_TEST_DIRNAME/../../tools/check-tree" "$tree"
}

# A C function of $1 lines.
function_of_lines() {
  printf 'static void f(int a,\n\t      int b)\n{\n'
  yes '	work();' | head -n $(($1 - 4))
  printf '}\n'
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
  mkdir -p "$tree/src/environments/jail"
  echo 'const struct environment environment_jail = {' >"$tree/src/environments/jail/jail.c"
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

@test "a function that a header does not explain is caught" {
  printf '\nchar *quote_words(const char *const *words);\n' >>"$tree/src/base/quote.h"
  run -1 check_tree
  [[ $output == *"src/base/quote.h:4: quote_words() has no comment"* ]]
}

@test "an error quark whose name the formatter has torn is caught" {
  echo 'G_DEFINE_QUARK(testr_quote_error, quote_error)' >"$tree/src/base/quote.c"
  check_tree
  echo 'G_DEFINE_QUARK(testr - quote - error, quote_error)' >"$tree/src/base/quote.c"
  run -1 check_tree
  [[ $output == *"src/base/quote.c:1: the formatter has torn"* ]]
}

@test "a path of somebody's own machine is caught" {
  printf '/* see /%s/notes */\n' home/me >"$tree/src/base/quote.c"
  run -1 check_tree
  [[ $output == *"src/base/quote.c:1: a path of somebody's own machine"* ]]
}
