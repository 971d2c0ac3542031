#!/usr/bin/env bats
# What `make install` lays down.

bats_require_minimum_version 1.5.0

setup() {
  meson install -C "$TESTR_BUILD" --no-rebuild --quiet --destdir "$BATS_TEST_TMPDIR"
  program=$(find "$BATS_TEST_TMPDIR" -path '*/bin/testr')
  prefix=${program%/bin/testr}
}

@test "the installed program runs" {
  run -0 "$program" --version
  [[ $output == "testr "* ]]
}

@test "every manual page and the completions of three shells are installed, and nothing else" {
  find "$prefix/share/man" -type f -printf '%f\n' | sort >"$BATS_TEST_TMPDIR/installed"
  find "$TESTR_SOURCE/man" -name '*.[1-9]*' -printf '%f\n' | sed 's/\.in$//' | sort | diff - "$BATS_TEST_TMPDIR/installed"
  run -0 find "$prefix" -type f -not -path '*/share/man/*' -printf '%P\n'
  [ "$(sort <<<"$output")" = "bin/testr
share/bash-completion/completions/testr
share/fish/vendor_completions.d/testr.fish
share/zsh/site-functions/_testr" ]
}
