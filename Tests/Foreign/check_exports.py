#!/usr/bin/env python3
"""Reads exported files with pandas and openpyxl: types intact, every row there, no formula.

    check_exports.py JIRA_MIRROR JIRA_SIMULATOR

Fills a mirror from a simulated Jira with hostile texts, exports reports and queries, and compares what the foreign
readers find with what `query` and `export` give as JSON. Prints what fails and a summary; the exit status is 1 when
anything failed.
"""

import datetime
import io
import json
import math
import pathlib
import re
import shutil
import sys
import tempfile
import zipfile

import openpyxl
import pandas

from simulated import SimulatedSite

INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
DAY = r"^\d{4}-\d\d-\d\d$"
REPORTS = [
    "issues", "users", "created-vs-resolved", "cycle-time", "time-in-status", "data-quality", "worklog", "workload",
]
QUERY = """SELECT i.key AS key, summary, i.created_at AS created_at, due_date, votes, story_points, u.active AS active,
    max(i.created_at, i.updated_at) AS latest, date(i.created_at) AS created_on, 0.5 + votes AS half, i.id * 1000000000 AS large,
    description
    FROM issues AS i LEFT JOIN users AS u ON u.key = i.assignee_key ORDER BY i.id"""

passed = 0
failed = []


def note(name, problem=None):
    global passed
    if problem:
        failed.append(name)
        print(f"FAILED: {name}: {str(problem)[:400]}")
    else:
        passed += 1


def same(name, found, wanted):
    note(name, None if found == wanted else f"found {found!r}, wanted {wanted!r}")


class Site(SimulatedSite):
    """A simulated Jira and a filled mirror of it."""

    def __init__(self, mirror, simulator, folder):
        super().__init__(mirror, simulator, folder, 2500)
        self.folder = folder
        self.run("sync")

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json"))


def disarmed(text):
    """A text as CSV gives it: an apostrophe before what a spreadsheet would run (also one that takes the semicolon, a
    tab or a line end inside the text for the beginning of a cell), NUL replaced."""
    if text.lstrip("\ufeff")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"):
        text = "'" + text
    text = re.sub("([;\t\n\r][ \"\u00a0\ufeff;\t\n\r]*)([=+@\uff1d\uff0b\uff0d\uff20-])", r"\1'\2", text)
    return text.replace("\0", "\ufffd")


def kind(values):
    """What a column holds, judged by its JSON values."""
    present = [value for value in values if value is not None]
    if not present:
        return "empty"
    if all(isinstance(value, bool) for value in present):
        return "boolean"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in present):
        return "integer"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in present):
        return "real"
    texts = pandas.Series([value for value in present if isinstance(value, str)])
    if len(texts) == len(present):
        if texts.str.match(INSTANT).all():
            return "instant"
        if texts.str.match(DAY).all():
            return "day"
        return "text"
    return "mixed"


def check_csv(name, data, rows):
    """The file as pandas reads it, with types, against the JSON rows."""
    columns = list(rows[0])
    kinds = {column: kind([row[column] for row in rows]) for column in columns}
    dates = [column for column in columns if kinds[column] in ("instant", "day")]
    texts = {column: "str" for column in columns if kinds[column] == "text"}
    frame = pandas.read_csv(
        io.BytesIO(data), parse_dates=dates, dtype=texts, keep_default_na=False, na_values=[""],
        encoding_errors="strict")
    same(f"{name}: columns", list(frame.columns), columns)
    same(f"{name}: rows", len(frame), len(rows))
    if len(frame) != len(rows):
        return
    for column in columns:
        wanted, found = [row[column] for row in rows], frame[column]
        where = f"{name}: {column} ({kinds[column]})"
        if kinds[column] == "instant":
            note(where, None if isinstance(found.dtype, pandas.DatetimeTZDtype) else f"it is {found.dtype}")
            same(where, list(found.map(stamp)), wanted)
        elif kinds[column] == "day":
            note(where, None if str(found.dtype).startswith("datetime64") else f"it is {found.dtype}")
            same(where, [None if pandas.isna(value) else value.date().isoformat() for value in found], wanted)
        elif kinds[column] == "integer":
            note(where, None if found.dtype.kind in "if" else f"it is {found.dtype}")
            same(where, [None if pandas.isna(value) else int(value) for value in found], wanted)
        elif kinds[column] == "real":
            same(where, [None if pandas.isna(value) else float(value) for value in found], wanted)
        elif kinds[column] == "boolean":
            same(where, [None if pandas.isna(value) else bool(value) for value in found], wanted)
        elif kinds[column] == "text":
            # pandas cannot tell an empty text from NULL.
            same(where, [None if pandas.isna(value) else value for value in found],
                 [None if not value else disarmed(value) for value in wanted])


