# A project to be checked by `testr instances check`, and what is asked of the checklist.
# shellcheck disable=SC2154 # bats sets output and status

# Writes an executable file of bash commands, from stdin.
script() {
  { echo '#!/bin/bash' && cat; } >"$1"
  chmod +x "$1"
}

# A project with good callouts, but that instances, which are folders, share this machine's /tmp.
project_to_check() {
  cd "$BATS_TEST_TMPDIR" || return
  script provision <<'END'
for _ in $(seq "$1"); do
  echo >>made
  id=i$(($(wc -l <made) - 1))
  mkdir -p "instances/$id" && echo "$id"
done
END
  execution 'exec "$@"'
  script dispose <<'END'
echo "dispose $*" >>callouts
for id; do rm -rf "instances/$id"; done
END
  cat >.testr.conf <<'END'
[DEFAULT]
test_command=true
instance_provision=./provision $INSTANCE_COUNT
instance_execute=./execute $INSTANCE_ID $FILES -- $COMMAND
instance_dispose=./dispose $INSTANCE_IDS
END
  "$TESTR" init
}

# The executing callout, which is given the instance in $id, the file in $file and the command in
# "$@", does this.
execution() {
  script execute <<END
id=\$1 file=\$2
[ -d "instances/\$id" ] || exit 99
while [ "\$1" != -- ]; do shift; done
shift
$1
END
}

# The claims that are marked with $1, without what was seen.
marked() {
  sed -nE "s/^$1 +([^:]*).*/\1/p" <<<"$output"
}

# All instances are gone, and none is on record.
nothing_is_left() {
  [ ! -e instances ] || [ -z "$(ls instances)" ]
  [ -z "$("$TESTR" instances)" ]
}

# The check finds that this claim, and no other that is required, does not hold, having seen this.
fails_alone() {
  testr instances check
  [ "$status" = 1 ]
  [ "$(marked FAILS)" = "$1" ]
  [[ $output == *"FAILS   $1: "*"$2"* ]]
  nothing_is_left
}
