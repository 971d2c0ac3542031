#!/bin/sh
# Turns presets into a C header: a table of their names and contents.
#
# usage: src/config/built_in_presets.sh FILE.conf... > built_in_presets.h
set -eu

quoted()
{
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/\t\t"/' -e 's/$/\\n"/' "$1"
}

echo 'static const struct {'
printf '\tconst char *name;\n\tconst char *content;\n} built_in_presets[] = {\n'
for file; do
  name=${file##*/}
  printf '\t{"%s",\n' "${name%.conf}"
  quoted "$file"
  printf '\t},\n'
done
echo '};'
