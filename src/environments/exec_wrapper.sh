# Runs one command in an instance on another machine, for a callout that holds the other end of
# this script's stdin. What comes there is a token, on a line; the command, as lines of a shell script
# with a blank put before each, up to a line with a dot; then names of signals for the command, one on
# a line; then, when callout, link or machine has gone, the end. Either way nothing of the command is
# left.
#
# When the command has ended, FOLDER/status holds the token and its status. Where whatever runs this
# script ends all that is in the instance by TERM, the command has no status: it is lost, 255.
#
# usage: sh FOLDER/keeper            (so it is called in an instance: see remote.h)
#        sh FOLDER/keeper --end      ends what was started so, and nothing else

folder=${0%/*}
export TESTR_KEPT_IN="$folder"

# True if some process shows no variables although it has a program, as one does that is just becoming
# another program; one that has ended and those of the kernel have none.
is_one_changing()
{
  # shellcheck disable=SC2013 # paths of numbers
  for path in $(grep -Lsz '' /proc/[0-9]*/environ); do
    [ ! -e "${path%environ}exe" ] || return 0
  done
  return 1
}

# The command's process group, and those that left it, known by the variable that they inherited.
# A process may start another one while it is being looked for, and one that is just becoming another
# program is not found: so it takes more than one look, and two that found nothing.
end_all()
{
  nothing=0
  # shellcheck disable=SC2034,SC2062 # a number of looks; a file of patterns
  for look in 1 2 3 4 5 6 7 8; do
    kept=$(echo "TESTR_KEPT_IN=$folder" | TESTR_KEPT_IN='' grep -lszF -f - /proc/[0-9]*/environ)
    if [ -z "$kept" ]; then
      nothing=$((nothing + 1))
      [ "$nothing" = 2 ] && break
      ! is_one_changing || sleep 0.02 || sleep 1 # where sleep knows no fractions
      continue
    fi
    nothing=0
    for path in $kept; do
      path=${path#/proc/}
      kill -s KILL "${path%/environ}"
    done
  done
}

if [ "$1" = --end ]; then
  end_all 2>/dev/null
  exit 0
fi

exec 3<&0 </dev/null
IFS= read -r token <&3
while IFS= read -r line <&3; do
  [ "$line" = . ] && break
  printf '%s\n' "${line#?}" || exit 255
done >"$folder/command"
[ "$line" = . ] || exit 255

# Where stdout is a terminal, since only so bytes come through at once, the command gets a pipe.
copier=
if [ -t 1 ]; then
  output=$folder/output.$$
  mkfifo "$output" || exit 255
  TESTR_KEPT_IN='' cat <"$output" &
  copier=$!
  exec >"$output"
  rm -f "$output"
fi

is_cut=false
setsid sh "$folder/command" 3<&- &
command=$!
trap 'is_cut=true; kill -s KILL -- "-$command"' TERM
{
  trap '' TERM
  while IFS= read -r signal; do
    kill -s "$signal" -- "-$command" || kill -s "$signal" "$command"
  done
  kill -s KILL -- "-$command" || kill -s KILL "$command"
} <&3 >/dev/null 2>&1 &
watcher=$!
wait "$command"
status=$?
kill -s KILL -- "-$command" 2>/dev/null
end_all 2>/dev/null
kill -s KILL "$watcher" 2>/dev/null
if [ -n "$copier" ]; then
  exec >/dev/null
  wait "$copier"
fi
[ "$status" = 255 ] && status=254
[ "$is_cut" = true ] && status=255
# What ends the instance may have removed the folder already.
{ echo "$token $status" >"$folder/status"; } 2>/dev/null
exit "$status"
