#!/usr/bin/env bats
# tools/check-tree on who uses whom: modules do not use each other in a circle.

load tree

# use FILE FUNCTION EXPRESSION: a file, src/FILE, with a function that uses another one.
use() {
  printf 'void %s(void)\n{\n\t%s;\n}\n' "$2" "$3" | source_file "$1"
}

@test "modules that use each other are caught, with what they use" {
  use base/one.c one_begin 'two_begin()'
  use base/two.c two_begin 'one_begin()'
  run -1 check_tree
  [ "$output" = "check-tree: src: modules use each other: base/one -> base/two (two_begin()), base/two -> base/one (one_begin())" ]
}

@test "a circle over several modules and folders is caught, once, and the shortest of it" {
  use base/one.c one_begin 'two_begin()'
  use base/two.c two_begin 'each(list, three_begin)'
  use model/three.c three_begin 'return one_begin() + two_begin()'
  run -1 check_tree
  [ "$output" = "check-tree: src: modules use each other: base/two -> model/three (three_begin()), model/three -> base/two (two_begin())" ]
}

@test "two circles that have nothing in common are both caught" {
  use base/one.c one_begin 'two_begin()'
  use base/two.c two_begin 'one_begin()'
  use model/three.c three_begin 'four_begin()'
  use model/four.c four_begin 'three_begin()'
  run -1 check_tree
  [ "${#lines[@]}" = 2 ]
  [[ $output == *"base/one -> base/two"*"model/four -> model/three"* ]]
}

@test "a header and its source are one module" {
  source_file base/one.h <<<$'static inline void one_begin(void)\n{\n\tone_go_on();\n}'
  use base/one.c one_go_on 'one_begin()'
  check_tree
}

@test "an inline function counts, and a table" {
  source_file base/one.h <<<$'static inline void one_begin(void)\n{\n\ttwo_begin();\n}'
  use base/two.c two_begin 'two_end()'
  source_file model/three.c <<<$'const struct entry three = {one_begin, two_begin};\nvoid three_begin(void)\n{\n}'
  check_tree
  use base/two.c two_begin 'three_begin()'
  run -1 check_tree
  [[ $output == *"base/two -> model/three (three_begin()), model/three -> base/two (two_begin())"* ]]
}

@test "parts may stand below who uses them and share types, constants and macros with it" {
  source_file base/one.h <<<$'/* Tells. */\nint one_begin(int number);\n#define ONE one_begin(1)\nstruct one { int (*two_begin)(int); };'
  source_file base/one.c <<<$'#include "base/two.h"\nint one_begin(int x)\n{\n\treturn two_begin(x);\n}'
  source_file base/two.h <<<$'#include "base/one.h"\n/* Tells. */\nint two_begin(int one_begin);'
  source_file base/two.c <<<$'int two_begin(int one_begin)\n{\n\treturn ONE + one_begin + x->one_begin(1); /* one_begin(1) */\n}'
  check_tree
}

@test "the few functions that are offered to what stands below do not count" {
  use engine/driver.c driver_input 'callout_start()'
  use engine/callout.c callout_start 'driver_input()'
  check_tree
  use engine/driver.c driver_turn 'callout_start()'
  use engine/callout.c callout_start 'driver_turn()'
  run -1 check_tree
  [[ $output == *"engine/callout -> engine/driver (driver_turn())"* ]]
}
