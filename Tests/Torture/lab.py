"""A simulated Jira and a mirror authorized against it, with what a torture needs of both."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Benchmarks"))
import harness  # noqa: E402
from harness import PROGRAM, ROOT, SIMULATOR, Mirror, Simulator  # noqa: E402
from truth import Copy, Truth, differences, violations  # noqa: E402

# Hundreds of simulators would each say how long they took.
harness.note = lambda text: None

__all__ = ["PROGRAM", "ROOT", "SIMULATOR", "Copy", "Ended", "Lab", "Mirror", "Truth", "differences", "kill_group", "run",
           "violations"]


class Jira(Simulator):
    """The simulator, driven without a process an order."""

    def post(self, order, body=None):
        request = urllib.request.Request(
            f"{self.url}/__control/{order}", json.dumps(body if body is not None else {}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def ask(self, order):
        with urllib.request.urlopen(f"{self.url}/__control/{order}", timeout=60) as answer:
            return json.load(answer)

    def fault(self, action, **conditions):
        self.post("faults", {"action": action, **conditions})

    def fired(self):
        """How many answers the faults at work have changed."""
        return sum(fault["fired"] for fault in self.ask("faults"))

    def calm(self):
        """No faults any more, and an empty log."""
        self.post("reset")

    def log(self, path=None):
        return [entry for entry in self.ask("log") if path is None or path in entry["path"]]

    def edit(self, count, seed):
        self.post("mutations", {"randomEdits": {"count": count, "seed": seed}})


class Ended:
    """How a command ended."""

    def __init__(self, process, output, errors, seconds):
        self.status = process.returncode
        self.output = output
        self.errors = errors.decode(errors="replace")
        self.seconds = seconds

    def __str__(self):
        first = self.errors.strip().splitlines()
        return f"status {self.status} after {self.seconds:.1f} s" + (f": {first[0][:200]}" if first else "")


def run(command, environment, within=120, **options):
    """Runs a command to its end; one that hangs is killed and ends with -9."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdin=options.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, **options)
    try:
        output, errors = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        errors += b"(killed: it did not end)"
    return Ended(process, output, errors, time.monotonic() - began)


class Lab:
    """A Jira, its truth, and mirrors of it; everything goes with it."""

    def __init__(self, issues=60, projects=3, *options, **settings):
        self.jira = Jira(issues, projects, "--small", *options)
        self.truth = Truth(self.jira)
        self.truth.read()
        settings = {"sync_page_size": 20, "network_retry_seconds": 0.02, **settings}
        self.mirror = Mirror(self.jira, **settings)
        self.file = self.mirror.file
        self.home = self.mirror.home
        self.environment = self.mirror.environment
        self.jira.calm()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.jira.__exit__()

    def edit(self, count, seed):
        """Changes the source, and takes note of what it says now."""
        self.jira.edit(count, seed)
        self.truth.read()

    def run(self, *arguments, within=120, before=(), **options):
        environment = {**self.environment, **options.pop("environment", {})}
        return run([*before, PROGRAM, *arguments], environment, within, **options)

    def measured(self, *arguments):
        """Runs a command; gives its status, its peak memory in MB and what it wrote to standard error."""
        cost = harness.cost_of([PROGRAM, *arguments], arguments[0], self.environment, accept=None)
        return cost["status"], cost["peak_kb"] / 1024, cost["errors"]

    def start(self, *arguments, before=(), **options):
        """A run that goes on beside us, in a process group of its own."""
        return subprocess.Popen(
            [*before, PROGRAM, *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, start_new_session=True, **options)

    def differences(self):
        return differences(self.file, self.truth)

    def violations(self):
        return violations(self.file, self.truth)

    def equals(self, score, when, arguments=()):
        """A quiet run succeeds and leaves the mirror equal to the source."""
        ended = self.run("sync", *arguments)
        score.check(ended.status == 0, f"{when}: the next run: {ended}")
        found = self.differences()
        score.check(not found, f"{when}: {len(found)} differences, {found[:3]}")

    def keep(self, name):
        """A copy of the home, to go back to."""
        target = os.path.join(self.jira.folder, "kept-" + name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.home, target, symlinks=True)
        return target

    def restore(self, kept):
        for name in os.listdir(self.home):
            path = os.path.join(self.home, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        shutil.copytree(kept, self.home, symlinks=True, dirs_exist_ok=True)


def kill_group(process):
    """Ends a run that `start` began, with whatever it started; gives its errors."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, errors = process.communicate()
    return errors
