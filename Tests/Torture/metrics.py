"""Row 48: the metrics file is whole at every moment, and tells of runs that failed."""

import os
import random
import signal
import threading
import time

from lab import Lab, kill_group


class Watcher(threading.Thread):
    """Reads the file again and again, as a collector that comes at the wrong moment would."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.torn, self.readings, self.runs, self.ends = path, [], 0, set(), False

    def run(self):
        while not self.ends:
            try:
                with open(self.path, encoding="utf-8") as file:
                    text = file.read()
            except FileNotFoundError:
                continue
            self.readings += 1
            if not whole(text):
                self.torn.append(text[-200:])
            self.runs.add(value(text, "jira_mirror_last_run_timestamp_seconds"))


def whole(text):
    """Whether it is a file that Prometheus takes, to its last family."""
    lines = text.splitlines()
    return text.endswith("\n") and lines[-1].startswith("jira_mirror_build_info{") and all(
        line.startswith(("# HELP jira_mirror_", "# TYPE jira_mirror_", "jira_mirror_")) for line in lines)


def value(text, name):
    for line in text.splitlines():
        if line.startswith(name + "{"):
            return float(line.rpartition(" ")[2])
    return None


def always_whole(score, size):
    with Lab(200, 3) as lab:
        path = os.path.join(lab.home, "jira_mirror.prom")
        lab.environment["JIRA_MIRROR_METRICS_PATH"] = path
        watcher = Watcher(path)
        watcher.start()
        lab.run("sync")
        chance = random.Random(48)
        for number in range(size.pick(6, 60, 400)):
            lab.edit(20, number)
            process = lab.start("sync")
            time.sleep(chance.uniform(0.1, 0.4))
            if number % 2:
                process.terminate()
                status = process.wait()
                if status == -signal.SIGTERM:
                    # The handlers stand some moments after the start; before that a signal ends any program.
                    continue
                score.trial(faults=status == 75)
                with open(path, encoding="utf-8") as file:
                    told = value(file.read(), "jira_mirror_last_run_exit_code")
                score.check(told == status, f"a run ended with {status}, the metrics say {told}")
            else:
                alive = process.poll() is None
                kill_group(process)
                score.trial(faults=alive)
        # No room: the old file stays, and the run says so.
        with open(path, encoding="utf-8") as file:
            before = file.read()
        full = {"JIRA_MIRROR_METRICS_PATH": "/dev/full/m.prom"}
        ended = lab.run("sync", environment=full)
        score.trial(faults=1)
        score.check("the metrics are not written" in ended.errors, f"nothing is said: {ended}")
        with open(path, encoding="utf-8") as file:
            score.check(file.read() == before, "another run's file was touched")
        ended = lab.run("sync")
        score.check(ended.status == 0, f"{ended}")
        watcher.ends = True
        watcher.join(10)
        score.check(not watcher.torn, f"torn: {watcher.torn[:1]}")
        score.check(watcher.readings > 100 and len(watcher.runs) > 2, "the file was not watched")
        left = [name for name in os.listdir(lab.home) if "prom" in name and name != "jira_mirror.prom"]
        # The last run's draft took its place, and it has swept away what the kills left.
        score.check(not left, f"left behind: {left}")
        score.fact(f"{watcher.readings} readings, {len(watcher.runs)} versions")
