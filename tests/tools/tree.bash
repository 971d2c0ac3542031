# A tree that keeps all rules, in $tree, for the tests of tools/check-tree to break one of them.

bats_require_minimum_version 1.5.0

setup() {
  tree=$BATS_TEST_TMPDIR/tree
  mkdir -p "$tree"/{src/cmd,src/base,tests/cli,tests/unit/base,man}
  printf '/* `testr list-tests`: prints the ids of the tests. */\n%s\n' \
    'const struct command command_list_tests = {' >"$tree/src/cmd/list_tests.c"
  touch "$tree/man/testr-list-tests.1" "$tree/tests/cli/list-tests.bats"
  printf '/* Quotes words for shells. */\nchar *quote_word(const char *word);\n' >"$tree/src/base/quote.h"
  touch "$tree/src/base/quote.c"
  printf '\nint main(void)\n' >"$tree/tests/unit/base/quote.c"
}

check_tree() {
  "$BATS_TEST_DIRNAME/../../tools/check-tree" "$@" "$tree"
}

# The text of a file, src/$1, is stdin below a comment that says what the file is.
source_file() {
  mkdir -p "$tree/src/$(dirname "$1")"
  {
    echo '/* Something that a reader wants to know. */'
    cat
  } >"$tree/src/$1"
}
