"""Rows 1 to 4, 9 and 26: a run may end at any point."""

import os
import random
import signal
import sqlite3
import time

import inject
import setup
from lab import Copy, Lab, kill_group


def random_kills(score, size):
    """Row 1, and row 3 with it: every kill is followed by a look at the file, every fifth by a comparison."""
    kills = size.pick(8, 200, 1000)
    dice = random.Random(1)
    with Lab(240, 3) as lab:
        lab.jira.fault("delay", seconds=0.01, path="/search")
        empty = lab.keep("empty")
        filled = None
        seed = 0
        whole = lab.run("sync").seconds
        idle = lab.run("sync").seconds
        while score.trials < kills:
            # Half of the kills meet a first fill, half an incremental run.
            fill = score.trials % 2 == 0 or filled is None
            if fill:
                lab.restore(empty)
            elif score.trials % 10 == 1:
                lab.restore(filled)
            if not fill:
                seed += 1
                lab.edit(20, seed)
            process = lab.start("sync", *(["--reconcile"] if dice.random() < 0.2 else []))
            time.sleep(dice.uniform(0, whole if fill else idle * 1.5))
            was_running = process.poll() is None
            kill_group(process)
            if not was_running:
                continue
            score.trial(faults=1)
            for problem in lab.violations():
                score.check(False, f"kill {score.trials}: {problem}")
            if fill or score.trials % 5 == 0:
                lab.equals(score, f"kill {score.trials}")
            if fill and filled is None:
                filled = lab.keep("filled")
    score.fact(f"0 bad in {score.trials}: at most {300 / score.trials:.1f} % by the rule of three"
               if not score.failures else "bad states")


def checkpoints(score, size):
    """Row 3: right after a kill no checkpoint promises more than the rows hold; the judge itself is judged."""
    dice = random.Random(3)
    kills = size.pick(4, 60, 400)
    with Lab(240, 3, sync_page_size=10) as lab:
        lab.jira.fault("delay", seconds=0.05, path="/search")
        empty = lab.keep("empty")
        partial = 0
        while score.trials < kills:
            lab.restore(empty)
            before = len(lab.jira.log("/search"))
            process = lab.start("sync")
            pages = dice.randint(4, 26)
            while len(lab.jira.log("/search")) - before < pages and process.poll() is None:
                time.sleep(dice.uniform(0, 0.02))
            if process.poll() is None:
                score.trial(faults=1)
            kill_group(process)
            for problem in lab.violations():
                score.check(False, f"kill {score.trials}: {problem}")
            with Copy(lab.file) as copy:
                held = copy.rows("SELECT count(*) FROM issues")[0][0] if copy.has("issues") else 0
            partial += 0 < held < 240
        score.check(partial > 0, "no kill met a fill that was under way")
        lab.equals(score, "at the end")
        # A row behind the checkpoint's back: the judge must see it.
        database = sqlite3.connect(lab.file)
        database.execute("DELETE FROM issues WHERE id = (SELECT min(id) FROM issues)")
        database.commit()
        database.close()
        score.check(bool(lab.violations()), "the judge does not see a missing row")
    score.fact(f"{partial} of {score.trials} kills met a fill that was under way")


def every_write(score, size):
    """Row 2: a kill at the Nth call of each kind, for a fill, an incremental run, vault changes and an export."""
    with Lab(36, 2, sync_page_size=10) as lab:
        log = os.path.join(lab.jira.folder, "calls")
        empty = lab.keep("empty")
        kill_everywhere(score, lab, "fill", ["sync"], empty, log, size.pick(1, 20, 400), _mirror_is_whole)
        lab.run("sync")
        lab.edit(12, 5)
        changed = lab.keep("changed")
        kill_everywhere(score, lab, "incremental", ["sync"], changed, log, size.pick(1, 20, 400), _mirror_is_whole)
        lab.restore(changed)
        lab.run("sync")
        target = os.path.join(lab.home, "issues.csv")
        lab.run("export", "issues", "--format", "csv", "--output", target)
        with open(target, "rb") as file:
            before = file.read()
        # Other rows than those of the file that is there.
        lab.edit(12, 6)
        lab.run("sync")
        ready = lab.keep("ready")
        after = lab.run("export", "issues", "--format", "csv").output
        score.check(after != before, "the export does not differ from the one before")
        kill_everywhere(score, lab, "export", ["export", "issues", "--format", "csv", "--output", target], ready, log,
              size.pick(1, 20, 200), lambda s, l, when: _export_is_whole(s, l, when, target, before, after))
    setup.killed(score, size)
    score.fact("fill, incremental run, export, init, authorize")


_KINDS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "openat", "write")


