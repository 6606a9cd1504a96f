"""What is measured: each scenario is a function that gives rows (one a run) for its table."""

import json
import os
import subprocess
import tempfile

from harness import BIN, Mirror, Simulator, measure, median_of, note


def parts(smoke):
    """The hot path part by part, each beside its ceiling."""
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "parts.json")
        size = ["--issues", "200", "--passes", "1"] if smoke else []
        subprocess.run([os.path.join(BIN, "bench-parts"), "--json", target, *size], check=True)
        with open(target, encoding="utf-8") as file:
            figures = json.load(file)
    return [
        {
            "run": figure["part"].strip(), "cpu_seconds": round(figure["cpuSeconds"], 4),
            "issues_per_second": round(figure["issuesPerSecond"]),
            "megabytes_per_second": round(figure.get("megabytesPerSecond") or 0) or None,
            "ratio": round(figure["ratio"], 3) if figure.get("ratio") else None,
            "ratio_to": figure.get("ratioTo"),
        }
        for figure in figures
    ]


def life(issues, smoke, small=False):
    """A mirror's life: first fill, idle runs, changes, deletions, proofs."""
    changes = 50 if smoke else 500
    with Simulator(issues, 4 if smoke else 8, *(["--small"] if small else [])) as jira:
        mirror = Mirror(jira)
        rows = [mirror.measure("first fill", "sync")]
        rows[0]["issues_per_second"] = round(issues / rows[0]["wall_seconds"])
        rows[0]["cpu_per_1000_issues"] = round(rows[0]["cpu_seconds"] * 1000 / issues, 3)
        rows[0]["mirror_mb"] = os.path.getsize(mirror.file) // 1_000_000
        rows.append(median_of([mirror.measure("idle", "sync") for _ in range(1 if smoke else 5)]))
        jira.mutate({"randomEdits": {"count": changes, "seed": 1}})
        rows.append(mirror.measure(f"{changes} changes", "sync"))
        rows.append(delete_five(jira, mirror))
        rows.append(mirror.measure("verify 200", "verify"))
        rows.append(mirror.measure("census", "sync", "--reconcile"))
    for row in rows:
        row["issues"] = issues
    return rows


def fill(smoke):
    """A first fill by itself: from a server that writes each answer, and from one that has them at hand."""
    issues = 1000 if smoke else 100_000
    rows = []
    with Simulator(issues, 8, "--remember-searches") as jira:
        for name in ("answers written while it waits", "answers at hand"):
            # Pages of one size, so that both runs ask for the same ones.
            mirror = Mirror(jira, name.split()[1], sync_page_size=350)
            row = mirror.measure(f"first fill, {name}", "sync")
            row["issues_per_second"] = round(issues / row["wall_seconds"])
            rows.append(row)
    return rows


def delete_five(jira, mirror):
    keys = mirror.run("query", "--csv", "SELECT key FROM issues ORDER BY random() LIMIT 5").decode().split()[1:]
    for key in keys:
        jira.mutate({"deleteIssue": {"issue": key}})
    row = mirror.measure("5 deleted", "sync")
    listed = "','".join(keys)
    held = int(mirror.value(f"SELECT count(*) FROM issues WHERE key IN ('{listed}')"))
    if held:
        raise SystemExit(f"{held} of 5 deleted issues are still there")
    return row


def growth(smoke):
    """How cost grows with the size of the site (small issues)."""
    rows = []
    for issues in (500, 1000) if smoke else (10_000, 100_000, 1_000_000):
        rows += life(issues, smoke, small=True)
    return rows


def latency(smoke):
    """A server that takes its time: what walks side by side are worth."""
    rows = []
    for issues, delays, sizes in ((600, (50,), (1, 4, 8)),) if smoke else (
            (20_000, (50, 250), (1, 4, 8)), (100_000, (250,), (4, 8))):
        with Simulator(issues, 8) as jira:
            for milliseconds in delays:
                jira.control(
                    "faults", json.dumps({"action": "delay", "seconds": milliseconds / 1000, "path": "/rest/"}))
                for concurrency in sizes:
                    rows.append(late(jira, issues, milliseconds, concurrency))
                jira.control("reset", "{}")
    return rows


def late(jira, issues, milliseconds, concurrency):
    """One first fill from a server that holds each answer back."""
    mirror = Mirror(jira, f"{milliseconds}-{concurrency}", sync_concurrency=concurrency, sync_page_size=100)
    row = mirror.measure(f"{issues:,} issues, {milliseconds} ms, {concurrency} at a time", "sync")
    row["issues_per_second"] = round(issues / row["wall_seconds"])
    # What the server's own time comes to if so many requests are always under way.
    row["server_alone_seconds"] = round(row["server_seconds"] / concurrency, 2)
    row["over_server"] = round(row["wall_seconds"] / row["server_alone_seconds"], 2)
    return row


def reports(smoke, issues=1_000_000):
    """Every built-in report as HTML: all projects, the largest and a middle one."""
    rows = []
    with Simulator(2000 if smoke else issues, 4 if smoke else 20) as jira:
        mirror = Mirror(jira)
        note("filling")
        rows.append(mirror.measure("first fill", "sync"))
        items = mirror.value("SELECT count(*) FROM changelog_items")
        note(f"{items} changelog items, {os.path.getsize(mirror.file) // 1_000_000} MB")
        rows += each_report(mirror, runs=1 if smoke else 3)
    return rows


def each_report(mirror, runs):
    rows = []
    # Header and then the projects, the largest first.
    projects = mirror.run(
        "query", "--csv", "SELECT project_key, count(*) FROM issue_details GROUP BY 1 ORDER BY 2 DESC").decode()
    projects = [line.split(",") for line in projects.splitlines()[1:]]
    chosen = {"largest": projects[0], "middle": projects[len(projects) // 2]}
    for size, (key, issues) in chosen.items():
        note(f"{size} project: {issues} issues")
    board = mirror.value("SELECT id FROM boards WHERE type = 'scrum' ORDER BY id LIMIT 1")
    listing = json.loads(mirror.run("export", "--list", "--format", "json"))
    for report in listing:
        names = {parameter["name"] for parameter in report["parameters"]}
        # These are of one board each.
        fixed = ["--param", f"board={board}"] if report["name"] in ("velocity", "sprint", "burndown") else []
        target = os.path.join(mirror.home, "report.html")
        choices = [("", fixed)]
        if "project" in names and not fixed:
            choices += [(f", {size} project", ["--param", f"project={key}"]) for size, (key, _) in chosen.items()]
        for suffix, parameters in choices:
            command = ["export", report["name"], "--format", "html", "--output", target, *parameters]
            rows.append(median_of([
                mirror.measure(report["name"] + suffix, *command) for _ in range(runs)]))
            rows[-1]["file_kb"] = os.path.getsize(target) // 1000
    return rows


def memory(smoke):
    """Eight walks side by side with the largest pages; and many runs one after the other."""
    rows = []
    issues = 1000 if smoke else 40_000
    with Simulator(issues, 8) as jira:
        mirror = Mirror(jira, "wide", sync_concurrency=8)
        rows.append(mirror.measure("first fill, 8 at a time", "sync"))
        peaks = [mirror.measure("idle", "sync")["peak_mb"] for _ in range(5 if smoke else 500)]
        rows.append({
            "run": f"{len(peaks)} idle runs", "peak_mb": max(peaks),
            "first_peak_mb": max(peaks[:5]), "last_peak_mb": max(peaks[-5:]),
        })
    return rows
