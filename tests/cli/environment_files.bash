# What every built-in environment promises of files that go in and come out, tried on a real engine.
# To be loaded after environment_contract.bash.
# shellcheck disable=SC2153,SC2154 # environment_contract.bash and bats set them

promise_files()
{
  mkdir "$BATS_TEST_TMPDIR/a folder"
  echo one >"$BATS_TEST_TMPDIR/a folder/ids"
  echo two >"$BATS_TEST_TMPDIR/more"
  # shellcheck disable=SC2016 # for the shell inside
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/a folder/ids" "$BATS_TEST_TMPDIR/more" \
    -- sh -c 'cat "${1#--list=}" "$2"' sh "--list=$BATS_TEST_TMPDIR/a folder/ids" \
    "$BATS_TEST_TMPDIR/more"
  [ "$output" = $'one\ntwo' ]
  # The same name again with other content, as testr does for the next batch.
  echo three >"$BATS_TEST_TMPDIR/more"
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/more" -- cat "$BATS_TEST_TMPDIR/more"
  [ "$output" = three ]
}

# A project in a subfolder of a larger tree, all of which is there, but for the project's repository.
promise_tree_around_the_project()
{
  mkdir -p "$BATS_TEST_TMPDIR/tree/a b/project/.testrepository" "$BATS_TEST_TMPDIR/tree/beside"
  cd "$BATS_TEST_TMPDIR/tree/a b/project"
  echo mine >file
  echo shared >../../beside/common
  echo secret >.testrepository/x
  chmod 750 ..
  # shellcheck disable=SC2086 # the options are words
  one=$(environment provision $OPTIONS --tree ../.. 1)
  run environment execute "$one" -- sh -c 'cat file ../../beside/common "$1"
    stat -c %a ..; ls -A . ../..' sh "$BATS_TEST_TMPDIR/tree/beside/common"
  environment dispose "$one"
  echo "$output"
  [ "$output" = $'mine\nshared\nshared\n750\n.:\nfile\n\n../..:\na b\nbeside' ]
  # shellcheck disable=SC2086 # the options are words
  run environment provision $OPTIONS --tree ../../beside 1
  [ "$status" = 3 ]
  [[ $output == *"--tree '../../beside' is no folder around the project"* ]]
}

# A folder with so many files that no argument list holds them, others of which come and go.
promise_large_and_lively_projects()
{
  mkdir -p "$BATS_TEST_TMPDIR/large/lively"
  cd "$BATS_TEST_TMPDIR/large"
  seq -f "file-with-a-$(printf %0100d 0)-name-%05.0f" 25000 | xargs touch
  seq 2000 >lively/there
  while cp lively/there "lively/$BASHPID" && touch lively/{1..300}; do
    rm -f lively/"$BASHPID" lively/{1..300}
  done 3>&- &
  # shellcheck disable=SC2086 # the options are words
  run environment provision $OPTIONS 1
  kill $!
  wait $! || :
  echo "$output"
  [ "$status" = 0 ]
  one=${lines[-1]}
  run environment execute "$one" -- sh -c 'ls | grep -c ^file-; cat lively/there | tail -n 1'
  environment dispose "$one"
  [ "$output" = $'25000\n2000' ]
}

promise_missing_file_is_no_loss()
{
  run environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/missing" -- true
  [ "$status" = 254 ]
  [[ $output == "testr: cannot read '$BATS_TEST_TMPDIR/missing': No such file"* ]]
}

promise_project()
{
  run in_instance cat file
  [ "$output" = content ]
  run in_instance ls -A
  [[ $output != *.testrepository* ]]
}

promise_env_push_pull()
{
  echo pushed >"$BATS_TEST_TMPDIR/pushed"
  export FROM_HERE='a value'
  # shellcheck disable=SC2086 # the options are words
  one=$(environment provision $OPTIONS --env GIVEN='x y' --env FROM_HERE --env NOT_SET \
    --push "$BATS_TEST_TMPDIR/pushed" --pull 'logs/*.log' --pull missing 1)
  # shellcheck disable=SC2016 # for the shell inside
  run env TESTR_RUN=7 "$TESTR" environment "$ENVIRONMENT" execute "$one" -- sh -c \
    'echo "$GIVEN,$FROM_HERE,${NOT_SET-unset}"; cat "$1"
    mkdir logs; echo a >"logs/a b.log"; echo b >logs/b.log; echo c >logs/c.txt; exit 5' \
    sh "$BATS_TEST_TMPDIR/pushed"
  environment dispose "$one"
  [ "$status" = 5 ]
  [ "$output" = $'x y,a value,unset\npushed' ]
  cd ".testrepository/artifacts/$one/1"
  [ "$(find . -type f | sort)" = $'./logs/a b.log\n./logs/b.log' ]
  [ "$(cat 'logs/a b.log')" = a ]
  [ "$(ls ..)" = 1 ]
}

# pulling SCRIPT [OPTIONS...]: an execution of it in an instance of its own, whose files are fetched.
# What came is in $PULLED.
pulling()
{
  # shellcheck disable=SC2086 # the options are words
  one=$(environment provision $OPTIONS "${@:2}" 1)
  PULLED=$PWD/.testrepository/artifacts/$one
  run environment execute "$one" -- sh -c "$1"
  echo "$output"
}

promise_pull_by_pattern()
{
  pulling 'mkdir -p deep/a/b deep/.hidden "deep/x*"
    for file in top.log deep/1.log deep/a/b/2.log deep/.hidden/3.log "deep/x*/4.log" deep/a/5.txt; do
      echo >"$file"
    done' --pull '**/*.log' --pull 'no/**/such'
  environment dispose "$one"
  [ "$status" = 0 ]
  [ -z "$output" ]
  cd "$PULLED/1"
  [ "$(find . -type f | sort)" = $'./deep/1.log\n./deep/a/b/2.log\n./deep/x*/4.log\n./top.log' ]
}

promise_pull_without_a_match()
{
  pulling true --pull 'no/*' --pull '**/none' --pull none
  environment dispose "$one"
  [ "$status" = 0 ]
  [ -z "$output" ]
  [ ! -e "$PULLED/1" ]
}

# A later execution does not touch what an earlier one left.
promise_pull_of_each_execution()
{
  pulling 'mkdir out; echo first >out/file; echo more >out/other' --pull out
  [ "$status" = 0 ]
  environment execute "$one" -- sh -c 'echo second >out/file; rm out/other; ln -s file out/link'
  environment dispose "$one"
  [ "$(cat "$PULLED/1/out/file" "$PULLED/1/out/other" "$PULLED/2/out/file")" = $'first\nmore\nsecond' ]
  [ "$(readlink "$PULLED/2/out/link")" = file ]
  [ ! -e "$PULLED/2/out/other" ]
}

promise_pull_of_odd_files()
{
  pulling 'mkdir out; cd out; echo good >good; ln -s good inside; ln -s /etc/passwd absolute
    ln -s ../../../../../../etc relative; mkdir deep; ln -s ../../.. deep/up; ln -s deep/up through
    mkfifo fifo; echo x >tool; chmod 6755 tool; ln -s nowhere dangling; ln good same
    dd if=/dev/null of=sparse bs=1 seek=50000000 2>/dev/null' --pull out
  environment dispose "$one"
  [ "$status" = 0 ]
  [[ $output == *"testr: left out of the files of --pull from '$one': 6 files, the first 'out/"* ]]
  cd "$PULLED/1/out"
  [ "$(find . -type f | sort)" = $'./good\n./same\n./sparse\n./tool' ]
  [ "$(find . -type l)" = ./inside ]
  [ -z "$(find . -type p)" ]
  [ "$(stat -c %a tool)" = 755 ]
  [ "$(stat -c %s sparse)" = 50000000 ]
  [ "$(du -k sparse | cut -f 1)" -lt 1000 ]
}

# Nothing is kept of what is too large, and it is said so.
promise_pull_limit()
{
  pulling 'mkdir out; head -c 3000000 /dev/zero | tr "\0" x >out/large; exit 3' \
    --pull out --pull-limit 2M
  [ "$status" = 3 ]
  [[ $output == *"cannot fetch the files of --pull from '$one': they are larger than 2.0"?"MiB"* ]]
  [ -z "$(ls "$PULLED")" ]
  run environment execute "$one" -- sh -c 'echo small >out/large'
  environment dispose "$one"
  [ -z "$output" ]
  [ "$(cat "$PULLED/1/out/large")" = small ]
}

# An archive as an attacker makes it, in the place of tar inside: nothing outside changes.
promise_pull_of_hostile_archives()
{
  mkdir "$BATS_TEST_TMPDIR/outside" archives bin
  echo secret >"$BATS_TEST_TMPDIR/outside/secret"
  /usr/bin/python3 - "$BATS_TEST_TMPDIR/outside" <<'END'
import io, sys, tarfile
outside = sys.argv[1]
up = "../" * 12
def archive(number, *members):
    with tarfile.open("archives/%d" % number, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, kind, link in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode, member.devmajor = kind, link, 0o6777, 1
            member.size, member.devminor = 7 * (kind == tarfile.REGTYPE), 3
            tar.addfile(member, io.BytesIO(b"hostile"))
FILE, LINK, SAME, DEVICE = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE
archive(1, ("good", FILE, ""), ("out", LINK, outside), ("up", LINK, up + outside[1:]),
        ("device", DEVICE, ""), (".", tarfile.DIRTYPE, ""))
archive(2, ("out/planted", FILE, ""), ("up/planted", FILE, ""))
archive(3, ("out", LINK, outside), ("out/planted", FILE, ""))
archive(4, ("hop", LINK, "."), ("hop/hop2", LINK, up + outside[1:]), ("hop2/planted", FILE, ""))
archive(5, ("same", SAME, outside + "/secret"))
archive(6, ("same", SAME, up + outside[1:] + "/secret"), ("same", FILE, ""))
archive(7, ("out", LINK, outside), ("same", SAME, "out/secret"))
archive(8, (outside + "/planted", FILE, ""), (up + outside[1:] + "/planted", FILE, ""))
archive(9, ("../planted", FILE, ""), ("../1/good", FILE, ""))
END
  printf '#!/bin/sh\ncat archives/next\n' >bin/tar
  chmod +x bin/tar
  pulling 'cp archives/1 archives/next' --env PATH=./bin:/usr/sbin:/usr/bin:/sbin:/bin --pull file
  for number in 2 3 4 5 6 7 8 9; do
    environment execute "$one" -- cp "archives/$number" archives/next || :
  done
  environment dispose "$one"
  rm -r archives bin
  [ "$(cat "$PULLED/1/good")" = hostile ]
  [ "$(find "$BATS_TEST_TMPDIR/outside" | wc -l)" = 2 ]
  [ "$(cat "$BATS_TEST_TMPDIR/outside/secret")" = secret ]
  [ "$(stat -c %h "$BATS_TEST_TMPDIR/outside/secret")" = 1 ]
  [ -z "$(find "$PULLED" ! -type f ! -type d)" ]
  [ -z "$(find "$PULLED" -perm /7000)" ]
  [ -z "$(find "$PULLED" -name '*.part' -o -name planted -path "$PULLED/planted")" ]
}
