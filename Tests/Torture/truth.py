"""What the source says and what the mirror holds, read by other means than the program's own.

The source is read over its REST interface with a token of its own, the mirror with SQLite on a copy of its
files: recovery after a kill is left to the program.
"""

import datetime
import glob
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import urllib.request

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOKEN = "truth-reader"

# One fact of an issue each, as (id, text); an issue is the set of its facts.
_FACTS = {
    "issue": "SELECT id, key || char(10) || updated_at || char(10) || created_at || char(10) || summary || char(10) ||"
             " ifnull(description, '') || char(10) || status_id || char(10) || ifnull(priority_id, '') || char(10) ||"
             " ifnull(resolution_id, '') FROM issues",
    "label": "SELECT issue_id, label FROM issue_labels",
    "version": "SELECT issue_id, version_id FROM issue_fix_versions",
    "comment": "SELECT issue_id, id || char(10) || updated_at || char(10) || body FROM comments",
    "change": "SELECT issue_id, id || char(10) || created_at FROM changelog",
    "file": "SELECT issue_id, id || char(10) || filename FROM attachments",
    "work": "SELECT issue_id, id || char(10) || time_spent_seconds FROM worklogs",
}

# Of issues, but in no answer's issues; and the mirror's own marks.
_NOT_VERIFIED = ("remote_links", "incomplete_worklogs", "stale_issues")
_MARKS = ("changed_at", "content_hash", "listed_by_source", "listed_by_target")


def storable(text):
    """As the mirror keeps a text: what SQL cannot hold becomes U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text or "")


def instant(text):
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def digest(facts):
    return hashlib.sha256("\0".join(sorted(facts)).encode("utf-8", "surrogatepass")).hexdigest()


class Truth:
    """Reads a simulated Jira as the account of the mirror."""

    def __init__(self, jira):
        self.jira = jira
        jira.post("bearer", {"token": _TOKEN, "user": "jira-mirror"})
        # Every version of every issue that could have been served.
        self.served = {}
        self.current = {}
        self.updated = {}

    def read(self):
        """Takes in what the source says now."""
        self.current, self.updated = {}, {}
        start = 0
        while True:
            page = self._ask({
                "jql": "ORDER BY id ASC", "startAt": start, "maxResults": 1000, "fields": ["*all"],
                "expand": ["changelog"]})
            for issue in page["issues"]:
                number = int(issue["id"])
                facts = self._facts(issue)
                self.current[number] = digest(facts)
                self.updated[number] = (instant(issue["fields"]["updated"]), issue["key"])
                self.served.setdefault(number, set()).add(self.current[number])
            start += len(page["issues"])
            if start >= page["total"] or not page["issues"]:
                return self

    def _ask(self, body):
        request = urllib.request.Request(
            self.jira.url + "/rest/api/2/search", json.dumps(body).encode(),
            {"Authorization": "Bearer " + _TOKEN, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    @staticmethod
    def _facts(issue):
        fields = issue["fields"]

        def of(name, key):
            return str((fields.get(name) or {}).get(key) or "")

        facts = ["issue:" + "\n".join([
            issue["key"], instant(fields["updated"]), instant(fields["created"]), storable(fields["summary"]),
            storable(fields.get("description")), fields["status"]["id"], of("priority", "id"), of("resolution", "id")])]
        facts += ["label:" + storable(label) for label in fields.get("labels") or []]
        facts += ["version:" + version["id"] for version in fields.get("fixVersions") or []]
        facts += ["comment:" + "\n".join([each["id"], instant(each["updated"]), storable(each["body"])])
                  for each in (fields.get("comment") or {}).get("comments", [])]
        facts += ["change:" + "\n".join([each["id"], instant(each["created"])])
                  for each in (issue.get("changelog") or {}).get("histories", [])]
        facts += ["file:" + "\n".join([each["id"], storable(each["filename"])])
                  for each in fields.get("attachment") or []]
        work = fields.get("worklog") or {}
        # The search answers at most 20 of them: only whole lists are compared.
        if work.get("total", 0) <= len(work.get("worklogs", [])):
            facts += ["work:" + "\n".join([each["id"], str(each["timeSpentSeconds"])]) for each in work["worklogs"]]
        else:
            facts.append("work:many")
        return facts


class Copy:
    """The mirror's files as they are now, opened beside their place."""

    def __init__(self, path):
        self.folder = tempfile.mkdtemp(prefix="torture-copy-")
        for part in glob.glob(glob.escape(path) + "*"):
            if not part.endswith("-shm"):
                shutil.copy(part, self.folder)
        self.path = os.path.join(self.folder, os.path.basename(path))

    def __enter__(self):
        self.database = sqlite3.connect(self.path)
        self.database.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return self

    def __exit__(self, *_):
        self.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rows(self, sql):
        return self.database.execute(sql).fetchall()

    def has(self, table):
        return bool(self.rows(f"SELECT 1 FROM sqlite_schema WHERE name = '{table}'"))

    def integrity(self):
        return self.rows("PRAGMA integrity_check")[0][0]

    def digests(self):
        facts = {}
        for kind, sql in _FACTS.items():
            for number, text in self.rows(sql):
                facts.setdefault(number, []).append(f"{kind}:{text}")
        for number, known in facts.items():
            work = [fact for fact in known if fact.startswith("work:")]
            if len(work) > 20:
                facts[number] = [fact for fact in known if not fact.startswith("work:")] + ["work:many"]
        return {number: digest(known) for number, known in facts.items()}

    def dump(self, only_issues=False):
        """A digest of each table's content: journals and reading times are left out.

        `only_issues`: what an answer of Jira's says of an issue and what is computed from it, which `verify` compares.
        """
        tables = [name for name, in self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN "
            "('sync_runs', 'sync_checkpoints', 'site', 'quarantine', 'backfills') ORDER BY name")]
        digests = {}
        for table in tables:
            columns = [name for _, name, *_ in self.rows(f'PRAGMA table_info("{table}")') if name != "read_at"]
            if only_issues:
                if table not in ("issues", "issue_links") and "issue_id" not in columns or table in _NOT_VERIFIED:
                    continue
                columns = [name for name in columns if name not in _MARKS]
            listed = ", ".join(f'"{name}"' for name in columns)
            whole = hashlib.sha256()
            for row in sorted(repr(each) for each in self.rows(f'SELECT {listed} FROM "{table}"')):
                whole.update(f"{row}\n".encode("utf-8", "surrogatepass"))
            digests[table] = whole.hexdigest()
        return digests


