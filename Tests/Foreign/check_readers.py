#!/usr/bin/env python3
"""Opens a finished mirror with the tools that people use, read-only, as another user, while a sync runs and after it.

sqlite3, Python's sqlite3 with pandas, DuckDB's SQLite scanner and Datasette open every table and view, run the
queries of README.md and docs/sql-cookbook.md, and the snippets of docs/neighbours.md as they stand there. They run as
`nobody` where this runs as root; elsewhere as the same user, and say so.

    check_readers.py JIRA_MIRROR JIRA_SIMULATOR PROJECT

Prints what fails and a summary; the exit status is 1 when anything failed.
"""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from simulated import SimulatedSite

READER = r'''
import json, sqlite3, sys
import duckdb, pandas
from duckdb_extensions import import_extension

path, queries = sys.argv[1], json.loads(sys.argv[2])
failures, opened = [], 0

def attempt(name, action):
    global opened
    try:
        action()
        opened += 1
    except Exception as problem:
        failures.append(f"{name}: {str(problem).splitlines()[0]}")

lite = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
names = [row[0] for row in lite.execute(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name")]
rows = {}
for name in names:
    def read(name=name):
        rows[name] = len(pandas.read_sql_query(f'SELECT * FROM "{name}"', lite))
    attempt(f"pandas {name}", read)
for number, query in enumerate(queries):
    attempt(f"pandas query {number + 1}: {query[:60]}", lambda: pandas.read_sql_query(query, lite))

import_extension("sqlite_scanner")
duck = duckdb.connect()
duck.execute("SET enable_progress_bar = false")
def attach():
    duck.execute(f"ATTACH '{path}' AS mirror (TYPE sqlite, READ_ONLY)")
attempt("duckdb attach", attach)
for name in names:
    attempt(f"duckdb {name}", lambda: duck.execute(f'SELECT * FROM mirror."{name}"').fetchall())
print(json.dumps({"names": names, "rows": rows, "opened": opened, "failures": failures}))
'''

passed = 0
failed = []


def note(name, problem=None):
    global passed
    if problem:
        failed.append(f"{name}: {problem}")
        print(f"FAILED: {name}: {problem}")
    else:
        passed += 1


def run(arguments, **options):
    return subprocess.run(arguments, capture_output=True, text=True, **options)


class Readers:
    """The tools, run as another user."""

    def __init__(self, folder, mirror, queries, python):
        self.mirror = mirror
        self.queries = queries
        self.python = python
        self.user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        home = folder / "reader-home"
        home.mkdir(mode=0o777)
        home.chmod(0o777)
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def run(self, arguments):
        return run(arguments, env=self.environment, cwd=self.environment["HOME"], **self.user)

    def everything(self, when, more=()):
        """Opens all with all, and runs the queries and `more` of them; gives the number of rows by table."""
        queries = self.queries + list(more)
        result = self.run([self.python, "-c", READER, str(self.mirror), json.dumps(queries)])
        if result.returncode != 0:
            note(f"{when}: readers", result.stderr.strip().splitlines()[-1:])
            return {}
        answer = json.loads(result.stdout)
        for failure in answer["failures"]:
            note(when, failure)
        for _ in range(answer["opened"]):
            note(when)
        self.shell(when, answer["names"], queries)
        return answer["rows"]

    def shell(self, when, names, queries):
        script = "".join(f'SELECT count(*) FROM "{name}";\n' for name in names)
        script += ";\n".join(queries) + ";\n"
        result = run(
            ["sqlite3", "-readonly", "-bail", str(self.mirror)], input=script, env=self.environment, **self.user)
        note(f"{when}: sqlite3 shell", result.stderr.strip() or None)

    def datasette(self, when):
        base = [str(pathlib.Path(self.python).parent / "datasette"), str(self.mirror), "--get"]
        listing = self.run(base + [f"/{self.mirror.stem}.json"])
        try:
            answer = json.loads(listing.stdout)
        except ValueError:
            note(f"{when}: datasette", (listing.stderr or listing.stdout).strip().splitlines()[-1:])
            return
        names = [table["name"] for table in answer["tables"]] + [view["name"] for view in answer["views"]]
        for name in names:
            page = self.run(base + [f"/{self.mirror.stem}/{name}.json?_shape=array&_size=5"])
            note(f"{when}: datasette {name}", None if page.stdout.startswith("[") else page.stdout[:200])

    def neighbours(self, document, environment, jira_mirror):
        """Runs the snippets of docs/neighbours.md word for word, in a folder that has `mirror.sqlite` in it."""
        folder = pathlib.Path(self.environment["HOME"])
        (folder / "mirror.sqlite").symlink_to(self.mirror)
        # DuckDB's extension comes from PyPI here, instead of from DuckDB's own server.
        offline = "from duckdb_extensions import import_extension\nimport_extension('sqlite_scanner')\n"
        for name, before in (("pandas", ""), ("duckdb", offline)):
            result = self.run([self.python, "-c", before + snippet(document, "python " + name)])
            problem = result.stderr.strip().splitlines()[-1:] if result.returncode != 0 else None
            note(f"snippet for {name}", problem or (None if "ALPHA" in result.stdout else result.stdout[:300]))
        parquet = self.run(
            [self.python, "-c", "import duckdb; print(duckdb.sql(\"SELECT count(*) FROM 'issues.parquet'\").fetchall())"])
        note("DuckDB's Parquet file", None if "3000" in parquet.stdout else parquet.stdout + parquet.stderr)
        self.datasette_metadata(snippet(document, "sh datasette").splitlines(), environment, jira_mirror, folder)

    def datasette_metadata(self, lines, environment, jira_mirror, folder):
        export, serve = (line.split() for line in lines)
        assert export[0] == "jira-mirror" and serve[0] == "datasette", lines
        written = run([jira_mirror] + export[1:], env=environment, cwd=folder)
        note("export of the metadata", written.stderr or None)
        (folder / "metadata.json").chmod(0o644)
        metadata = json.loads((folder / "metadata.json").read_text())
        base = [str(pathlib.Path(self.python).parent / "datasette")] + serve[1:] + ["--get"]

        def get(path):
            result = self.run(base + [path])
            return result.stdout if result.returncode == 0 else "FAILED " + result.stderr[-300:]

        shown = json.loads(get("/-/metadata.json"))
        note("Datasette takes the metadata as it is", None if shown == metadata else "it shows another one")
        database = metadata["databases"]["mirror"]
        for name in database["queries"]:
            page = get(f"/mirror/{name}.json?_shape=array&project=&days=10&key=ALPHA-1")
            note(f"canned query {name}", None if page.startswith("[{") else page[:200])
        for name in ("issues", "issue_details", "worklogs"):
            page = get(f"/mirror/{name}?_size=5")
            meaning = database["tables"][name]["description"].split(".")[0]
            note(f"page of {name} tells what it is", None if meaning in page else page[:200])
        note("ids have names", None if ">ALPHA</a>" in get("/mirror/issues?_size=50&_sort=id") else "no label")

    def may_not_write(self):
        result = self.run(["sqlite3", str(self.mirror), "DELETE FROM issues"])
        note("a reader cannot write", None if result.returncode != 0 else "it could")


