"""A simulated Jira, a program under measurement, and what a run of it costs.

Simulator and program share the machine's cores: wall times are those of both together, CPU seconds and peak
memory are the program's own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.environ.get("JIRA_MIRROR_BIN", os.path.join(ROOT, ".build", "release"))
PROGRAM = os.path.join(BIN, "jira-mirror")
SIMULATOR = os.path.join(BIN, "jira-simulator")
LAUNCHER = os.path.join(ROOT, "Benchmarks", "launch.py")


class Simulator:
    """The simulated Jira, as a process of its own, in a folder that goes with it."""

    def __init__(self, issues, projects=8, *options):
        self.folder = tempfile.mkdtemp(prefix="jira-mirror-bench-")
        port_file = os.path.join(self.folder, "url")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [SIMULATOR, "--issues", str(issues), "--projects", str(projects), "--gzip", "--port-file", port_file,
             *options], stdout=subprocess.DEVNULL)
        while not os.path.exists(port_file):
            if self.process.poll() is not None:
                sys.exit("the simulator did not start")
            time.sleep(0.05)
        with open(port_file, encoding="utf-8") as file:
            self.url = file.read().strip()
        note(f"simulator: {issues} issues seeded in {time.monotonic() - began:.1f} s")

    def control(self, order, *arguments):
        return subprocess.run(
            [SIMULATOR, "control", self.url, order, *arguments], check=True, stdout=subprocess.PIPE).stdout

    def mutate(self, mutation):
        self.control("mutations", json.dumps(mutation))

    def counters(self):
        return json.loads(self.control("stats"))["counters"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Mirror:
    """jira-mirror, set up and authorized against a simulator, with a home of its own."""

    def __init__(self, jira, name="home", **settings):
        self.jira = jira
        self.home = os.path.join(jira.folder, name)
        os.mkdir(self.home, 0o700)
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.home, "JIRA_MIRROR_HOME": self.home}
        self.environment.update({f"JIRA_MIRROR_{key.upper()}": str(value) for key, value in settings.items()})
        consumer = "bench-" + name
        self.run("init", jira.url, "--consumer-key", consumer)
        key = os.path.join(self.home, "public.pem")
        with open(key, "wb") as file:
            file.write(self.run("vault", "public-key"))
        jira.control("consumers", "--consumer-key", consumer, "--public-key", key)
        self.environment["JIRA_MIRROR_CONSUMER_KEY"] = consumer
        authorize = subprocess.Popen(
            [PROGRAM, "authorize", "--no-browser"], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        subprocess.run(
            [SIMULATOR, "consent", authorize.stdout.readline().strip()], check=True, stdout=subprocess.DEVNULL)
        if authorize.wait() != 0:
            sys.exit(authorize.stderr.read())

    @property
    def file(self):
        return os.path.join(self.home, "mirror.sqlite")

    def run(self, *arguments):
        ended = subprocess.run(
            [PROGRAM, *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if ended.returncode != 0:
            sys.exit(f"{arguments[0]}: status {ended.returncode}: {ended.stderr.decode(errors='replace')}")
        return ended.stdout

    def value(self, sql):
        return self.run("query", "--csv", sql).decode().splitlines()[1]

    def measure(self, name, *arguments, accept=(0,)):
        """Runs a command; gives a row of what it cost."""
        before = self.jira.counters()
        row = measure([PROGRAM, *arguments], name, env=self.environment, accept=accept)
        after = self.jira.counters()
        row["requests"] = after["requests"] - before["requests"]
        row["server_seconds"] = round(after["seconds"] - before["seconds"], 2)
        row["megabytes"] = round((after["bytes"] - before["bytes"]) / 1e6, 2)
        return row


def cost_of(command, name, env=None, accept=(0,), cwd=None):
    """Runs a command: its status, wall and CPU seconds, peak memory in KB, and what it wrote to standard error.

    `accept` are the statuses that are not an end of everything; None takes any.
    """
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", LAUNCHER, str(writing), *command], env=env, cwd=cwd, pass_fds=[writing],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        os.close(writing)
        errors = process.stderr.read().decode(errors="replace")
        told = pipe.read()
    if process.wait() != 0 or not told:
        sys.exit(f"{name}: could not be started: {errors}")
    cost = json.loads(told)
    if accept is not None and cost["status"] not in accept:
        sys.exit(f"{name}: status {cost['status']}: {errors}")
    return {**cost, "errors": errors}


def measure(command, name, env=None, accept=(0,), cwd=None):
    """One process: a row with its wall and CPU seconds and its peak memory."""
    cost = cost_of(command, name, env, accept, cwd)
    return {
        "run": name, "wall_seconds": round(cost["wall_seconds"], 3), "cpu_seconds": round(cost["cpu_seconds"], 3),
        "peak_mb": cost["peak_kb"] // 1024,
    }


def median_of(rows):
    """The row with the median wall time of several rows of the same run."""
    return sorted(rows, key=lambda row: row["wall_seconds"])[len(rows) // 2]


def note(text):
    print(text, file=sys.stderr, flush=True)