def differences(path, truth):
    """What is lost, stale or too many in the mirror; empty when it equals the source."""
    with Copy(path) as copy:
        held = copy.digests()
    found = [f"lost {number}" for number in truth.current.keys() - held.keys()]
    found += [f"extra {number}" for number in held.keys() - truth.current.keys()]
    found += [f"differs {number}" for number in truth.current.keys() & held.keys()
              if held[number] != truth.current[number]]
    return sorted(found)


def violations(path, truth):
    """What may never be so, not even right after a kill."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return []
    with Copy(path) as copy:
        if not copy.has("sync_checkpoints") or not copy.has("issues"):
            return [] if copy.integrity() == "ok" else ["integrity"]
        found = [] if copy.integrity() == "ok" else ["integrity: " + copy.integrity()]
        held = copy.digests()
        found += [f"issue {number} as Jira never served it" for number, known in held.items()
                  if known not in truth.served.get(number, ())]
        if copy.rows("SELECT count(*) - count(DISTINCT key) FROM issues")[0][0]:
            found.append("a key twice")
        found += ahead(copy, truth, held)
    return found


def ahead(copy, truth, held):
    """Checkpoints that promise more than the rows hold."""
    found = []
    states = {(stream, scope): json.loads(state) for stream, scope, state in copy.rows(
        "SELECT stream, scope, state FROM sync_checkpoints WHERE stream IN ('fill', 'issues')")}
    projects = {str(number): key for number, key in copy.rows("SELECT id, key FROM projects")}
    issues = {number: (updated, key) for number, (updated, key) in truth.updated.items()}
    stored = dict(copy.rows("SELECT id, updated_at FROM issues"))
    mark = states.get(("issues", ""), {}).get("server")
    filled = {projects.get(scope) for (stream, scope), state in states.items()
              if stream == "fill" and ":" not in scope and state.get("completed")}
    # The walked part of fills that go on, where one segment is the whole project.
    walked = {projects.get(scope.split(":")[0]): int(state["last"]["key"].rpartition("-")[2])
              for (stream, scope), state in states.items()
              if stream == "fill" and ":" in scope and state.get("last")
              and states.get(("fill", scope.split(":")[0]), {}).get("segments") == 1}
    limit = None
    if mark is not None:
        moment = datetime.datetime.fromtimestamp(mark / 1000, datetime.timezone.utc)
        limit = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{mark % 1000:03d}Z"
    for number, (updated, key) in issues.items():
        project, _, ordinal = key.rpartition("-")
        covered = project in filled or int(ordinal) <= walked.get(project, 0)
        if not covered or limit is None or updated >= limit:
            continue
        if stored.get(number) != updated:
            found.append(f"the checkpoint is ahead of {key}: {stored.get(number)} for {updated}")
    return found