def kill_everywhere(score, lab, name, arguments, start, log, most, judge, go=None):
    lab.restore(start)
    points = inject.calls(lab, arguments, _KINDS, log, go=go)
    for kind, ordinals in points.items():
        for when in inject.spread(ordinals, most):
            lab.restore(start)
            ended, _ = inject.injected(lab, arguments, kind, "signal=SIGKILL", when, go=go)
            killed = ended.status in (-9, 137)
            # A thread may come to fewer calls than in the plain run: then the run ends well.
            score.trial(faults=1 if killed else 0)
            score.check(killed or ended.status == 0, f"{name}, {kind} {when}: {ended}")
            judge(score, lab, f"{name}, {kind} {when}")


def _mirror_is_whole(score, lab, when):
    for problem in lab.violations():
        score.check(False, f"{when}: {problem}")
    lab.equals(score, when)


def _export_is_whole(score, lab, when, target, before, after):
    with open(target, "rb") as file:
        score.check(file.read() in (before, after), f"{when}: the file is neither the old nor the new one")
    ended = lab.run("export", "issues", "--format", "csv", "--output", target)
    with open(target, "rb") as file:
        score.check(ended.status == 0 and file.read() == after, f"{when}: the next export: {ended}")


def idempotent(score, size):
    """Row 4: the same again changes nothing, also where pages are asked and delivered twice."""
    with Lab(200, 3) as lab:
        lab.run("sync")
        for seed in range(size.pick(2, 10, 50)):
            lab.edit(15, seed)
            lab.run("sync")
            with Copy(lab.file) as copy:
                before = copy.dump()
            lab.jira.fault("duplicate", path="/search", count=3)
            again = lab.run("sync", *(["--full"] if seed % 3 == 0 else []))
            score.trial(faults=lab.jira.fired())
            lab.jira.calm()
            with Copy(lab.file) as copy:
                written = copy.rows("SELECT issues_written FROM sync_runs ORDER BY id DESC LIMIT 1")[0][0]
                score.check(copy.dump() == before, f"seed {seed}: the second run changed the mirror")
                score.check(written == 0, f"seed {seed}: the second run wrote {written} issues")
            score.check(again.status == 0, f"seed {seed}: {again}")


def resume_cost(score, size):
    """Row 9: what a fill that was killed near its end asks for again."""
    issues = size.pick(1000, 5000, 5000)
    with Lab(issues, 3, sync_page_size=100, sync_concurrency=1) as lab:
        kept = lab.keep("empty")
        lab.run("sync")
        whole, all_bytes, page = _asked(lab)
        for share in size.pick((0.9,), (0.3, 0.6, 0.9), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)):
            lab.restore(kept)
            lab.jira.calm()
            lab.jira.fault("delay", seconds=0.05, path="/search")
            process = lab.start("sync")
            while len(lab.jira.log("/search")) < whole * share and process.poll() is None:
                time.sleep(0.01)
            killed = process.poll() is None
            kill_group(process)
            score.trial(faults=1 if killed else 0)
            ended = lab.run("sync", within=300)
            searches, size_of_all, _ = _asked(lab)
            score.check(ended.status == 0, f"at {share:.0%}: {ended}")
            # The page that was under way, and the first of the walk that goes on; then two of the rolling re-read, which
            # every run makes but one that has read all issues itself: what an earlier run read may have changed since
            # without a trace.
            again = (size_of_all - all_bytes) / page
            score.check(again <= 4, f"at {share:.0%}: {again:.1f} pages again")
            score.fact(f"killed at {share:.0%} of {whole} searches: {again:.1f} pages again")
        found = lab.differences()
        score.check(not found, f"{len(found)} differences")


def _asked(lab):
    """Searches so far, the bytes of their answers, and those of the largest: a page."""
    answers = [entry["bodyBytes"] for entry in lab.jira.log("/search")]
    return len(answers), sum(answers), max(answers)


def signals(score, size):
    """Row 26: SIGTERM, SIGINT and SIGHUP end a run in good order, soon."""
    dice = random.Random(3)
    slowest = 0.0
    with Lab(240, 3) as lab:
        lab.jira.fault("delay", seconds=0.03, path="/rest/")
        empty = lab.keep("empty")
        points = size.pick(3, 50, 150)
        number = 0
        while score.trials < points:
            number += 1
            if number % 4 == 1:
                lab.restore(empty)
            process = lab.start("sync")
            # The handlers stand some moments after the start; before that a signal ends any program.
            time.sleep(dice.uniform(0.15, 1.2))
            if process.poll() is not None:
                process.communicate()
                lab.restore(empty)
                continue
            sent = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[score.trials % 3]
            began = time.monotonic()
            process.send_signal(sent)
            try:
                process.wait(30)
            except Exception:  # noqa: BLE001 - counted below
                pass
            took = time.monotonic() - began
            kill_group(process)
            slowest = max(slowest, took)
            score.trial(faults=1)
            score.check(process.returncode in (75, 0), f"{sent.name}: status {process.returncode}")
            score.check(took <= 5, f"{sent.name}: {took:.1f} s")
            for problem in lab.violations():
                score.check(False, f"{sent.name}: {problem}")
        lab.jira.calm()
        lab.equals(score, "at the end")
    score.fact(f"slowest end {slowest:.2f} s")
