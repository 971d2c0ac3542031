# podman for tests: containers.conf, store and an image of our own, in a mount namespace of our own
# when this machine is itself like a container and has no cgroup2 where podman looks for it.

# podman_begin: writes what podman_run_under needs into $PODMAN, and imports the image `tiny`.
podman_begin()
{
  export PODMAN=$BATS_FILE_TMPDIR/podman
  mkdir "$PODMAN" "$PODMAN/bin"
  cat >"$PODMAN/containers.conf" <<END
[containers]
cgroups = "disabled"
netns = "none"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
END
  cat >"$PODMAN/bin/podman" <<END
#!/bin/sh
export CONTAINERS_CONF="$PODMAN/containers.conf"
exec unshare --mount sh -c 'mount -t cgroup2 none /sys/fs/cgroup; exec "\$0" "\$@"' \\
  $(command -v podman) --root "$PODMAN/store" --runroot "$PODMAN/run" --storage-driver vfs "\$@"
END
  chmod +x "$PODMAN/bin/podman"
  export PATH=$PODMAN/bin:$PATH
  tiny_image | podman import --quiet - tiny >/dev/null
}

# An image of busybox and the libraries that it needs, as a tar archive.
tiny_image()
{
  local image=$BATS_FILE_TMPDIR/image busybox name
  busybox=$(command -v busybox)
  mkdir -p "$image/bin" "$image/tmp" "$image/root"
  cp "$busybox" "$image/bin/busybox"
  for name in $(busybox --list); do
    [ "$name" = busybox ] || ln -sf busybox "$image/bin/$name"
  done
  { ldd "$busybox" || :; } | grep -oE '/[^ )]+' | while read -r name; do
    mkdir -p "$image${name%/*}"
    cp -L "$name" "$image$name"
  done
  tar -C "$image" -cf - .
}
