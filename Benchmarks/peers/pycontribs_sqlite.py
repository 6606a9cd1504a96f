"""What an engineer writes on day one: the jira package of PyPI, all issues into SQLite, then those changed since.

    pycontribs_sqlite.py URL TOKEN DATABASE
"""

import json
import sqlite3
import sys

from jira import JIRA


def main(url, token, path):
    jira = JIRA(server=url, token_auth=token, options={"rest_api_version": "2"})
    db = sqlite3.connect(path)
    db.executescript("""
        CREATE TABLE IF NOT EXISTS issues (id INTEGER PRIMARY KEY, key TEXT, project TEXT, summary TEXT, status TEXT,
            assignee TEXT, created TEXT, updated TEXT, resolved TEXT, fields TEXT);
        CREATE TABLE IF NOT EXISTS comments (id INTEGER PRIMARY KEY, issue_id INTEGER, author TEXT, body TEXT, created TEXT);
        CREATE TABLE IF NOT EXISTS worklogs (id INTEGER PRIMARY KEY, issue_id INTEGER, author TEXT, started TEXT,
            seconds INTEGER);
        CREATE TABLE IF NOT EXISTS changelog (id INTEGER, issue_id INTEGER, author TEXT, created TEXT, field TEXT,
            from_text TEXT, to_text TEXT);
    """)
    newest = db.execute("SELECT max(updated) FROM issues").fetchone()[0]
    # The minute of the newest change, in the zone of the answers: what such scripts usually do.
    where = f'updated >= "{newest[:10]} {newest[11:16]}" ' if newest else ""
    start, total = 0, None
    while total is None or start < total:
        page = jira.search_issues(
            f"{where}ORDER BY updated ASC", startAt=start, maxResults=100, fields="*all", expand="changelog",
            json_result=True)
        total = page["total"]
        for issue in page["issues"]:
            store(db, issue)
        db.commit()
        start += len(page["issues"])
        if not page["issues"]:
            break


def store(db, issue):
    number, fields = int(issue["id"]), issue["fields"]
    db.execute(
        "INSERT OR REPLACE INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, issue["key"], fields["project"]["key"], fields["summary"], fields["status"]["name"],
         name(fields.get("assignee")), fields["created"], fields["updated"], fields.get("resolutiondate"),
         json.dumps(fields)))
    for comment in fields["comment"]["comments"]:
        db.execute(
            "INSERT OR REPLACE INTO comments VALUES (?, ?, ?, ?, ?)",
            (int(comment["id"]), number, name(comment.get("author")), comment["body"], comment["created"]))
    for work in fields["worklog"]["worklogs"]:
        db.execute(
            "INSERT OR REPLACE INTO worklogs VALUES (?, ?, ?, ?, ?)",
            (int(work["id"]), number, name(work.get("author")), work["started"], work["timeSpentSeconds"]))
    db.execute("DELETE FROM changelog WHERE issue_id = ?", (number,))
    for history in issue["changelog"]["histories"]:
        for item in history["items"]:
            db.execute(
                "INSERT INTO changelog VALUES (?, ?, ?, ?, ?, ?, ?)",
                (int(history["id"]), number, name(history.get("author")), history["created"], item["field"],
                 item.get("fromString"), item.get("toString")))


def name(person):
    return person and person.get("name")


if __name__ == "__main__":
    main(*sys.argv[1:4])