def sql_of(document):
    """Queries of a document; those with parameters are run by a test of their own."""
    found = re.findall(r"```sql\n(.*?)\n```", document.read_text(), re.S)
    return [query.rstrip(";") for query in found if not re.search(r"[ (]:[a-z]", query)]


def snippet(document, info):
    """The one fenced block of that kind."""
    found = re.findall(rf"```{info}\n(.*?)\n```", document, re.S)
    assert len(found) == 1, info
    return found[0]


def metrics(file):
    """The metrics file, read by Prometheus' own parser."""
    from prometheus_client.parser import text_string_to_metric_families

    families = {family.name: family for family in text_string_to_metric_families(file.read_text())}
    note("metrics: many families", None if len(families) >= 20 else sorted(families))
    odd = [name for name, family in families.items()
           if not name.startswith("jira_mirror_") or family.type != "gauge" or not family.documentation
           or any(sample.timestamp or {"profile", "site"} - set(sample.labels) for sample in family.samples)]
    note("metrics: prefix, type, help, labels", odd or None)
    live = [sample.value for sample in families["jira_mirror_issues"].samples if sample.labels["state"] == "live"]
    note("metrics: issues", None if live == [3000] else live)
    ended = families["jira_mirror_last_success_timestamp_seconds"].samples[0].value
    note("metrics: last success", None if abs(time.time() - ended) < 300 else ended)


def main():
    mirror, simulator, project = sys.argv[1:4]
    mirror, simulator, project = os.path.abspath(mirror), os.path.abspath(simulator), pathlib.Path(project)
    neighbours = (project / "docs/neighbours.md").read_text()
    queries = sql_of(project / "README.md")
    cookbook = sql_of(project / "docs/sql-cookbook.md") + [snippet(neighbours, "sql grafana")]
    assert len(queries) >= 10 and len(cookbook) >= 30, "the documents have no queries"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jira-mirror-readers-"))
    folder.chmod(0o755)
    shared = folder / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    file = shared / "mirror.sqlite"
    site = SimulatedSite(
        mirror, simulator, folder, 3000, JIRA_MIRROR_MIRROR_PATH=str(file), JIRA_MIRROR_MIRROR_MODE="0644",
        JIRA_MIRROR_METRICS_PATH=str(shared / "jira_mirror.prom"))
    try:
        environment = site.environment
        readers = Readers(folder, file, queries, sys.executable)
        first = run([mirror, "sync"], env=environment)
        note("first sync", None if first.returncode == 0 else first.stderr)
        metrics(shared / "jira_mirror.prom")
        before = readers.everything("after the fill", cookbook)

        edits = '{"randomEdits":{"count":2000,"seed":5}}'
        site.control("mutations", edits)
        sync = subprocess.Popen(
            [mirror, "sync", "--full"], env=environment | {"JIRA_MIRROR_SYNC_PAGE_SIZE": "5"}, stderr=subprocess.PIPE)
        during = 0
        while sync.poll() is None:
            readers.everything("while a sync runs")
            during += sync.poll() is None
        note("a whole reading lay within the sync", None if during > 0 else "the sync was too fast")
        note("the sync beside readers", None if sync.returncode == 0 else sync.stderr.read())
        after = readers.everything("after it")
        note("all issues are seen", None if after.get("issues") == before.get("issues") == 3000 else after.get("issues"))
        readers.datasette("after it")
        readers.neighbours(neighbours, environment, mirror)
        readers.may_not_write()
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            note("integrity", None if database.execute("PRAGMA integrity_check").fetchone()[0] == "ok" else "damaged")
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
    who = "another user" if os.geteuid() == 0 else "the same user (not root)"
    print(f"{passed} readings as {who}, {during} rounds of them during a sync, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
