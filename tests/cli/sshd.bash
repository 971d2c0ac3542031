# OpenSSH servers of our own on loopback, with keys and configuration of our own.

# ssh_keys: makes what all servers and the client need in $SSH, once.
ssh_keys()
{
  export SSH=$BATS_FILE_TMPDIR/ssh
  mkdir -m 700 "$SSH"
  ssh-keygen -q -t ed25519 -N '' -f "$SSH/host_key"
  ssh-keygen -q -t ed25519 -N '' -f "$SSH/other_host_key"
  ssh-keygen -q -t ed25519 -N '' -f "$SSH/user_key"
  cp "$SSH/user_key.pub" "$SSH/authorized_keys"
  cat >"$SSH/config" <<END
IdentityFile $SSH/user_key
IdentitiesOnly yes
UserKnownHostsFile $SSH/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
END
}

# A port that nobody listens on.
free_port()
{
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# sshd_start NAME [VARIABLE=VALUE...]: a server of its own home, whose port goes to $SSH/NAME.port;
# its key becomes known. $SSHD_UNDER are words to run it under, $SSHD_SETTINGS more lines of its
# configuration.
sshd_start()
{
  # Somebody else may be given the port in between.
  for _ in 1 2 3 4 5; do
    sshd_start_once "$@" && return
    grep -q 'Cannot bind any address' "$SSH/$1.log" || return
    rm -f "$SSH/$1.log"
  done
  return 1
}

sshd_start_once()
{
  local name=$1 port
  shift
  port=$(free_port)
  echo "$port" >"$SSH/$name.port"
  mkdir -p "$SSH/$name.home" /run/sshd
  cat >"$SSH/$name.config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $SSH/host_key
PidFile $SSH/$name.pid
AuthorizedKeysFile $SSH/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv HOME=$SSH/$name.home $*
$SSHD_SETTINGS
END
  echo "[127.0.0.1]:$port $(cut -d ' ' -f 1,2 "$SSH/host_key.pub")" >>"$SSH/known_hosts"
  sshd_restart "$name"
}

# sshd_restart NAME: starts the server, which has been configured and does not run.
sshd_restart()
{
  rm -f "$SSH/$1.pid"
  # shellcheck disable=SC2086 # words
  $SSHD_UNDER /usr/sbin/sshd -f "$SSH/$1.config" -E "$SSH/$1.log" 3>&-
  # It writes its file once it listens.
  timeout 60 sh -c 'until [ -s "$0" ]; do
      ! grep -qs "Cannot bind any address" "$1" || exit 1
      sleep 0.05
    done' "$SSH/$1.pid" "$SSH/$1.log"
}

# sshd_stop NAME: the server and all its connections.
sshd_stop()
{
  local pid
  pid=$(cat "$SSH/$1.pid")
  pkill -KILL -P "$pid" || :
  kill -KILL "$pid"
}
