"""What the built-in environments cost, beside the bare tool doing the same by hand. bench/README.md
explains it."""

import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

HELPERS = Path(__file__).resolve().parent.parent / "tests/cli"
TEST_ID = b"the-first-test"

CONFIG = """\
[DEFAULT]
test_command=./runner $LISTOPT $IDOPTION
test_list_option=--list
test_id_option=--ids $IDFILE
environment={environment}
"""

RUNNER = """\
#!/bin/sh
[ "$1" = --list ] && exec echo the-first-test
echo "test: the-first-test"
echo "success: the-first-test"
"""


class Engine:
    """What runs instances: how to start and end it, testr's line for it, and the same by hand.

    `begin` and `end` are lines of bash that may use the functions of tests/cli/`helpers`; `hand` is
    a shell script that makes an instance of the project in the current folder, lists the tests in
    it and runs them. `once` are the words that run `true` in an instance that is there; $FOLDER is
    a folder for both. `needs` are the programs without which there are no figures.
    """

    def __init__(self, name, needs, line, hand, once, undo="true", helpers="", begin="true",
                 end="true", prepare="true"):
        self.name, self.needs, self.line, self.hand = name, needs, line, hand
        self.once, self.undo, self.helpers = once, undo, helpers
        self.begin, self.end, self.prepare = begin, end, prepare

    def is_here(self):
        path = os.environ["PATH"] + ":/usr/sbin"
        return all(shutil.which(program, path=path) for program in self.needs)


BWRAP = "bwrap --unshare-all --die-with-parent --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp"
SSH = 'ssh -F "$FOLDER/ssh/config" -o BatchMode=yes -p "$(cat "$FOLDER/ssh/one.port")" 127.0.0.1'

# The image is about as large as Debian's; a container of it is all that is by hand, too.
PODMAN_BEGIN = """podman_begin
head -c 120000000 /dev/urandom >"$FOLDER/image/ballast"
tar -C "$FOLDER/image" -cf - . | podman import --quiet - large >/dev/null"""

# An allocation; its number is then in $FOLDER/job.
SALLOC = """salloc --no-shell --job-name=hand 2>"$FOLDER/granted"
            grep -o '[0-9]*$' "$FOLDER/granted" | head -n 1 >"$FOLDER/job"
            cat "$FOLDER/job\""""
SRUN = 'srun --overlap --jobid="$(cat "$FOLDER/job")"'

# To measure another environment, add its row here.
ENGINES = [
    Engine("sandbox", ["bwrap"], "sandbox",
           hand=f"""cp -a . "$FOLDER/hand"
                    {BWRAP} --bind "$FOLDER/hand" "$FOLDER/hand" --chdir "$FOLDER/hand" \
                      ./runner --list
                    {BWRAP} --bind "$FOLDER/hand" "$FOLDER/hand" --chdir "$FOLDER/hand" \
                      ./runner""",
           undo='rm -r "$FOLDER/hand"', once=f"{BWRAP} true"),
    Engine("ssh", ["ssh", "sshd", "rsync"],
           'ssh --ssh-config "$FOLDER/ssh/config" --host "127.0.0.1:$(cat "$FOLDER/ssh/one.port")"',
           helpers="sshd", begin="ssh_keys; sshd_start one", end="sshd_stop one",
           hand=f"""{SSH} mkdir "$FOLDER/hand"
                    rsync -a -e 'ssh -F "'"$FOLDER"'/ssh/config" -p '"$(cat "$FOLDER/ssh/one.port")" \
                      ./ "127.0.0.1:$FOLDER/hand"
                    {SSH} "cd $FOLDER/hand && ./runner --list"
                    {SSH} "cd $FOLDER/hand && ./runner" """,
           undo='rm -r "$FOLDER/hand"', once=f"{SSH} true"),
    Engine("podman", ["podman", "busybox"], "podman --image localhost/large",
           helpers="podman", begin=PODMAN_BEGIN,
           hand="""podman run --detach --name hand --volume "$PWD:$PWD" --workdir "$PWD" \
                     localhost/large sleep 100000
                   podman exec hand ./runner --list
                   podman exec hand ./runner""",
           undo="podman rm --force --time 0 hand",
           prepare="podman run --detach --name hand localhost/large sleep 100000",
           once="podman exec hand true"),
    Engine("slurm", ["munged", "slurmctld", "slurmd", "srun"], "slurm",
           helpers="slurm", begin="slurm_begin", end="slurm_end",
           hand=f"{SALLOC} >&2\n{SRUN} ./runner --list\n{SRUN} ./runner",
           undo="scancel --name=hand", prepare=SALLOC, once=f"{SRUN} true"),
]

# The engine that pools are measured with.
POOLED = "podman"


