"""Rows 44 and 46: where files are written, what the program says and how it ends."""

import os
import resource
import socket
import sqlite3

from lab import PROGRAM, Lab, run

_NAMES = [
    "../../outside", "..", ".", "/etc/outside", "a/b", "a\\b", "con", "CON", "nul.txt", "-rf", "--output=x", " ", "\t",
    "a\nb", "x" * 300, "~root", "$HOME", "`id`", "$(id)", ";id", "|id", "&id", "%2e%2e%2fx", "..%2f", "\u202etxt.exe",
    "é" * 200, "\ufffd", "*", "?", "[a]", "{a,b}", "'", '"', "a b", ".hidden", "...", "file:///x", "\\\\host\\x",
    "x\x7f", "x\x01y",
]


def paths(score, size):
    """Row 44: names from Jira and from the command line never make a file outside of its folder."""
    with Lab(40, 2) as lab:
        log = os.path.join(lab.jira.folder, "made")
        key = next(iter(lab.truth.updated.values()))[1]
        for name in _NAMES[::size.pick(5, 1, 1)]:
            lab.jira.post("mutations", {"addAttachment": {"issue": key, "filename": name}})
            score.trial(faults=1)
        lab.truth.read()
        target = os.path.join(lab.home, "files.html")
        for command in (["sync"], ["export", "issues", "--format", "html", "--output", target]):
            _made_inside(score, lab, lab.run(*command, before=_trace(log)), log, command)
        found = lab.differences()
        score.check(not found, f"{found[:3]}")
        for name in _NAMES[::size.pick(5, 1, 1)]:
            if "\0" in name:
                continue
            # A profile is a folder below ours or it is refused.
            ended = lab.run("--profile", name, "config", "show", before=_trace(log))
            score.trial(faults=1)
            _made_inside(score, lab, None, log, ["--profile", name])
            score.check(ended.status in (0, 64, 78), f"--profile {name!r}: {ended}")
            plain = name.replace(".", "").replace("_", "").isalnum() and name.isascii() and name[0] not in "._"
            score.check(ended.status != 0 or plain, f"--profile {name!r} was taken")
        # A link where a file is to be made is replaced or refused, never followed.
        outside = os.path.join(lab.jira.folder, "outside.csv")
        with open(outside, "w", encoding="ascii") as file:
            file.write("untouched")
        link = os.path.join(lab.home, "link.csv")
        for command in (["export", "issues", "--output", link],):
            if not os.path.islink(link):
                os.symlink(outside, link)
            ended = lab.run(*command)
            score.trial(faults=1)
            with open(outside, encoding="ascii") as file:
                score.check(file.read() == "untouched", f"{command[0]} wrote through a link: {ended}")
        os.rename(lab.file, lab.file + ".away")
        os.symlink(outside, lab.file)
        ended = lab.run("sync")
        score.trial(faults=1)
        with open(outside, encoding="ascii") as file:
            score.check(file.read() == "untouched" and ended.status != 0, f"a mirror that is a link: {ended}")


def _trace(log):
    return ["strace", "-f", "-y", "-o", log, "-e", "trace=openat,rename,renameat2,mkdir,link,symlink"]


def _made_inside(score, lab, ended, log, command):
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            made = "O_CREAT" in line or any(f" {call}(" in line for call in ("mkdir", "rename", "link", "symlink"))
            if made and "= -1" not in line and lab.home not in line:
                score.check("/dev/" in line, f"{command}: {line.strip()[:160]}")
    if ended:
        score.check(ended.status == 0, f"{command}: {ended}")


def statuses(score, size):
    """Row 46: every exit status on demand, with a message that says what, what was kept and what to do."""
    with Lab(120, 2) as lab:
        first = lab.run("sync")
        score.trial(faults=1)
        score.check((first.status, first.output, first.errors) == (0, b"", ""), f"a good run says something: {first}")
        for command in (["sync"], ["sync", "--full"], ["sync", "--reconcile"]):
            ended = lab.run(*command)
            score.trial(faults=1)
            score.check((ended.status, ended.output, ended.errors) == (0, b"", ""), f"{command} says something: {ended}")
        kept = lab.keep("good")
        for name, status, act in _CASES:
            if name in _SLOW and size.index == 0:
                continue
            lab.restore(kept)
            lab.jira.calm()
            ended = act(lab)
            score.trial(faults=1)
            score.check(ended.status == status, f"{name}: {ended}, {status} expected")
            lines = ended.errors.strip().splitlines()
            silent = name in _SILENT
            score.check(bool(lines) != silent, f"{name}: {'says ' + repr(lines[:1]) if silent else 'says nothing'}")
            score.check(len(lines) <= 8, f"{name}: {len(lines)} lines")
            if not silent:
                score.check(lines and lines[0].startswith("jira-mirror: "), f"{name}: begins with {lines[:1]}")
        # Nowhere to write to.
        lab.restore(kept)
        lab.jira.calm()
        for name, redirect in (("closed", ">&- 2>&-"), ("full", ">/dev/full 2>/dev/full"), ("input closed", "<&-")):
            ended = run(["sh", "-c", f'exec "$0" sync {redirect}', PROGRAM], lab.environment)
            score.trial(faults=1)
            score.check(ended.status == 0, f"sync with its output {name}: {ended}")
        ended = run(["sh", "-c", '"$0" query "SELECT 1" >/dev/full', PROGRAM], lab.environment)
        score.trial(faults=1)
        score.check(ended.status == 74, f"query into a full device: {ended}")
        ended = run(["sh", "-c", '"$0" query "SELECT * FROM changelog_items" | head -1', PROGRAM], lab.environment)
        score.check(ended.status == 0 and not ended.errors, f"query | head: {ended}")
        score.trial(faults=1)
        lab.truth.read()
        lab.equals(score, "at the end")