def stamp(value):
    return None if pandas.isna(value) else value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def cell_text(text):
    """A text as a cell holds it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd") \
        .replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def unescaped(text):
    """What Excel reads for the escapes of the format."""
    return openpyxl.utils.escape.unescape(text) if text else text


def check_xlsx(name, path, rows, zone):
    """A sheet as openpyxl reads it, against the JSON rows."""
    book = openpyxl.load_workbook(path)
    same(f"{name}: the first sheet", book.sheetnames[0], "About")
    columns = list(rows[0])
    # Data formats print one table of a report, its file has all of them.
    shape = (len(rows) + 1, len(columns))
    data = next((page for page in book.worksheets[1:] if (page.max_row, page.max_column) == shape), None)
    if data is None:
        return note(f"{name}: no sheet of {shape}", [(page.max_row, page.max_column) for page in book])
    found = list(data.iter_rows(min_row=2))
    same(f"{name}: rows", len(found), len(rows))
    same(f"{name}: frozen header", data.freeze_panes, "A2")
    note(f"{name}: filter", None if data.auto_filter.ref else "there is none")
    for position, column in enumerate(columns):
        values = [row[column] for row in rows]
        what = kind(values)
        problem = None
        for row, wanted in zip(found, values):
            cell = row[position]
            if not equal(cell, wanted, what, zone):
                problem = f"{cell.coordinate} is {cell.value!r} ({cell.data_type}), wanted {wanted!r}"
                break
        note(f"{name}: {column} ({what})", problem)
    for page in book:
        formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        note(f"{name}: formulas of {page.title}", formulas or None)
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.namelist() if any(word in part.lower() for word in ("vba", "macro", "connection", "externallink"))]
        note(f"{name}: active parts", parts or None)
        text = b"".join(archive.read(part) for part in archive.namelist() if part.startswith("xl/worksheets/"))
        note(f"{name}: no formula in the XML", "there is one" if b"<f>" in text or b"<f " in text else None)
    links = {cell.hyperlink.target.split("/browse/")[0] for row in found for cell in row if cell.hyperlink}
    note(f"{name}: links lead to the site", None if all(link.startswith("http://127.0.0.1:") for link in links) else links)


def equal(cell, wanted, what, zone):
    if wanted is None or wanted == "":
        return cell.value is None or cell.value == ""
    if what == "integer" and abs(wanted) > 999_999_999_999_999:
        return cell.data_type == "s" and cell.value == str(wanted)
    if what in ("integer", "real"):
        return cell.data_type == "n" and math.isclose(cell.value, wanted, rel_tol=1e-14)
    if what == "boolean":
        return cell.data_type == "b" and cell.value is wanted
    if what == "instant":
        moment = datetime.datetime.fromisoformat(wanted.replace("Z", "+00:00"))
        wall = pandas.Timestamp(moment).tz_convert(zone).tz_localize(None).to_pydatetime()
        return cell.is_date and abs(cell.value - wall) < datetime.timedelta(milliseconds=2)
    if what == "day":
        return cell.is_date and cell.value.date().isoformat() == wanted
    if what == "text":
        return cell.data_type in ("s", "inlineStr") and unescaped(cell.value) == cell_text(wanted)
    return True


def main():
    mirror, simulator = sys.argv[1:3]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jira-mirror-exports-"))
    site = Site(mirror, simulator, folder)
    try:
        zone = site.json("query", "SELECT report_time_zone FROM site")[0]["report_time_zone"]
        count = site.json("query", "SELECT count(*) AS n FROM issues")[0]["n"]
        same("all issues are there", count, 2500)
        has_xlsx = True
        try:
            site.run("query", "--xlsx", "SELECT 1")
        except RuntimeError as error:
            has_xlsx = False
            note("a binary without XLSX says how to get it", None if "XLSX=1" in str(error) else error)
        for report in REPORTS:
            rows = site.json("export", report)
            note(f"{report}: rows", None if rows else "there are none")
            if not rows:
                continue
            check_csv(f"{report}.csv", site.run("export", report, "--csv"), rows)
            if has_xlsx:
                path = folder / f"{report}.xlsx"
                site.run("export", report, "--output", str(path))
                check_xlsx(path.name, path, rows, zone)
        rows = site.json("query", QUERY)
        same("query: rows", len(rows), count)
        check_csv("query.csv", site.run("query", "--csv", QUERY), rows)
        raw = pandas.read_csv(
            io.BytesIO(site.run("query", "--csv", "--raw", QUERY)), keep_default_na=False, dtype="str")
        same("query --raw: texts as they are", list(raw["summary"]), [row["summary"].replace("\0", "\ufffd") for row in rows])
        lines = [json.loads(line) for line in site.run("query", "--ndjson", QUERY).decode().splitlines()]
        same("query.ndjson: the same rows", lines, rows)
        if has_xlsx:
            path = folder / "query.xlsx"
            path.write_bytes(site.run("query", "--xlsx", QUERY))
            frame = pandas.read_excel(path, sheet_name=1)
            same("query.xlsx: pandas' rows", len(frame), count)
            for column, dtype in {"created_at": "M", "latest": "M", "due_date": "M", "created_on": "M", "votes": "i", "half": "f"}.items():
                same(f"query.xlsx: pandas' {column}", frame[column].dtype.kind, dtype)
            check_xlsx(path.name, path, [without_bool(row) for row in rows], "UTC")
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} comparisons{'' if has_xlsx else ' (built without XLSX)'}, {len(failed)} failed")
    return 1 if failed else 0


def without_bool(row):
    """JSON gives a query's flags as SQLite holds them; a sheet gives them as what they are declared to be."""
    return row | {"active": None if row["active"] is None else bool(row["active"])}


if __name__ == "__main__":
    sys.exit(main())
