#!/usr/bin/env bats
# The layer check is itself checked: it passes a clean tree and catches each kind of trespass.

bats_require_minimum_version 1.5.0

setup() {
  tree=$BATS_TEST_TMPDIR/tree
  mkdir -p "$tree/src/base" "$tree/src/model"
  cat >"$tree/ARCHITECTURE.md" <<'PAGE'
| layer | folder | holds | may include |
|---|---|---|---|
| 0 | `src/base/` | helpers | – |
| 1 | `src/model/` | data | base |
PAGE
  echo '#include <stdio.h>' >"$tree/src/base/quote.h"
  echo '#include "base/quote.h"' >"$tree/src/model/event.h"
}

check_layers() {
  "$BATS_TEST_DIRNAME/../../tools/check-layers" "$tree"
}

@test "a tree that keeps to the table passes" {
  check_layers
}

@test "an edge that is not in the table is caught, with its place" {
  printf '\n#include "model/event.h"\n' >"$tree/src/base/table.c"
  run -1 check_layers
  [[ $output == *"src/base/table.c:2: base may not include model"* ]]
}

@test "a layer may include all but those that the table names" {
  mkdir "$tree/src/run" "$tree/src/cmd"
  printf '| 2 | `src/run/` | runs | all but cmd |\n| 3 | `src/cmd/` | commands | all |\n' >>"$tree/ARCHITECTURE.md"
  echo '#include "model/event.h"' >"$tree/src/run/plan.h"
  echo '#include "run/plan.h"' >"$tree/src/cmd/command.h"
  check_layers

  echo '#include "cmd/command.h"' >"$tree/src/run/plan.c"
  run -1 check_layers
  [[ $output == *"src/run/plan.c:1: run may not include cmd"* ]]
}

@test "an include that is not written from src/ is caught" {
  echo '#include "event.h"' >"$tree/src/model/event.c"
  run -1 check_layers
  [[ $output == *'src/model/event.c:1: "event.h" is not a file below src/'* ]]
}

@test "a room of a layer is closed to its neighbours, and they share what stands beside them" {
  mkdir "$tree/src/model/v1" "$tree/src/model/v2"
  echo '#include "model/event.h"' >"$tree/src/model/v1/reader.h"
  echo '#include "model/v1/reader.h"' >"$tree/src/model/v1/reader.c"
  check_layers
  echo '#include "model/v1/reader.h"' >"$tree/src/model/v2/writer.c"
  echo '#include "model/v1/reader.h"' >"$tree/src/model/sink.c"
  run -1 check_layers
  [[ $output == *"src/model/v2/writer.c:1: model/v1 is a room of its own"* ]]
  [[ $output == *"src/model/sink.c:1: model/v1 is a room of its own"* ]]
}

@test "files that include each other in a circle are caught" {
  echo '#include "model/event.h"' >"$tree/src/model/sink.h"
  echo '#include "model/sink.h"' >"$tree/src/model/event.h"
  run -1 check_layers
  [[ $output == *"model/event.h -> model/sink.h -> model/event.h"* ]]
}

@test "a circle in the table is caught" {
  sed -i 's/| – |/| model |/' "$tree/ARCHITECTURE.md"
  run -1 check_layers
  [[ $output == *"the table goes in a circle: base -> model -> base"* ]]
}

@test "a folder that the table does not know is caught" {
  mkdir "$tree/src/misc"
  run -1 check_layers
  [[ $output == *"src/misc/: not in the table"* ]]
}
