# `testr environment` itself; each environment has a file of its own.

bats_require_minimum_version 1.5.0

load helper
load sandboxes

# Instances of this file's own.
setup()
{
  export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
}

# A project of two tests, in an execution each, which want to make the same folder.
clashing_project()
{
  mkdir "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project" || return
  WANTED=/tmp/wanted-$BASHPID
  cat >runner <<END
#!/bin/sh
[ "\$1" = --list ] && exec printf '%s\n' one two
while read -r id; do
  echo "test: \$id"
  if mkdir $WANTED; then echo "success: \$id"; else echo "failure: \$id"; fi
done <"\$2"
END
  chmod +x runner
  cat >.testr.conf <<'END'
[DEFAULT]
test_command=./runner $LISTOPT $IDOPTION
test_id_option=--ids $IDFILE
test_list_option=--list
schedule=static
END
  "$TESTR" init
}

# Nothing is left of instances, nor of what their tests made.
nothing_left()
{
  [ -z "$(ls "$XDG_STATE_HOME/testr/instances")" ]
  [ ! -e "$WANTED" ]
}

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

@test "environment=NAME gives each worker an instance, and all are disposed of" {
  needs_sandboxes
  clashing_project
  run -1 "$TESTR" run --concurrency 2
  rmdir "$WANTED"
  echo 'environment=sandbox' >>.testr.conf
  run -0 "$TESTR" run --concurrency 2
  [[ $output == *'Ran 2'* ]]
  nothing_left
}

@test "what --pull names is kept with the run, by instance" {
  needs_sandboxes
  clashing_project
  # shellcheck disable=SC2016 # for the runner
  sed -i '1a mkdir -p logs; echo "$*" >"logs/$$.log"' runner
  echo "environment=sandbox --pull 'logs/*.log'" >>.testr.conf
  run -0 "$TESTR" run --concurrency 2
  [ "$(find .testrepository/runs/0/artifacts -path '*/sandbox-project-0-*/logs/*.log' |
    cut -d / -f 5 | sort -u | wc -l)" = 2 ]
}

@test "a folder that has been removed is no project" {
  needs_sandboxes
  mkdir removed
  cd removed
  rmdir "$PWD"
  run -3 "$TESTR" environment sandbox provision
  cd "$BATS_TEST_TMPDIR"
  [[ $output == *'the current folder has been removed'* ]]
  nothing_left
}

@test "run --environment overrides the key" {
  needs_sandboxes
  clashing_project
  echo 'environment=no-such' >>.testr.conf
  run -3 "$TESTR" run --concurrency 2
  [[ $output == *"there is no environment 'no-such': \`testr environment\` lists them"* ]]
  run -0 "$TESTR" run --concurrency 2 --environment 'sandbox --network host'
  nothing_left
}

@test "a callout of the project's own overrides its part" {
  needs_sandboxes
  clashing_project
  echo 'environment=sandbox' >>.testr.conf
  # shellcheck disable=SC2016 # for the callout
  echo 'instance_dispose=echo $INSTANCE_IDS >disposed; "$TESTR" environment sandbox dispose $INSTANCE_IDS' \
    >>.testr.conf
  run -0 "$TESTR" run --concurrency 2
  [ "$(wc -w <disposed)" = 2 ]
  nothing_left
}

@test "what an environment says when it fails is shown once" {
  project pass.a
  configure 'environment=sandbox --no-such-option'
  testr run
  [ "$status" = 3 ]
  [ "$(grep -c 'there is no option --no-such-option' <<<"$stderr")" = 1 ]
  [[ $stderr == *"stderr: shown above"* ]]
}
