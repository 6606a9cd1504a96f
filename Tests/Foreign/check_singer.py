#!/usr/bin/env python3
"""Loads a mirror into PostgreSQL with meltanolabs-target-postgres and compares every table with the mirror.

    check_singer.py JIRA_MIRROR JIRA_SIMULATOR

A first load, a load after changes and deletions, and a repeat. Needs Debian's postgresql; the cluster is made for
this and thrown away. Prints what differs and a summary; the exit status is 1 when anything did.
"""

import datetime
import glob
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import psycopg

from simulated import SimulatedSite

passed, failed = 0, []


def note(name, problem=None):
    global passed
    if problem:
        failed.append(name)
        print(f"FAILED: {name}: {problem}")
    else:
        passed += 1


def run(command, **options):
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if ended.returncode != 0:
        sys.exit(f"{command[:4]}: status {ended.returncode}: {ended.stderr[-3000:]}")
    return ended.stdout


class Cluster:
    """A PostgreSQL of its own, on a socket alone. It refuses to be root, so root becomes nobody for it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jira-mirror-postgres-"))
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "nobody", "nogroup")
        data = self.folder / "data"
        run([*self.user, f"{self.bin}/initdb", "-D", str(data), "-U", "mirror", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8"], cwd="/")
        self.process = subprocess.Popen(
            [*self.user, f"{self.bin}/postgres", "-D", str(data), "-k", str(self.folder), "-c", "listen_addresses=",
             "-c", "fsync=off"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        self.url = f"postgresql+psycopg://mirror@/postgres?host={self.folder}"
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline and self.process.poll() is None, "PostgreSQL did not start"
                time.sleep(0.1)

    def connect(self):
        return psycopg.connect(host=str(self.folder), user="mirror", dbname="postgres")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Load:
    """Loads, remembering the state as a scheduler would."""

    def __init__(self, site, folder, cluster):
        self.site, self.state = site, folder / "state.json"
        self.config = folder / "target.json"
        self.config.write_text(json.dumps({
            "sqlalchemy_url": cluster.url, "default_target_schema": "jira", "load_method": "upsert",
            "hard_delete": True, "use_copy": True}))
        self.target = os.path.join(os.path.dirname(sys.executable), "target-postgres")

    def run(self):
        """Gives how many records each stream had."""
        messages = self.site.run("export", "--singer", "--state", str(self.state)).decode()
        counts = {}
        for line in messages.splitlines():
            message = json.loads(line)
            if message["type"] == "RECORD":
                counts[message["stream"]] = counts.get(message["stream"], 0) + 1
        printed = run([self.target, "--config", str(self.config)], input=messages)
        self.state.write_text(printed)
        return counts


def plain(value):
    """A value of either side in one form."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if type(value).__name__ == "Decimal":
        return float(value)
    if isinstance(value, bool):
        return float(value)
    return value


def compare(when, file, cluster):
    lite = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with cluster.connect() as postgres:
        tables = [row[0] for row in postgres.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'jira'")]
        note(f"{when}: tables", None if len(tables) > 20 else tables)
        for table in sorted(tables):
            columns = [row[1] for row in lite.execute(f'PRAGMA table_info("{table}")')
                       if row[1] not in ("content_hash", "read_at")]
            names = ", ".join(f'"{column}"' for column in columns)
            if table.startswith("issue_fields"):
                # An issue without any value has a row of nulls there.
                rest = ", ".join(f'held."{column}"' for column in columns[1:])
                theirs = lite.execute(
                    f'SELECT issues.id, {rest} FROM issues LEFT JOIN "{table}" held ON held.issue_id = issues.id')
            else:
                theirs = lite.execute(f'SELECT {names} FROM "{table}"')
            expected = sorted((tuple(plain(value) for value in row) for row in theirs), key=repr)
            living = "WHERE _sdc_deleted_at IS NULL" if table == "issues" or table.startswith("issue_fields") else ""
            found = sorted(
                (tuple(plain(value) for value in row)
                 for row in postgres.execute(f'SELECT {names} FROM jira."{table}" {living}')), key=repr)
            note(f"{when}: {table}: count", None if len(expected) == len(found) else f"{len(expected)}, {len(found)}")
            odd = [pair for pair in zip(expected, found) if pair[0] != pair[1]]
            note(f"{when}: {table}: values", odd and str(odd[0])[:600])
        for name, child in CHILDREN.items():
            columns = [row[1] for row in lite.execute(f'PRAGMA table_info("{child}")') if row[1] != "issue_id"]
            expected = {}
            chosen = ", ".join(f'"{column}"' for column in columns)
            for issue, *values in lite.execute(f'SELECT issue_id, {chosen} FROM "{child}"'):
                value = values[0] if len(columns) == 1 else dict(zip(columns, values))
                expected.setdefault(issue, []).append(value)
            found = {
                row[0]: row[1] for row in postgres.execute(
                    f'SELECT id, "{name}" FROM jira.issues WHERE _sdc_deleted_at IS NULL') if row[1]}

            def ordered(rows):
                # PostgreSQL keeps members of objects in an order of its own.
                return {key: sorted(json.dumps(value, sort_keys=True) for value in values)
                        for key, values in rows.items()}
            note(f"{when}: {name} of issues", None if ordered(expected) == ordered(found) else
                 f"{sum(map(len, expected.values()))} and {sum(map(len, found.values()))} rows")
        gone = {row[0] for row in lite.execute("SELECT id FROM deleted_issues")}
        marked = {row[0] for row in postgres.execute("SELECT id FROM jira.issues WHERE _sdc_deleted_at IS NOT NULL")}
        note(f"{when}: deletions", None if gone == marked else f"{gone} and {marked}")


CHILDREN = {
    "labels": "issue_labels", "components": "issue_components", "fix_versions": "issue_fix_versions",
    "affected_versions": "issue_affected_versions", "keys": "issue_keys", "comments": "comments",
    "worklogs": "worklogs", "attachments": "attachments", "changelog": "changelog",
    "changelog_items": "changelog_items", "field_values": "issue_field_values", "sprints": "issue_sprints",
    "sprint_intervals": "sprint_intervals",
}


def main():
    mirror, simulator = map(os.path.abspath, sys.argv[1:3])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jira-mirror-singer-"))
    cluster = Cluster()
    site = SimulatedSite(mirror, simulator, folder, 800)
    try:
        file = site.file
        load = Load(site, folder, cluster)

        site.run("sync")
        first = load.run()
        compare("first load", file, cluster)
        note("first load: all issues", None if first["issues"] == 800 else first)

        keys = [row[0] for row in sqlite3.connect(file).execute("SELECT key FROM issues ORDER BY id LIMIT 6")]
        for mutation in [{"randomEdits": {"count": 60, "seed": 7}}, *({"deleteIssue": {"issue": key}} for key in keys)]:
            site.control("mutations", json.dumps(mutation))
        site.run("sync")
        second = load.run()
        compare("after changes", file, cluster)
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as lite:
            gone = lite.execute("SELECT count(*) FROM deleted_issues").fetchone()[0]
        note("after changes: issues are gone", None if gone >= 6 else gone)
        note("after changes: only those that changed came", None if 10 < second["issues"] < 300 else second)

        third = load.run()
        compare("a repeat", file, cluster)
        note("a repeat: next to no issue came", None if third.get("issues", 0) < second["issues"] else third)
        print("issues sent: " + ", ".join(str(counts.get("issues", 0)) for counts in (first, second, third)))
    finally:
        site.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} comparisons, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
