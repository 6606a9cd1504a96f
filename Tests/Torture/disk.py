"""Rows 19 to 21 and 24: the disk is full or fails, a reader holds on, bytes turn."""

import os
import random
import resource
import sqlite3
import subprocess

import inject
from lab import Copy, Lab, differences

_DERIVED = ("status_interval_data", "issue_flow", "sprint_intervals", "issue_field_values")


def disk_errors(score, size):
    """Row 19: every error of a write ends with 74, the mirror is whole, the next run goes on."""
    with Lab(60, 3) as lab:
        log = os.path.join(lab.jira.folder, "calls")
        empty = lab.keep("empty")
        points = inject.calls(lab, ["sync"], ["pwrite64", "ftruncate"], log)
        for error in ("ENOSPC", "EIO", "EDQUOT"):
            for when in inject.spread(points["pwrite64"], size.pick(1, 20, 100)):
                lab.restore(empty)
                ended, met = inject.injected(lab, ["sync"], "pwrite64", f"error={error}", f"{when}+", log)
                score.trial(faults=1 if met else 0)
                _judge(score, lab, ended, f"pwrite64 {when}: {error}", met)
        _file_limit(score, lab, empty, size)
        _small_disk(score, lab, empty, size)


def _judge(score, lab, ended, when, met=1):
    if met:
        score.check(ended.status == 74, f"{when}: {ended}")
    for problem in lab.violations():
        score.check(False, f"{when}: {problem}")
    lab.equals(score, when)


def _file_limit(score, lab, empty, size):
    for kilobytes in size.pick((40,), (1, 40, 400, 1000), (1, 8, 40, 100, 200, 400, 600, 800, 1000)):
        lab.restore(empty)
        limit = kilobytes * 1024
        ended = lab.run("sync", preexec_fn=lambda limit=limit: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        score.trial(faults=1 if ended.status != 0 else 0)
        _judge(score, lab, ended, f"files of at most {kilobytes} KiB")


def _small_disk(score, lab, empty, size):
    """A file system without room; needs the right to mount."""
    place = os.path.join(lab.jira.folder, "small")
    os.mkdir(place)
    for kilobytes in size.pick((1024,), (256, 512, 1024, 1536), (128, 256, 384, 512, 768, 1024, 1280, 1536, 1792)):
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "none", place], stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            score.fact("no right to mount a small disk")
            return
        try:
            lab.restore(empty)
            target = os.path.join(place, "mirror.sqlite")
            settings = {"JIRA_MIRROR_MIRROR_PATH": target}
            ended = lab.run("sync", environment=settings)
            score.trial(faults=1 if ended.status != 0 else 0)
            when = f"a disk of {kilobytes} KiB"
            score.check(ended.status == 74, f"{when}: {ended}")
            subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
            ended = lab.run("sync", environment=settings)
            score.check(ended.status == 0, f"{when}, with room again: {ended}")
            found = differences(target, lab.truth)
            score.check(not found, f"{when}: {found[:3]}")
        finally:
            subprocess.run(["umount", place], check=True)


def failed_sync(score, size):
    """Row 20: an fsync that failed once is not tried again: the run ends with 74 there and then."""
    with Lab(60, 3) as lab:
        log = os.path.join(lab.jira.folder, "calls")
        empty = lab.keep("empty")
        # Of files; SQLite itself does not look at what the sync of a directory says.
        points = inject.calls(
            lab, ["sync"], ["fdatasync"], log, about=r"sqlite(-wal|-journal)?>")["fdatasync"]
        for when in inject.spread(points, size.pick(2, 100, 100)):
            lab.restore(empty)
            ended, met = inject.injected(lab, ["sync"], "fdatasync", "error=EIO", when, log)
            score.trial(faults=met)
            _judge(score, lab, ended, f"fdatasync {when}", met)


def reader_holds(score, size):
    """Row 21: a reader that keeps its transaction open neither waits nor makes a run wait."""
    with Lab(200, 3) as lab:
        lab.run("sync")
        for number in range(size.pick(2, 10, 50)):
            reader = sqlite3.connect(f"file:{lab.file}?mode=ro", uri=True, isolation_level=None)
            reader.execute("BEGIN")
            before = reader.execute("SELECT count(*), max(updated_at), max(changed_at) FROM issues").fetchone()
            lab.edit(30, number)
            ended = lab.run("sync")
            score.trial(faults=1)
            score.check(ended.status == 0, f"with a reader: {ended}")
            found = lab.differences()
            score.check(not found, f"{len(found)} differences")
            again = reader.execute("SELECT count(*), max(updated_at), max(changed_at) FROM issues").fetchone()
            score.check(again == before, "the reader's picture changed under it")
            reader.close()
        lab.run("sync")
        journal = os.path.getsize(lab.file + "-wal")
        # It is emptied; the run's own last entries follow.
        score.check(journal < 200_000, f"the journal keeps {journal} bytes after the readers have gone")


def flipped_bytes(score, size):
    """Row 24: a changed byte is found, or the mirror is right where it is read: never a wrong row unseen.

    Every other byte lies in a table that the mirror computes.
    """
    dice = random.Random(24)
    found_by = {}
    with Lab(60, 3, sync_page_size=100) as lab:
        lab.run("sync")
        kept = lab.keep("whole")
        length = os.path.getsize(lab.file)
        with Copy(lab.file) as copy:
            right = copy.dump(only_issues=True)
            page = copy.rows("PRAGMA page_size")[0][0]
            derived = [number for number, in copy.rows(
                f"SELECT pageno FROM dbstat WHERE name IN ({', '.join(repr(name) for name in _DERIVED)})")]
        score.check(len(derived) >= len(_DERIVED), "a computed table has no page")
        for number in range(size.pick(6, 200, 1000)):
            lab.restore(kept)
            offset = dice.randrange(length)
            if number % 2:
                offset = (dice.choice(derived) - 1) * page + offset % page
            with open(lab.file, "r+b") as file:
                file.seek(offset)
                old = file.read(1)[0]
                file.seek(offset)
                file.write(bytes([old ^ (1 << dice.randrange(8))]))
            checked = lab.run("verify", "--all")
            score.trial(faults=1)
            when = f"byte {offset}"
            allowed = (0, 65, 74, 78)
            score.check(checked.status in allowed, f"{when}: verify: {checked}")
            if checked.status == 0:
                try:
                    with Copy(lab.file) as copy:
                        now = copy.dump(only_issues=True)
                    wrong = lab.differences() + [name for name in right if now.get(name) != right[name]]
                except sqlite3.DatabaseError as error:
                    wrong = [str(error)]
                score.check(not wrong, f"{when}: verify saw nothing, but {wrong[:2]}")
            ended = lab.run("sync")
            score.check(ended.status in allowed, f"{when}: sync: {ended}")
            key = f"verify {checked.status}, sync {ended.status}"
            found_by[key] = found_by.get(key, 0) + 1
    score.fact(", ".join(f"{key}: {count}" for key, count in sorted(found_by.items())))


