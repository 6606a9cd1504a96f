"""Row 47: the service unit leaves the program nothing that it does not need."""

import os
import re
import shutil
import subprocess
import tempfile

from lab import PROGRAM, ROOT

_UNITS = ("jira-mirror-sync.service", "jira-mirror-sync.timer")


def exposure(score, size):
    """The score of `systemd-analyze security`: at most 1.5 of 10, which a plain unit is far from."""
    del size
    if not shutil.which("systemd-analyze"):
        raise RuntimeError("systemd-analyze is missing: apt-get install systemd")
    service = os.path.join(ROOT, "cron", _UNITS[0])
    hardened, status = _score(service)
    score.trial(faults=1)
    score.check(status == 0 and hardened <= 1.5, f"exposure {hardened}")
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.service")
        with open(plain, "w", encoding="ascii") as file:
            file.write("[Service]\nType=oneshot\nExecStart=/usr/local/bin/jira-mirror sync\n")
        bare, refused = _score(plain)
        score.trial(faults=1)
        # The gate must be able to close.
        score.check(refused != 0 and bare > 5, f"a plain unit passes with {bare}")
        # Syntax, with a program that exists here in the place of the installed one.
        for name in _UNITS:
            with open(os.path.join(ROOT, "cron", name), encoding="utf-8") as file:
                text = file.read().replace("/usr/local/bin/jira-mirror", PROGRAM)
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        ended = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *(os.path.join(folder, name) for name in _UNITS)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        about_us = [line for line in ended.stdout.splitlines() if "jira-mirror" in line]
        score.trial(faults=1)
        score.check(not about_us, f"systemd-analyze verify: {about_us[:2]}")
    score.fact(f"exposure {hardened}, a plain unit {bare}")


def _score(unit):
    ended = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", unit], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    match = re.search(r"exposure level for \S+: ([\d.]+)", ended.stdout)
    if not match:
        raise RuntimeError(f"systemd-analyze: {ended.stdout[-300:]}")
    return float(match.group(1)), ended.returncode
