"""Row 47: the service unit leaves the program nothing that it does not need."""

import grp
import os
import re
import shutil
import subprocess
import tempfile

import inject
from lab import PROGRAM, ROOT, Lab

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
        _filtered(score, service, folder)
    score.fact(f"exposure {hardened}, a plain unit {bare}")


def _score(unit):
    ended = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", unit], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    match = re.search(r"exposure level for \S+: ([\d.]+)", ended.stdout)
    if not match:
        raise RuntimeError(f"systemd-analyze: {ended.stdout[-300:]}")
    return float(match.group(1)), ended.returncode


def _filtered(score, service, folder):
    """Runs with every call refused that the unit's filter refuses: they need none of them."""
    if not inject.available():
        raise RuntimeError("strace is missing or may not trace: apt-get install strace")
    allowed = ",".join(f"?{name}" for name in sorted(_allowed(service)))
    log = os.path.join(folder, "refused")
    refusing = ["strace", "-f", "-qq", "-A", "-o", log, "-e", f"inject=!{allowed}:error=EPERM"]
    proof = subprocess.run([*refusing, "nice", "-n", "1", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    score.trial(faults=1)
    score.check(b"Operation not permitted" in proof.stderr, f"nothing is refused: {proof.stderr[:200]}")
    # Another group than a new file has, where there is one to give.
    group = next((number for number in (1, *os.getgroups()) if os.geteuid() == 0 or number != os.getgid()), os.getgid())
    name = grp.getgrgid(group).gr_name
    with Lab(60, 2, mirror_group=name, mirror_mode="0640") as lab:
        for arguments in (["sync"], ["sync"], ["status"], ["verify"]):
            ended = lab.run(*arguments, before=refusing)
            score.trial(faults=1)
            score.check(ended.status == 0, f"{arguments} under the unit's filter: {ended}")
        score.check(os.stat(lab.mirror.file).st_gid == group, "mirror.group has no effect under the unit's filter")
    with open(log, encoding="utf-8", errors="replace") as file:
        refused = {match.group(1) for match in map(_REFUSED.search, file) if match}
    score.fact(f"refused without harm: {', '.join(sorted(refused)) or 'nothing'}")


_REFUSED = re.compile(r"(\w+)\(.*\(INJECTED\)")


def _allowed(service):
    """The calls that the unit's SystemCallFilter lines leave, read in their order as systemd reads them."""
    allowed = set()
    with open(service, encoding="utf-8") as file:
        lines = [line.split("=", 1)[1].split() for line in file if line.startswith("SystemCallFilter=")]
    for words in lines:
        removes = words[0].startswith("~")
        named = set().union(*(_expanded(word.lstrip("~")) for word in words))
        allowed = allowed - named if removes else allowed | named
    # systemd's own list of what every program needs is always allowed.
    return allowed | _expanded("@default")


def _expanded(name):
    if not name.startswith("@"):
        return {name}
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager", name], stdout=subprocess.PIPE, text=True, check=True).stdout
    members = [line.strip() for line in listing.splitlines()[1:]]
    return set().union(*(_expanded(member) for member in members if member and not member.startswith("#")))
