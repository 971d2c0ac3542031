# `testr environment` itself; each environment has a file of its own.

bats_require_minimum_version 1.5.0

names()
{
  "$TESTR" environment | sed -n '3,$s/ .*//p'
}

@test "all environments are listed with a line each" {
  run -0 "$TESTR" environment
  [[ ${lines[0]} == environment* ]]
  [[ $output == *$'\nsandbox  '*bubblewrap* ]]
  [ "$(names)" = "$(names | sort)" ]
}

@test "each documents itself: how it is written, its options, those of all" {
  for name in $(names); do
    run -0 "$TESTR" environment "$name" --help
    [[ $output == "environment=$name [options]"* ]]
    [[ $output == *"testr environment $name provision"* ]]
    [[ $output == *$'\n  --env NAME[=VALUE]\n        Give'* ]]
  done
}

@test "each has a page in the manual, which tells of its options" {
  for name in $(names); do
    page=$TESTR_SOURCE/man/testr-environment-$name.7
    grep -q "^.Xr testr-environment-$name 7" "$TESTR_SOURCE/man/testr-environment.1"
    for option in $("$TESTR" environment "$name" --help | sed -nE 's/^  --([a-z-]+).*/\1/p'); do
      echo "looking for --$option of $name"
      grep -q "^.It Fl -$option" "$page" "$TESTR_SOURCE/man/testr-environment.1"
    done
  done
}

@test "wrong usage is told, with exit status 2" {
  local words
  for words in "no-such" "sandbox" "sandbox create" "sandbox provision --no-such" \
    "sandbox provision 0" "sandbox provision 1 2" "sandbox provision x" "sandbox execute" \
    "sandbox execute id" "sandbox execute id --" "sandbox execute -- true"; do
    # shellcheck disable=SC2086 # words
    run -2 "$TESTR" environment $words
    [[ $output == 'testr: '* ]]
  done
}

@test "what is no id of ours is gone, whatever it looks like" {
  export XDG_STATE_HOME=$BATS_TEST_TMPDIR
  mkdir "$BATS_TEST_TMPDIR/kept"
  run -0 "$TESTR" environment sandbox dispose ../../kept .. / '' -x
  [ -d "$BATS_TEST_TMPDIR/kept" ]
  run -255 "$TESTR" environment sandbox execute ../../kept -- true
}
