# What suites share that use environment=sandbox.

# Fails, and prints why, if there can be no sandboxes on this machine, whatever testr does.
sandboxes_work()
{
  local why
  command -v bwrap >/dev/null || {
    echo 'bwrap is not installed'
    return 1
  }
  why=$(bwrap --ro-bind / / --dev /dev --proc /proc --unshare-all true 2>&1) || {
    echo "bwrap does not work on this machine: $why"
    return 1
  }
}

# Skips the test then.
needs_sandboxes()
{
  local why
  why=$(sandboxes_work) || skip "$why"
}
