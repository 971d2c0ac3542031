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

# All of the command's process group, $command.
end_command()
{
  kill -s KILL -- "-$command" || kill -s KILL "$command"
}

if [ "$1" = --end ]; then
  end_all 2>/dev/null
  exit 0
fi

exec 3<&0 </dev/null
IFS= read -r token <&3
# shellcheck disable=SC2016 # for the shell that becomes the command
echo 'echo "$$" >"$1"; echo "$$" >"$2"' >"$folder/command" || exit 255
while IFS= read -r line <&3; do
  [ "$line" = . ] && break
  printf '%s\n' "${line#?}" || exit 255
done >>"$folder/command"
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

# A command in the background would have INT and QUIT ignored for good: so it is in front, and what
# waits for signals in the background, until the command says which process it is. What the shell
# says of the command's end goes nowhere.
begun=$folder/begun.$$
mkfifo "$begun" || exit 255
rm -f "$folder/process"
{
  trap '' TERM
  read -r command <"$begun"
  rm -f "$begun"
  trap 'end_command' TERM
  while IFS= read -r signal; do
    kill -s "$signal" -- "-$command" || kill -s "$signal" "$command"
  done
  end_command
} <&3 >/dev/null 2>&1 &
watcher=$!
is_cut=false
trap 'is_cut=true' TERM
exec 4>&2 2>/dev/null
(exec setsid sh "$folder/command" "$folder/process" "$begun" 2>&4 3<&- 4>&-)
status=$?
kill -s KILL "$watcher"
read -r command <"$folder/process" && end_command
end_all
rm -f "$begun"
if [ -n "$copier" ]; then
  exec >/dev/null
  wait "$copier"
fi
[ "$status" = 255 ] && status=254
[ "$is_cut" = true ] && status=255
# What ends the instance may have removed the folder already.
echo "$token $status" >"$folder/status"
exit "$status"
