#!/usr/bin/env bats
# The manual pages tell of everything that the program's own help tells of.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR"
  man=$BATS_TEST_TMPDIR
  cp "$TESTR_SOURCE"/man/*.[1-9] "$man"
  for page in "$TESTR_SOURCE"/man/*.in; do
    fill "$page" >"$man/$(basename "$page" .in)"
  done
}

fill() {
  "$TESTR_SOURCE/tools/fill-manual" "$TESTR" "$1"
}

commands() {
  "$TESTR" commands | sed -n '3,$s/ .*//p'
}

# The long options that command $1 says it has, one a line.
options_of() {
  "$TESTR" help "$1" | sed -nE 's/^  (-., )?--([a-z-]+).*/\2/p'
}

# The long options that page $1 tells of as items of a list.
items_of() {
  sed -nE 's/^\.It Fl -([a-z-]+).*/\1/p' "$1"
}

# True if one of the pages tells of option $1.
tell_of_option() {
  grep -qE "Fl -${1//-/\\\\?-}( |$)" "${@:2}"
}

@test "testr(1) names every command" {
  [ "$(commands | wc -l)" -ge 11 ]
  for command in $(commands); do
    echo "looking for $command"
    grep -q "^.It Cm $command\$" "$man/testr.1"
    grep -q "^.Xr testr-$command 1" "$man/testr.1"
  done
}

@test "each command's page tells of its options, or testr(1) does" {
  for command in $(commands); do
    [ -n "$(options_of "$command")" ]
    for option in $(options_of "$command"); do
      echo "looking for --$option of $command"
      tell_of_option "$option" "$man/testr-$command.1" "$man/testr.1"
    done
  done
}

@test "each command's page tells of no option that it does not have" {
  for command in $(commands); do
    for option in $(items_of "$man/testr-$command.1"); do
      echo "looking for --$option of $command"
      options_of "$command" | grep -qx -- "$option"
    done
  done
}

@test "testr.conf(5) tells of every format" {
  local names
  names=$("$TESTR" load --format=none 2>&1 | sed -n 's/.*is one of \(.*\), not .*/\1/p')
  [ "$(wc -w <<<"$names")" -ge 16 ]
  for name in ${names//,/}; do
    echo "looking for $name"
    grep -Eq "^.It Cm .*\b$name\b" "$man/testr.conf.5"
  done
}

@test "testr.conf(5) tells of every key" {
  local keys
  keys=$("$TESTR" help run | sed -nE 's/^  ([a-z]+(_[a-z]+)+|schedule)\b.*/\1/p')
  [ "$(wc -w <<<"$keys")" -ge 20 ]
  for key in $keys; do
    echo "looking for $key"
    grep -q "^.It Ic $key\$" "$man/testr.conf.5"
  done
}

@test "a page that leaves out a key or an option, or tells of an unknown one, is not made" {
  for case in "testr.conf.5 key retries" "testr-run.1 option dry-run"; do
    read -r page kind name <<<"$case"
    grep -v "^@$kind $name@$" "$TESTR_SOURCE/man/$page.in" >"$page.in"
    run ! fill "$page.in"
    [[ $output == *"$page: nothing is said of the $kind "*"$name: add a line @$kind $name@"* ]]
    { cat "$TESTR_SOURCE/man/$page.in" && echo "@$kind no@"; } >"$page.in"
    run ! fill "$page.in"
    [[ $output == *"$page: there is no $kind "*"no"* ]]
  done
}

@test "making a page leaves no file behind" {
  mkdir own
  TMPDIR=$PWD/own fill "$TESTR_SOURCE/man/testr.conf.5.in" >page
  [ -s page ]
  [ -z "$(ls own)" ]
}

@test "an item of the manual has the help and the default of the table" {
  sed -n '/^.It Ic kill_grace$/,/^Default/p' "$man/testr.conf.5" | tr -d '\134' >item
  [ "$(cat item)" = ".It Ic kill_grace
How long a command may take to end after the first signal before it is killed.
Default: 5s." ]
  grep -qx '.It Fl -keep-instances Ns = Ns Cm never Ns | Ns Cm failed Ns | Ns Cm always' "$man/testr-run.1"
}
