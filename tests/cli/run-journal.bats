#!/usr/bin/env bats
# testr run: the journal of what was decided, beside the stream

bats_require_minimum_version 1.5.0
load helper

SIM=$TESTR_BUILD/testr-sim

# Replays the journal of run $1.
replay() {
  run "$SIM" --replay ".testrepository/runs/$1.journal.zst"
  echo "$output"
}

# Fails unless the core comes to the same actions over the journal of run $1.
replays() {
  replay "$1"
  [ "$status" = 0 ]
  [ "$output" = "the core comes to the same actions" ]
}

# What is said in the trace of the journal of run $1.
trace_of() {
  "$SIM" --replay ".testrepository/runs/$1.journal.zst" --trace
}

# Unpacks journal and stream of run 0 into the current folder.
unpack() {
  zstd -qdf .testrepository/runs/0.journal.zst -o 0.journal
  zstd -qdf .testrepository/runs/0.subunit.zst -o 0.subunit
}

@test "a run leaves a journal beside its stream, and the core comes to the same over it" {
  project pass.a fail.b skip.c
  testr run
  [ "$status" = 1 ]
  [ "$(ls .testrepository/runs)" = "0.journal.zst
0.subunit.zst" ]
  replays 0
}

@test "the journal of a run with crashes, losses and retries replays without a difference" {
  project pass.a flaky.b exit3.c pass.d pass.e fail.f pass.g pass.h
  with_instances
  # The first two instances are lost while their first batches run.
  cat >execute <<'END'
#!/bin/sh
id=$1
shift
[ -d "instances/$id" ] || exit 255
case $id-$* in
i0-*--list) exec "$@" ;;
i0-*) rm -r "instances/$id"; exit 255 ;;
i1-*) "$@"; rm -r "instances/$id"; exit 255 ;;
esac
exec "$@"
END
  sed -i 's/^for id; do/&\n  [ -d "instances\/$id" ] || continue/' dispose
  testr run --concurrency=2 --retries=1
  trace=$(trace_of 0)
  echo "$trace"
  [[ $trace == *"(lost)"* ]]
  [[ $trace == *"again, instance lost"* ]]
  [[ $trace == *"again, failed"* ]]
  [[ $trace == *", crashed"* ]]
  replays 0
}

@test "the journal of a run in which times were up replays without a difference" {
  project pass.a hang.b pass.c
  configure test_timeout=0.3 no_output_timeout=5 kill_grace=0.1
  testr run --concurrency=2
  [[ $(trace_of 0) == *"timed out"* ]]
  replays 0
}

@test "the journal of a run of whatever there is replays without a difference" {
  project pass.a fail.b
  sed -i '/^test_list_option\|^test_id_option/d; s/ $LISTOPT $IDOPTION//' .testr.conf
  testr run
  replays 0
}

@test "a journal that is not what the core comes to is told from one that is" {
  project pass.a pass.b
  testr run
  unpack
  # The concurrency, the first option after the time, is made 3 instead of 1.
  python3 - 0.journal <<'END'
import sys
journal = bytearray(open(sys.argv[1], "rb").read())
at = journal.index(b"\n") + 1
while journal[at] & 0x80:
    at += 1
assert journal[at + 1] == 2
journal[at + 1] = 6
open(sys.argv[1], "wb").write(journal)
END
  run "$SIM" --replay 0.journal
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == "the core comes to other actions now:
after "*"recorded "*"-> "*"replayed "*"-> "* ]]
}

@test "what is no journal is refused" {
  project pass.a
  echo nonsense >5.journal
  : >5.subunit
  run "$SIM" --replay 5.journal
  [ "$status" = 2 ]
  [[ $output == *"cannot replay '5.journal': it is no journal"* ]]
}

@test "what had arrived when testr was killed is in the journal, and replays" {
  project pass.a pass.b hang.c pass.d
  # shellcheck disable=SC2153 # it is set by tests/run-bats
  "$TESTR" run >/dev/null 2>&1 &
  testr=$!
  until grep -qsa hang.c .testrepository/runs/0.subunit &&
    [ "$(stat -c %s .testrepository/runs/0.journal)" -gt 60 ]; do sleep 0.05; done
  kill -9 "$testr"
  wait "$testr" || true
  testr last
  [ "$(ls .testrepository/runs)" = "0.journal.zst
0.subunit.zst" ]
  trace=$(trace_of 0)
  echo "$trace"
  # The last test was not begun, so the stream does not have its id; the journal has.
  [[ $trace == *"listed 4 tests"* ]]
  replays 0
}

@test "a journal that is cut short is read as far as it goes" {
  project pass.a pass.b
  testr run
  unpack
  cp 0.subunit cut.subunit
  for length in $(seq 80 5 "$(stat -c %s 0.journal)"); do
    head -c "$length" 0.journal >cut.journal
    run "$SIM" --replay cut.journal
    echo "$length: $output"
    [ "$status" = 0 ]
  done
}

@test "a run that is given up leaves no journal, and one that is loaded has none" {
  project pass.a
  configure instance_provision=false 'instance_execute=$COMMAND' instance_dispose=true
  testr run
  [ "$status" = 3 ]
  [ -z "$(ls .testrepository/runs)" ]
  stream pass.a | "$TESTR" load
  [ "$(ls .testrepository/runs)" = 0.subunit.zst ]
}

@test "a link where the journal would be is not followed: the run goes on without" {
  project pass.a
  echo mine >outside
  ln -s "$PWD/outside" .testrepository/runs/0.journal
  testr run
  [ "$status" = 0 ]
  [[ $stderr == *"0.journal"*": \`testr why\` will not know all of this run"* ]]
  [ "$(cat outside)" = mine ]
  [ "$(ls .testrepository/runs)" = 0.subunit.zst ]
}
