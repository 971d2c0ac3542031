# shellcheck shell=bash
# What tests need that run beside Python's programs. Debian installs their modules for its own
# /usr/bin/python3; another python3 may come first on PATH.

PYTHON=/usr/bin/python3
PYTHON_TESTR=/usr/bin/testr

# Skips the test unless Python's testr is installed. Our program may bear its name and path.
needs_python_testr() {
  head -n 1 "$PYTHON_TESTR" 2>/dev/null | grep -aq python ||
    skip "no Python's testr here (package testrepository)"
}

needs_python_module() {
  "$PYTHON" -c "import $1" 2>/dev/null || skip "no Python module $1 here"
}
