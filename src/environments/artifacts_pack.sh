# Packs the files that patterns match, for --pull, as tar archives, one after the other, on stdout:
# nothing if nothing matches. Patterns are the shell's; `**`, as a whole part of one, is any number of
# folders, but none that is hidden.
#
# usage: sh -c PROGRAM sh PROGRAM '' PATTERN...       of the project's folder, or absolute
#        sh -c PROGRAM sh PROGRAM PATTERN FOLDER...   the same below each of these folders

program=$1 rest=$2
shift 2
IFS=
status=0
found='{'
found=$found'}' # find would take it in this text for where to put folders
sparse=
! tar -S -cf /dev/null /dev/null >/dev/null 2>&1 || sparse=-S

pack()
{
  [ $# -eq 0 ] || tar $sparse -cf - -- "$@" || status=1
}

# pack_matches FOLDER/ PATTERN: not too many at a time, since an argument list has its limit.
pack_matches()
{
  within=$1 pattern=$2
  set --
  for file in "$within"$pattern; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    set -- "$@" "$file"
    [ $# -lt 200 ] || { pack "$@"; set --; }
  done
  pack "$@"
}

# pack_below FOLDER PATTERN: in it and in all folders below.
pack_below()
{
  folder=$1
  set -- -exec sh -c "$program" sh "$program" "$2" "$found" +
  find "$folder" ! -path "$folder" -name '.*' -prune -o -type d "$@"
}

# pack_all FOLDER/ PATTERN
pack_all()
{
  before='' after=$2
  while [ "${after%%/*}" != '**' ]; do
    case $after in
    */*) before=$before${after%%/*}/ after=${after#*/} ;;
    *) pack_matches "$1" "$2"; return ;;
    esac
  done
  case $after in
  */*) after=${after#*/} ;;
  *) pack_matches "$1" "$before*"; return ;; # folders are packed with all that is in them
  esac
  for folder in "$1"$before; do
    [ -d "$folder" ] || continue
    pack_below "$folder" "$after" || status=1
  done
}

if [ -n "$rest" ]; then
  for folder; do
    pack_all "${folder%/}/" "$rest"
  done
else
  for pattern; do
    case $pattern in
    /*) pack_all / "${pattern#/}" ;;
    *) pack_all ./ "$pattern" ;;
    esac
  done
fi
exit "$status"
