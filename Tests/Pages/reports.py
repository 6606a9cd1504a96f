"""Exports of every built-in report of a mirror, as pages."""

import csv
import io
import os
import pathlib
import sqlite3
import subprocess


class Reports:
    """
    - program: the jira-mirror binary.
    - home: JIRA_MIRROR_HOME of a filled mirror.
    - directory: where the pages go.
    """

    def __init__(self, program, home, directory):
        self.program = program
        self.environment = dict(os.environ, JIRA_MIRROR_HOME=str(home))
        self.mirror = pathlib.Path(home, "mirror.sqlite")
        self.directory = pathlib.Path(directory)

    def names(self):
        """All of them, with their parameters."""
        listed = self.run("export", "--list", "--format", "csv")
        return {row["name"]: row["parameters"].split(", ") for row in csv.DictReader(io.StringIO(listed))}

    def page(self, name, parameters=None):
        """Exports one, with a board where it takes one, and gives the file."""
        file = self.directory / f"{name}.html"
        given = dict(self.usual(name), **(parameters or {}))
        options = [part for key, value in given.items() for part in ("--param", f"{key}={value}")]
        self.run("export", name, "--format", "html", "--output", str(file), *options)
        return file

    def usual(self, name):
        """A scrum board and the sprint that most issues were in when it began: a mirror has many of both."""
        known = self.names()[name]
        given = {}
        board, sprint = self.busiest_sprint()
        if "board" in known and board is not None and name in ("dashboard", "velocity", "sprint", "burndown"):
            given["board"] = board
        if "sprint" in known and sprint is not None:
            given["sprint"] = sprint
        return given

    def busiest_sprint(self):
        with sqlite3.connect(f"file:{self.mirror}?mode=ro", uri=True) as mirror:
            found = mirror.execute(
                """
                SELECT sprints.board_id, sprints.id FROM sprints
                JOIN sprint_intervals ON sprint_id = sprints.id AND added_at <= start_at
                GROUP BY sprints.id ORDER BY count(*) DESC, sprints.id LIMIT 1
                """).fetchone()
        return found or (None, None)

    def run(self, *arguments):
        done = subprocess.run(
            [self.program, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"jira-mirror {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout
