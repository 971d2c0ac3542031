"""How near real runs come to the bound that no schedule can beat. bench/README.md explains it."""

import os
import random
import shutil
import statistics
import subprocess
import time
from pathlib import Path

CONFIG = """\
[DEFAULT]
test_command={sleeper} suite $LISTOPT $IDOPTION
test_list_option=--list
test_id_option=--load-list $IDFILE
"""

INSTANCES = """\
instance_provision=./provision $INSTANCE_COUNT
instance_execute=./execute $INSTANCE_ID $COMMAND
instance_dispose=true $INSTANCE_IDS
"""

# Prints an id, and each further one {interval} seconds later.
PROVISION = """\
#!/bin/sh
for number in $(seq "$1"); do
	[ "$number" = 1 ] || sleep {interval}
	echo "$number"
done
"""

# In the instance with number {slow} everything takes four times as long.
EXECUTE = """\
#!/bin/sh
[ "$1" != {slow} ] || export SLEEPER_SLOWNESS=4
shift
exec "$@"
"""


class Worker:
    def __init__(self, ready_s=0.0, slowness=1):
        self.ready_s, self.slowness = ready_s, slowness


class Suite:
    """Sleeping tests, the workers that run them, and what starting the runner costs."""

    def __init__(self, durations_s, workers, startup_s=0.0, interval_s=None):
        self.durations_s, self.workers, self.startup_s = durations_s, workers, startup_s
        self.interval_s = interval_s  # from one instance to the next; None: no instances

    def write(self, folder, sleeper):
        folder.mkdir(parents=True)
        config = CONFIG.format(sleeper=sleeper)
        if self.interval_s is not None:
            slow = [number for number, worker in enumerate(self.workers, 1) if worker.slowness > 1]
            write_script(folder / "provision", PROVISION.format(interval=self.interval_s))
            write_script(folder / "execute", EXECUTE.format(slow=slow[0] if slow else 0))
            config += INSTANCES
        (folder / ".testr.conf").write_text(config)
        # Names tell nothing of durations: neighbours are as unlike as any two.
        (folder / "suite").write_text("".join(
            f"package.module{number // 40}.Class{number // 10}.test_{number} {duration * 1e6:.0f}\n"
            for number, duration in enumerate(self.durations_s)))

    def bound_s(self):
        """When the last test can end at the soonest, in seconds from the start of the command.

        All work is shared by all workers as their speeds are, each from the moment at which it
        can run its first test: its instance is there, the tests have been listed, and its first
        runner has started.
        """
        listed_s = min(worker.ready_s + self.startup_s * worker.slowness
                       for worker in self.workers)
        workers = sorted((max(worker.ready_s, listed_s) + self.startup_s * worker.slowness,
                          worker.slowness) for worker in self.workers)
        speed = work = 0.0
        end_s = float("inf")
        for ready_s, slowness in workers:
            if ready_s >= end_s:
                break
            speed += 1 / slowness
            work += ready_s / slowness
            end_s = (sum(self.durations_s) + work) / speed
        longest = max(self.durations_s)
        return max(end_s, min(ready_s + longest * slowness for ready_s, slowness in workers))


