"""Row 25: an older mirror becomes a newer one wholly or not at all."""

import os
import sqlite3

from crash import kill_everywhere
from lab import ROOT, Copy, Lab


def migrations(score, size):
    """Row 25: an older mirror is lifted wholly or not at all; a newer one is not touched."""
    with Lab(36, 2, sync_page_size=10) as lab:
        lab.run("sync")
        log = os.path.join(lab.jira.folder, "calls")
        folder = os.path.join(ROOT, "migrations", "mirror")
        steps = sorted(name for name in os.listdir(folder) if name.endswith(".sql"))
        schemas = _make_old(lab.file, folder, steps, 5)
        old = lab.keep("old")

        def judge(score, lab, when):
            with Copy(lab.file) as copy:
                version = copy.rows("PRAGMA user_version")[0][0]
                score.check(copy.integrity() == "ok", f"{when}: {copy.integrity()}")
                tables = _tables(copy.database)
                score.check(version >= 5, f"{when}: version {version}")
                missing = schemas.get(version, set()) - tables
                score.check(not missing, f"{when}: at version {version} without {sorted(missing)[:3]}")
            lab.equals(score, when)

        kill_everywhere(score, lab, "migration", ["sync"], old, log, size.pick(1, 15, 300), judge)
        lab.restore(old)
        lab.equals(score, "undisturbed")
        lab.run("sync")
        database = sqlite3.connect(lab.file)
        database.execute("PRAGMA user_version = 99")
        database.close()
        before = _bytes(lab.file)
        for command in (["sync"], ["query", "SELECT 1"], ["export", "issues"], ["verify"]):
            ended = lab.run(*command)
            score.trial(faults=1)
            score.check(ended.status == 78, f"newer schema, {command[0]}: {ended}")
            score.check(_bytes(lab.file) == before, f"newer schema, {command[0]}: the file was touched")


def _bytes(path):
    with open(path, "rb") as file:
        return file.read()


def _tables(database):
    return {name for name, in database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")}


def _make_old(path, folder, steps, version):
    """Puts a mirror of an older schema in the place of the one that is there, with what fits of its rows."""
    new = path + ".new"
    database = sqlite3.connect(new)
    schemas = {}
    # An empty database's page size is that of every mirror.
    database.execute("PRAGMA page_size = 8192")
    database.execute(f"PRAGMA application_id = {_number(path, 'application_id')}")
    for at, step in enumerate(steps, start=1):
        if at > version:
            break
        with open(os.path.join(folder, step), encoding="utf-8") as file:
            database.executescript("BEGIN;" + file.read() + f";PRAGMA user_version = {at};COMMIT;")
    schemas[version] = _tables(database)
    database.execute("ATTACH ? AS source", (path,))
    database.execute("PRAGMA foreign_keys = OFF")
    held = {name for name, in database.execute("SELECT name FROM source.sqlite_schema WHERE type = 'table'")}
    for table in sorted(schemas[version] & held):
        ours = [name for _, name, *_ in database.execute(f'PRAGMA main.table_info("{table}")')]
        theirs = [name for _, name, *_ in database.execute(f'PRAGMA source.table_info("{table}")')]
        common = ", ".join(f'"{name}"' for name in ours if name in theirs)
        if common:
            database.execute(f'INSERT OR REPLACE INTO main."{table}" ({common}) SELECT {common} FROM source."{table}"')
    database.execute(f"UPDATE site SET schema_version = {version}")
    database.commit()
    database.execute("DETACH source")
    # What each later version has at least: its own tables, made from the files alone.
    scratch = sqlite3.connect(":memory:")
    for at, step in enumerate(steps, start=1):
        with open(os.path.join(folder, step), encoding="utf-8") as file:
            scratch.executescript(file.read())
        schemas[at] = _tables(scratch)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
    os.rename(new, path)
    os.chmod(path, 0o600)
    for suffix in ("-wal", "-shm"):
        if os.path.exists(new + suffix):
            os.unlink(new + suffix)
    return schemas


def _number(path, pragma):
    database = sqlite3.connect(path)
    value = database.execute(f"PRAGMA {pragma}").fetchone()[0]
    database.close()
    return value