def _fault(action, path="/search", **more):
    def act(lab):
        lab.jira.fault(action, path=path, **more)
        return lab.run("sync")
    return act


def _damaged(lab):
    with open(lab.file, "r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xff" * 8192 * 6)
    return lab.run("verify", "--all")


def _not_a_database(lab):
    with open(lab.file, "wb") as file:
        file.write(b"This is a text, not a database. " * 1000)
    return lab.run("sync")


def _mass_deletion(lab):
    lab.jira.post("mutations", {"hideProject": {"project": "BETA", "from": "jira-mirror"}})
    ended = lab.run("sync", "--reconcile")
    lab.jira.post("mutations", {"showProject": {"project": "BETA", "to": "jira-mirror"}})
    return ended


def _no_grant(lab):
    lab.run("vault", "forget", "--yes")
    return lab.run("sync")


def _limit(lab):
    lab.jira.post("mutations", {"randomEdits": {"count": 200, "seed": 9}})
    return lab.run("sync", "--full", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))


def _locked_database(lab):
    other = sqlite3.connect(lab.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        return lab.run("sync", environment={"JIRA_MIRROR_ALERT_AFTER": "0s"})
    finally:
        other.close()


def _no_folder(lab):
    return lab.run("export", "issues", "--output", "/proc/nowhere/x.csv")


def _gone(lab):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return _elsewhere(lab, f"http://127.0.0.1:{port}", "init")


def _elsewhere(lab, url, command):
    home = os.path.join(lab.jira.folder, "elsewhere")
    return run([PROGRAM, command, url], {"PATH": os.environ["PATH"], "HOME": home, "JIRA_MIRROR_HOME": home})


def _nowhere(lab):
    """A home that is not there: refused, and not made either."""
    home = os.path.join(lab.jira.folder, "nowhere")
    ended = run([PROGRAM, "sync"], {"PATH": os.environ["PATH"], "HOME": home, "JIRA_MIRROR_HOME": home})
    if os.path.exists(home):
        raise RuntimeError(f"sync without init made {os.listdir(home)}")
    return ended


def _config(text):
    def act(lab):
        with open(os.path.join(lab.home, "config.yaml"), "a", encoding="utf-8") as file:
            file.write("\n" + text + "\n")
        return lab.run("sync")
    return act


_CASES = [
    ("no such option", 64, lambda lab: lab.run("sync", "--nonsense")),
    ("wrong SQL", 64, lambda lab: lab.run("query", "SELECT nonsense FROM issues")),
    ("SQL that writes", 64, lambda lab: lab.run("query", "DELETE FROM issues")),
    ("unknown report", 64, lambda lab: lab.run("export", "cycle-tim")),
    ("unknown project", 64, lambda lab: lab.run("sync", "--project", "NOSUCH")),
    ("damaged mirror", 65, _damaged),
    ("a mirror that is no database", 65, _not_a_database),
    ("deletion guard", 65, _mass_deletion),
    ("no such site", 69, lambda lab: _elsewhere(lab, "https://jira.invalid", "init")),
    ("no such path", 69, lambda lab: _elsewhere(lab, lab.jira.url + "/no/such", "init")),
    ("output folder missing", 73, _no_folder),
    ("files limited", 74, _limit),
    ("503, within the time of grace", 75, _fault("status", status=503)),
    ("nobody listens", 75, _gone),
    ("mirror locked by another program", 75, _locked_database),
    ("login page", 76, _fault("html200")),
    ("redirect", 76, _fault("redirect", status=302, location="http://127.0.0.1:1/login")),
    ("token rejected", 77, _fault("oauthProblem", "/rest/", problem="token_rejected")),
    ("consumer removed", 77, _fault("oauthProblem", "/rest/", problem="consumer_key_unknown")),
    ("CAPTCHA", 77, _fault("captcha", "/rest/")),
    ("anonymous", 77, _fault("anonymous", "/rest/")),
    ("another person", 77, _fault("impersonate", "/rest/", user="admin")),
    ("no grant", 77, _no_grant),
    ("unknown key in the configuration", 78, _config("sync:\n  pagesize: 10")),
    ("not YAML", 78, _config("sync: [")),
    ("not initialised", 78, _nowhere),
]
_SILENT = {"503, within the time of grace"}
_SLOW = {"mirror locked by another program", "no such site"}


def clock_skew(score, size):
    """Row 11: a server whose clock is far off costs one more request each, and no issue."""
    for seconds in size.pick((600,), (600, -600, 3000, -3000), (600, -600, 3000, -3000, 86_400, -86_400)):
        with Lab(120, 3) as lab:
            lab.jira.fault("clockSkew", seconds=seconds)
            ended = lab.run("sync")
            score.trial(faults=1 if lab.jira.fired() else 0)
            refused = sum(entry["status"] == 401 for entry in lab.jira.log("/rest/"))
            score.check(ended.status == 0, f"{seconds} s: {ended}")
            score.check(refused <= 1, f"{seconds} s: {refused} refused requests")
            found = lab.differences()
            score.check(not found, f"{seconds} s: {len(found)} differences, {found[:3]}")
