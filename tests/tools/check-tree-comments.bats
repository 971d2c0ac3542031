#!/usr/bin/env bats
# tools/check-tree on comments: what has to be said, and that what is cited exists.

load tree

@test "a function that a header does not explain is caught" {
  printf '\nchar *quote_words(const char *const *words);\n' >>"$tree/src/base/quote.h"
  run -1 check_tree
  [[ $output == *"src/base/quote.h:4: quote_words() has no comment"* ]]
}

@test "a source without a header that does not say what it is is caught" {
  printf '#include <stdio.h>\n/* Words for shells, scanned one by one. */\n' >"$tree/src/base/scan.c"
  run -1 check_tree
  [ "$output" = "check-tree: src/base/scan.c:1: does not begin with a comment that says what the file is" ]
}

@test "a first comment that only says the file's name is caught" {
  for text in '/* `testr list-tests` */' '/* list_tests.c: the command list-tests of testr. */'; do
    printf '%s\nconst struct command command_list_tests = {\n' "$text" >"$tree/src/cmd/list_tests.c"
    run -1 check_tree
    [[ $output == *"src/cmd/list_tests.c:1: does not begin with a comment"* ]]
  done
}

@test "a header that does not say what it is is caught" {
  sed -i 1d "$tree/src/base/quote.h"
  run -1 check_tree
  [[ $output == *"src/base/quote.h:1: does not begin with a comment"* ]]
}

@test "a comment that the formatter has torn is caught" {
  printf '/*\n * Words for shells, scanned one by one, and\n *torn.\n */\n' >"$tree/src/base/scan.c"
  run -1 check_tree
  [ "$output" = "check-tree: src/base/scan.c:3: the formatter has torn this comment" ]
}

@test "the first comment may have many lines" {
  printf '/*\n * Words for shells, scanned one by one.\n */\n' >"$tree/src/base/scan.c"
  check_tree
}

@test "a path of somebody's own machine is caught" {
  printf '/* see /%s/notes */\n' home/me >"$tree/src/base/quote.c"
  run -1 check_tree
  [ "$output" = "check-tree: src/base/quote.c:1: a path of somebody's own machine" ]
}

# Each of the arguments is cited in turn in the file $1, in lines that begin with $2, and caught.
catches() {
  local path=$tree/$1 before=$2 cited
  shift 2
  for cited; do
    mkdir -p "${path%/*}"
    printf '%s see %s.\n' "$before" "$cited" >"$path"
    run -1 check_tree
    echo "$cited: $output"
    [ "$output" = "check-tree: ${path#"$tree/"}:1: there is no $cited" ]
  done
  : >"$path"
}

@test "a file that is cited in a comment and does not exist is caught" {
  catches src/base/quote.c // DESIGN.md docs.md base/judge.h src/base/judge.h src/core/ledger judge.h \
    ledger_v1.sql tests/cli/none.bats 'man/testr-*.5' 'testr-none(1)'
  catches tests/cli/list-tests.bats '#' DESIGN.md tools.md tests/cli/helper.bash src/none unit/none.c
  catches tests/meson.build '#' src/base/none.h
  catches src/base/index.sql -- base/index.c
}

@test "a file that is cited in a page and does not exist is caught" {
  mkdir -p "$tree/docs"
  catches README.md '' DESIGN.md docs/design/core.md src/none tests/cli/none.bats 'testr.conf(5)'
  printf '[the license](../LICENSE)\n' >"$tree/docs/design.md"
  run -1 check_tree
  [[ $output == *"docs/design.md:1: there is no ../LICENSE"* ]]
}

@test "a manual page that another refers to and that does not exist is caught" {
  echo '.Xr testr-none 1 ,' >"$tree/man/testr-list-tests.1"
  run -1 check_tree
  [[ $output == *"man/testr-list-tests.1:1: there is no testr-none(1)"* ]]
}

@test "what exists may be cited, from the top, from src/ or from beside it" {
  mkdir -p "$tree/docs/design/parts"
  echo 'Beside parts/list.md is design/none, which is prose.' >"$tree/docs/design/list.md"
  touch "$tree/docs/design/parts/list.md"
  printf '[Quotes](../../src/base/quote.h#top), [here](https://example.org/x.md), [below](#below)\n' \
    >"$tree/docs/design/core.md"
  printf '// %s.\n' docs/design/core.md core.md base/quote.h src/base/quote.c quote.h src/base/ \
    'src/*/quote.c' 'tests/cli/NAME.bats' 'man/testr-COMMAND.1' 'testr-list-tests(1)' '<sys/wait.h>' \
    /usr/src/base/none.h 'https://example.org/src/none.h' .testrepository/src/none.h \
    sys/wait.h engine/core src/base/quote >"$tree/src/base/quote.c"
  check_tree
}

@test "what code says to programs is not cited" {
  printf 'static const char *const name = "src/base/none.c";\n#include "base/none.h"\n' \
    >"$tree/src/base/quote.c"
  printf 'cat src/none "$#" src/none\n' >"$tree/tests/cli/list-tests.bats"
  check_tree
}

@test "news may tell of what was there once" {
  echo 'src/none.h is gone, and DESIGN.md, too.' >"$tree/NEWS.md"
  check_tree
}