class Site:
    """A folder with an engine that has been started, and a project whose tests run on it."""

    def __init__(self, engine, testr, folder):
        self.engine, self.testr, self.folder = engine, testr, folder
        folder.mkdir(parents=True)
        self.environment = dict(os.environ, FOLDER=str(folder), BATS_FILE_TMPDIR=str(folder),
                                XDG_STATE_HOME=str(folder / "state"), SSH=str(folder / "ssh"),
                                PODMAN=str(folder / "podman"), SLURM=str(folder / "slurm"),
                                SLURM_CONF=str(folder / "slurm/slurm.conf"), HELPERS=str(HELPERS),
                                PATH=f"{folder}/podman/bin:{os.environ['PATH']}")
        self.project = folder / "project"
        self.project.mkdir()
        (self.project / "runner").write_text(RUNNER)
        (self.project / "runner").chmod(0o755)
        self.helped(engine.begin)

    def helped(self, script):
        load = f'. "$HELPERS/{self.engine.helpers}.bash"\n' if self.engine.helpers else ""
        self.bash(load + script)

    def end(self):
        self.helped(self.engine.end)

    def bash(self, script):
        """Runs `script` in the project. What it prints."""
        done = subprocess.run(["bash", "-c", "set -e -o pipefail\n" + script], cwd=self.project,
                              env=self.environment, stdout=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, check=True)
        return done.stdout

    def configure(self, line):
        """Gives the project environment `line` and a new repository."""
        line = self.bash(f"cat <<END\n{line}\nEND").strip()  # which expands its variables
        (self.project / ".testr.conf").write_text(CONFIG.format(environment=line))
        shutil.rmtree(self.project / ".testrepository", ignore_errors=True)
        self.bash(f"{self.testr} init")

    def seconds_to_first_test(self, words):
        """From the start of `words` until they say that the test has started; then to their end."""
        begin = time.monotonic()
        process = subprocess.Popen(words, cwd=self.project, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        said, seconds = b"", None
        while more := os.read(process.stdout.fileno(), 65536):
            said += more
            if seconds is None and is_started(said):
                seconds = time.monotonic() - begin
        if process.wait() != 0 or seconds is None:
            raise SystemExit(f"bench: {words} ended with {process.returncode}")
        return seconds

    def run_first_test(self):
        return self.seconds_to_first_test([self.testr, "run", "--subunit"])

    def hand_first_test(self):
        seconds = self.seconds_to_first_test(["sh", "-e", "-c", self.engine.hand])
        self.bash(self.engine.undo)
        return seconds

    def seconds_each(self, words, count):
        """Of `count` runs of shell words, one after the other."""
        begin = time.monotonic()
        self.bash(f"for number in $(seq {count}); do {words} >/dev/null; done")
        return (time.monotonic() - begin) / count


def is_started(said):
    """By hand the runner lists first, in text; testr's stream has the id once the test starts."""
    return b"test: " + TEST_ID in said if said.startswith(TEST_ID) or b"\n" + TEST_ID in said \
        else TEST_ID in said


def milliseconds(seconds):
    return f"{seconds * 1000:.0f} ms"


def show(table, name, pairs, target=None):
    """`pairs` of seconds: ours and those to compare with; the target is a largest ratio."""
    ours, theirs = zip(*pairs)
    ratio = statistics.median(own / other for own, other in pairs)
    table.row(name, milliseconds(statistics.median(ours)), milliseconds(statistics.median(theirs)),
              f"{ratio:.2f}", "" if target is None else f"<= {target:.2f}",
              "" if target is None else "met" if ratio <= target else "NOT MET")


def bench_engine(table, site, rounds):
    engine = site.engine
    site.configure(engine.line)
    show(table, f"{engine.name}: first test",
         [(site.run_first_test(), site.hand_first_test()) for _ in range(rounds)])
    name = engine.name
    identity = site.bash(f"{site.testr} environment {name} provision {engine.line[len(name):]}")
    ours = f"{site.testr} environment {name} execute {identity.strip()} -- true"
    site.bash(engine.prepare + " >/dev/null")
    show(table, f"{engine.name}: execution",
         [(site.seconds_each(ours, 10), site.seconds_each(engine.once, 10))
          for _ in range(rounds)])
    if engine.name == "ssh":
        show(table, "ssh: 200 executions, unmultiplexed by hand",
             [(site.seconds_each(ours, 200) * 200, site.seconds_each(engine.once, 200) * 200)],
             target=1 / 3)
    site.bash(f"{site.testr} environment {name} dispose {identity}")
    if engine.prepare != "true":
        site.bash(engine.undo + " >/dev/null")


def bench_pool(table, site, rounds):
    """Runs that find a warm instance, beside those that make one."""
    pairs = []
    for _ in range(rounds):
        site.configure(site.engine.line)
        cold = site.run_first_test()
        site.configure(f"pool -- {site.engine.line}")
        site.run_first_test()
        pairs.append((site.run_first_test(), cold))
    show(table, f"pool of {site.engine.name}: first test, beside no pool", pairs, target=0.1)
    lease = "pool provision -- " + site.engine.line
    pairs = []
    for _ in range(rounds):
        begin = time.monotonic()
        identity = site.bash(f"{site.testr} environment {lease}")
        warm = time.monotonic() - begin
        site.bash(f"{site.testr} environment pool dispose {identity}")
        begin = time.monotonic()
        identity = site.bash(f"{site.testr} environment {site.engine.name} provision "
                             + site.engine.line[len(site.engine.name):])
        pairs.append((warm, time.monotonic() - begin))
        site.bash(f"{site.testr} environment {site.engine.name} dispose {identity}")
    show(table, f"pool of {site.engine.name}: instance, beside no pool", pairs, target=0.1)
    site.bash(f"{site.testr} environment pool --drain")


def bench_environments(table, testr, rounds, folder):
    table.row("environments: medians", "testr", "by hand", "ratio", "target")
    for engine in ENGINES:
        if not engine.is_here():
            print(f"bench: {engine.name}: one of {', '.join(engine.needs)} is not installed")
            continue
        site = Site(engine, testr, folder / engine.name)
        try:
            bench_engine(table, site, rounds)
            if engine.name == POOLED:
                bench_pool(table, site, rounds)
        finally:
            site.end()