class Run:
    """One `testr run`: when its last test ended and when the command, and what it cost."""

    def __init__(self, program, folder, suite, *arguments):
        log = folder / "log"
        log.unlink(missing_ok=True)
        environment = dict(os.environ, SLEEPER_LOG=str(log),
                           SLEEPER_STARTUP_MS=f"{suite.startup_s * 1000:.0f}")
        begin = time.monotonic()
        process = subprocess.Popen(
            [program, "run", "--parallel", f"--concurrency={len(suite.workers)}", *arguments],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.command_s = time.monotonic() - begin
        self.processor_s = own_processor_s(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        self.peak_mb = usage.ru_maxrss / 1024
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"bench: {program} run ended with {process.returncode} in {folder}")
        executions = [line.split() for line in log.read_text().splitlines()]
        tests = sum(int(count) for count, _ in executions)
        if tests != len(suite.durations_s):
            raise SystemExit(f"bench: {program} ran {tests} of {len(suite.durations_s)} tests")
        self.executions = len(executions)
        self.tests_s = max(int(end) for _, end in executions) / 1e6 - begin


def own_processor_s(pid):
    """What a process that is not reaped yet has used itself, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def write_script(path, text):
    path.write_text(text)
    path.chmod(0o755)


def heavy_tail(count, least_s, most_s, seed):
    """Most are short, few are long: half as many are twice as long."""
    dice = random.Random(seed)
    return [min(least_s / (1 - dice.random()), most_s) for _ in range(count)]


def heavy_tailed_suite(seed):
    return Suite(heavy_tail(200, 0.02, 1.0, seed), [Worker() for _ in range(8)])


def arriving_suite(_seed):
    return Suite([0.25] * 64, [Worker(ready_s=number) for number in range(8)], interval_s=1)


def uneven_suite(_seed):
    workers = [Worker(slowness=4 if number == 2 else 1) for number in range(4)]
    return Suite([0.06] * 200, workers, interval_s=0)


def slow_starting_suite(_seed):
    return Suite([0.004] * 1000, [Worker() for _ in range(4)], startup_s=0.4)


# What runs; its suite for a seed; how many of them in each round, for where chance rules, there are
# more; the ratios to be met by the first run and by the second, and in how many executions at most.
SCENES = (
    ("200 heavy-tailed tests, 8 workers", heavy_tailed_suite, 3, 1.25, 1.08, None),
    ("64 of 250 ms, an instance a second", arriving_suite, 1, 1.15, 1.15, None),
    ("200 of 60 ms, one of 4 four times slower", uneven_suite, 1, 1.2, 1.2, None),
    ("1,000 of 4 ms, start-up 400 ms, 4 workers", slow_starting_suite, 1, 1.3, 1.3, 12),
)

FORMAT = "{:<44} {:>4} {:>12} {:>10} {:>13} {:>7} {:>7}  {}"


def print_row(*cells):
    print(FORMAT.format(*cells).rstrip(), flush=True)


def run_twice(programs, sleeper, suite, folder):
    """The first and the second run of each program: a list of pairs."""
    pairs = []
    for number, program in enumerate(programs):
        place = folder / str(number)
        suite.write(place, sleeper)
        subprocess.run([program, "init"], cwd=place, check=True, stdout=subprocess.DEVNULL)
        pairs.append([Run(program, place, suite), Run(program, place, suite)])
        shutil.rmtree(place)
    return pairs


def print_scene(name, results, targets, most_executions):
    """`results`: for each round, its bound, and for each program its two runs."""
    for which, target in enumerate(targets):
        ratios, whole = ([statistics.median(getattr(pairs[program][which], end) / bound_s
                                            for bound_s, pairs in results)
                          for program in range(len(results[0][1]))]
                         for end in ("tests_s", "command_s"))
        executions = statistics.median(pairs[0][which].executions for _, pairs in results)
        is_met = ratios[0] <= target and executions <= (most_executions or executions)
        print_row(name if which == 0 else "", ("1st", "2nd")[which], f"{ratios[0]:.3f}",
                  f"({whole[0]:.3f})", f"{executions:.0f}",
                  f"{ratios[1]:.3f}" if len(ratios) > 1 else "-", f"{target:.2f}",
                  "met" if is_met else "NOT MET")


def bench_schedule(build, programs, rounds, folder):
    print_row("median ratio to the bound, of the last test", "run", "testr", "(command)",
              "executions", "Python's", "target", "")
    for name, make_suite, in_a_round, first, second, most_executions in SCENES:
        results = []
        for seed in range(rounds * in_a_round):
            suite = make_suite(seed)
            results.append((suite.bound_s(),
                            run_twice(programs, build / "bench/sleeper", suite, folder / "scene")))
        print_scene(name, results, (first, second), most_executions)


def bench_many(build, testr, folder):
    """A thousand instances whose callouts sleep, and one coordinator."""
    suite = Suite([0.2] * 5000, [Worker() for _ in range(1000)], startup_s=1.0, interval_s=0)
    place = folder / "many"
    suite.write(place, build / "bench/sleeper")
    (place / "provision").write_text('#!/bin/sh\nsleep 1\nseq "$1"\n')
    subprocess.run([testr, "init"], cwd=place, check=True)
    run = Run(testr, place, suite)
    each_ms = run.processor_s * 1000 / (run.executions + 1)  # and the listing
    is_met = each_ms < 3 and run.peak_mb < 64
    print(f"1,000 instances: {run.executions} executions of 5,000 tests in {run.command_s:.1f} s; "
          f"coordinator: {each_ms:.2f} ms of CPU each (target < 3), {run.peak_mb:.0f} MB "
          f"(target < 64): {'met' if is_met else 'NOT MET'}", flush=True)
