#!/usr/bin/env bats
# tools/setup on machines that it does not install on: what it says, and how it ends.

bats_require_minimum_version 1.5.0

# A PATH with the few programs that the script itself needs, and the package managers named.
setup() {
  bin=$BATS_TEST_TMPDIR/bin
  mkdir "$bin"
  for program in sh id sort sed tr uname env; do
    ln -s "$(command -v $program)" "$bin/$program"
  done
}

has() {
  printf '#!/bin/sh\n' >"$bin/$1"
  chmod +x "$bin/$1"
}

tools_setup() {
  PATH=$bin "$BATS_TEST_DIRNAME/../../tools/setup" "$@"
}

@test "on Fedora it prints the command and fails" {
  has dnf
  run -1 tools_setup build
  [[ $output == *"sudo dnf install expat-devel gcc glib2-devel libdeflate-devel libuv-devel"* ]]
  [[ $output != *bats* ]]
}

@test "on Arch it prints the command and fails" {
  has pacman
  run -1 tools_setup build
  [[ $output == *"sudo pacman -S --needed expat gcc glib2 libdeflate libuv meson"* ]]
}

@test "with Homebrew it prints the command and fails" {
  has brew
  run -1 tools_setup build
  [[ $output == *"brew install expat glib libdeflate libuv meson"* ]]
}

@test "on a system it does not know it names what is missing" {
  run -1 tools_setup build
  [[ $output == *"In names of Debian packages:"*"libglib2.0-dev"* ]]
}

@test "a higher level asks for what the lower ones need, too" {
  has dnf
  run -1 tools_setup lint
  [[ $output == *" bats "*" clang "*" libuv-devel "* ]]
}

@test "what tests can do without is no failure" {
  has dnf
  for program in cc meson ninja pkg-config bats python3 ps sqlite3; do
    has "$program" # and pkg-config finds every library
  done
  run -0 tools_setup test
  [[ $output == *"something will be skipped. To have them: "*"bubblewrap"* ]]
}

@test "an unknown level is refused with the usage" {
  run -1 tools_setup everything
  [[ $output == *"usage: tools/setup"* ]]
}
