"""Rows 22 and 23: one run at a time, and no lock that outlives its run."""

import os
import subprocess
import time

from lab import Lab


def overlap(score, size):
    """Row 22: of twenty that start at once one runs, the others end with 75 and say nothing."""
    with Lab(120, 3) as lab:
        for _ in range(size.pick(1, 5, 25)):
            lab.jira.fault("delay", seconds=0.4, path="/rest/")
            first = lab.start("sync")
            while not lab.jira.log("/rest/"):
                time.sleep(0.01)
            others = [lab.start("sync") for _ in range(19)]
            statuses, said, spent = [], b"", 0.0
            for process in others:
                said += process.stderr.read()
                process.stderr.close()
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                statuses.append(process.returncode)
                spent = max(spent, usage.ru_utime + usage.ru_stime)
            first.communicate()
            score.trial(faults=19)
            score.check(first.returncode == 0, f"the first ended with {first.returncode}")
            score.check(statuses == [75] * 19, f"the others ended with {sorted(set(statuses))}")
            score.check(not said, f"the others said: {said[:200]!r}")
            score.check(spent < 0.2, f"a refused start took {spent:.2f} s of processor time")
            score.fact(f"a refused start takes at most {spent * 1000:.0f} ms of processor time")
            lab.jira.calm()
        score.facts = score.facts[-1:]
        lab.equals(score, "afterwards")


def stale_lock(score, size):
    """Row 23: after a kill the next run starts at once, even while a child of the dead run lives."""
    with Lab(120, 3) as lab:
        key = os.path.join(lab.home, "vault.key")
        script = os.path.join(lab.jira.folder, "key-command")
        with open(script, "w", encoding="utf-8") as file:
            # The sleeper keeps every descriptor that its parent left open.
            file.write(f"#!/bin/sh\nsleep 30 >/dev/null 2>&1 </dev/null &\necho $! >{script}.pid\ncat '{key}'\n")
        os.chmod(script, 0o700)
        plain = dict(lab.environment)
        for number in range(size.pick(2, 20, 100)):
            has_child = number % 2 == 1
            lab.jira.calm()
            if has_child:
                lab.environment["JIRA_MIRROR_VAULT_KEY_COMMAND"] = script
            lab.jira.fault("delay", seconds=0.4, path="/rest/")
            process = lab.start("sync")
            while not lab.jira.log("/rest/") and process.poll() is None:
                time.sleep(0.01)
            held = process.poll() is None
            process.kill()
            process.communicate()
            lab.jira.calm()
            lab.environment.clear()
            lab.environment.update(plain)
            lives = True
            if has_child:
                with open(script + ".pid", encoding="ascii") as file:
                    child = file.read().strip()
                lives = os.path.exists(f"/proc/{child}")
            score.trial(faults=1 if held and lives else 0)
            ended = lab.run("sync")
            score.check(ended.status == 0, f"after a kill{' with a child alive' if has_child else ''}: {ended}")
            if has_child:
                subprocess.run(["kill", child], stderr=subprocess.DEVNULL)
        found = lab.differences()
        score.check(not found, f"{len(found)} differences")


