#!/usr/bin/env python3
"""Compares cycle time, throughput and cumulative flow with jira-agile-metrics, on the same simulated site.

    check_flow.py JIRA_MIRROR JIRA_SIMULATOR [ISSUES]

Both read the same Jira: jira-mirror into a mirror, and from there into its reports; jira-agile-metrics with its own
client, queries and calculators. They follow different rules. Each rule is stated where it is used, and what differs
must differ by exactly what the rule says:

- Dates. There calendar dates are kept, here instants: cycle times are compared as differences of local dates.
- Backward moves. There a move to an earlier stage wipes the later ones, also for the past: an issue starts when it
  first came into progress since it last was in To Do. Here the first start of all counts, and the past stays as it was.
- Never in progress. There an issue without a start is never complete; here it counts in throughput, and its number
  stands beside.
- Percentiles. There linear interpolation, here nearest rank.

Prints what fails and a summary; the exit status is 1 when anything failed.
"""

import collections
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings

import dateutil.parser
import dateutil.tz
import jira
import numpy
from check_readers import authorize, run

warnings.filterwarnings("ignore")
from jira_agile_metrics.calculators.cfd import calculate_cfd_data  # noqa: E402
from jira_agile_metrics.calculators.cycletime import calculate_cycle_times  # noqa: E402
from jira_agile_metrics.calculators.throughput import calculate_throughput  # noqa: E402
from jira_agile_metrics.querymanager import QueryManager  # noqa: E402

STAGES = ["To Do", "In Progress", "Done"]
CATEGORIES = {"new": 0, "indeterminate": 1, "done": 2}
UNKNOWN = -1
# What the simulated site writes its times in: +0200 all the year.
ZONE = "Etc/GMT-2"
TYPES = ["backlog", "accepted", "complete"]

# Reports that print searches with the number that they find.
SEARCHES = ["created-vs-resolved", "aging-wip", "time-in-status", "cumulative-flow", "net-flow", "blocked-time"]

passed = 0
failed = []


def check(what, ours, theirs):
    """Counts a comparison; tells the first differences."""
    global passed
    if ours == theirs:
        passed += 1
    else:
        failed.append(what)
        if len(failed) <= 20:
            print(f"FAILED: {what}: {ours!r} here, {theirs!r} expected")


class OtherSide:
    """jira-agile-metrics, and the issues that it read."""

    def __init__(self, url):
        client = jira.JIRA(url, basic_auth=("jira-mirror", "jira-mirror"))
        # It insists on a field of that name, which this site does not have; no issue has a value.
        flagged = {"id": "customfield_99999", "name": "Flagged"}
        fields = client.fields
        client.fields = lambda: fields() + [flagged]
        stage_of = {
            status.name: CATEGORIES.get(status.raw["statusCategory"]["key"], UNKNOWN)
            for status in client.statuses()}
        cycle = [
            {"name": name, "type": TYPES[stage], "statuses": [s for s, of in stage_of.items() if of == stage]}
            for stage, name in enumerate(STAGES)]
        manager = QueryManager(client, {"max_results": False})
        issues = manager.find_issues("project is not EMPTY ORDER BY key")
        manager.find_issues = lambda jql: issues
        table = calculate_cycle_times(manager, cycle, {}, "To Do", "Done", [{"jql": "all"}])
        self.table = table
        self.dates = {
            row["key"]: [None if row[name] is None or row[name] != row[name] else row[name].date() for name in STAGES]
            for _, row in table.iterrows()}
        self.cycle_days = {
            row["key"]: row["cycle_time"].days for _, row in table.iterrows() if row["cycle_time"] == row["cycle_time"]}
        self.throughput = {
            day.date(): int(count) for day, count in calculate_throughput(table, "D")["count"].items()}
        self.cumulative = calculate_cfd_data(table, STAGES)
        self.moves = {issue.key: self.walk(issue, stage_of) for issue in issues}

    @staticmethod
    def walk(issue, stage_of):
        """The stages of an issue by time, from its history itself: neither side's code."""
        moves = []
        for history in sorted(issue.changelog.histories, key=lambda one: (dateutil.parser.parse(one.created), int(one.id))):
            for item in history.items:
                if item.field == "status":
                    if not moves:
                        moves.append((issue.fields.created, stage_of[item.fromString]))
                    moves.append((history.created, stage_of[item.toString]))
        moves = moves or [(issue.fields.created, stage_of[issue.fields.status.name])]
        # It takes the dates as the site writes them: in the zone that the mirror's reports are told to use.
        for text, _ in moves:
            at = dateutil.parser.parse(text)
            assert at.utcoffset() == at.astimezone(dateutil.tz.gettz(ZONE)).utcoffset(), text
        return [(dateutil.parser.parse(moment, ignoretz=True), stage) for moment, stage in moves]


class ThisSide:
    """jira-mirror's reports as JSON."""

    def __init__(self, mirror, environment):
        self.command = mirror
        self.environment = environment

    def answer(self, *arguments):
        result = run([self.command, *arguments], env=self.environment)
        if result.returncode != 0:
            sys.exit(f"{' '.join(arguments)}: {result.stderr}")
        return json.loads(result.stdout)

    def report(self, name, table=None, **parameters):
        arguments = ["export", name, "--format", "json", "--param", "subtasks=yes", "--param", "from=2018-01-01"]
        if table:
            arguments += ["--table-name", table]
        for parameter, value in parameters.items():
            arguments += ["--param", f"{parameter}={value}"]
        return self.answer(*arguments)


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)


def date(text):
    """The date of an instant in the site's zone."""
    return moment(text).astimezone(dateutil.tz.gettz(ZONE)).date()


def day(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d").date()


def known(moves):
    return [move for move in moves if move[1] != UNKNOWN]


def is_backward(moves):
    """Whether the issue ever went back."""
    moves = known(moves)
    return any(after < before for (_, before), (_, after) in zip(moves, moves[1:]))


def first(moves, stage):
    return next((at.date() for at, of in moves if of == stage), None)


def last_entry(moves, stage):
    """Our rule: when the issue came into the stage in which it is; None where it is in another."""
    entered = None
    for at, of in moves:
        entered = (entered or at.date()) if of == stage else None
    return entered


def since_last_below(moves, stage):
    """Their rule: the first entry to a stage since the issue last was in an earlier one."""
    moves = known(moves)
    last = max((index for index, (_, of) in enumerate(moves) if of < stage), default=-1)
    return first(moves[last + 1:], stage)


def check_cycle_times(other, this, flows):
    finished = {row["key"]: row for row in this.report("cycle-time")}
    mirrored = {row["key"]: row for row in flows}
    check("the same issues", sorted(mirrored), sorted(other.dates))
    kinds = collections.Counter()
    for key, (_, theirs_started, theirs_done) in other.dates.items():
        moves, flow = other.moves[key], mirrored[key]
        started = date(flow["started_at"]) if flow["started_at"] else None
        done = date(flow["done_at"]) if flow["done_at"] else None
        # Done: the last entry that was not left, on both sides; there a status without a category leaves nothing.
        check(f"{key}: done", done, last_entry(moves, 2))
        check(f"{key}: done, by their rule", since_last_below(moves, 2), theirs_done)
        if len(known(moves)) == len(moves):
            check(f"{key}: done, where all statuses have a category", done, theirs_done)
        # Started: the first entry of all here, the first since the last To Do there.
        check(f"{key}: started", started, first(moves, 1))
        check(f"{key}: started, by their rule", since_last_below(moves, 1), theirs_started)
        if not is_backward(moves):
            check(f"{key}: started, without backward moves", started, theirs_started)
        check(f"{key}: in the report", key in finished, started is not None and done is not None)
        theirs = other.cycle_days.get(key)
        if started and done:
            row = finished[key]
            check(f"{key}: moments", (row["started_at"], row["done_at"]), (flow["started_at"], flow["done_at"]))
            seconds = (moment(flow["done_at"]) - moment(flow["started_at"])) // datetime.timedelta(seconds=1)
            check(f"{key}: seconds", row["cycle_seconds"], seconds)
        if theirs is not None and done is None:
            check(f"{key}: done there, now in a status without a category", moves[-1][1], UNKNOWN)
            kinds["done there, now in a status without a category"] += 1
        elif theirs is not None:
            # The distance of the dates, less what the wiped start took away.
            wiped = (theirs_started - started).days
            check(f"{key}: days", (done - started).days - wiped, theirs)
            kinds["wiped start" if wiped else "equal to the day"] += 1
        elif started and done:
            check(f"{key}: no cycle there, for its start was wiped", (theirs_started, is_backward(moves)), (None, True))
            kinds["start wiped, no cycle there"] += 1
        elif done:
            kinds["never in progress"] += 1
        else:
            kinds["not done"] += 1
        kinds["reopened"] += flow["reopen_count"] > 0
        kinds["once in a status without a category"] += len(known(moves)) < len(moves)
    return finished, kinds


def check_percentiles(other, this, finished):
    seconds = numpy.array([row["cycle_seconds"] for row in finished.values()])
    reported = this.report("cycle-time", table="percentiles")
    check("percentiles", [row["percentile"] for row in reported], [50, 70, 85, 95])
    ascending = numpy.sort(seconds)
    for row in reported:
        p = row["percentile"]
        nearest = numpy.percentile(seconds, p, method="inverted_cdf")
        check(f"{p} %: nearest rank", row["cycle_days"], round(float(nearest) / 86400, 4))
        check(f"{p} %: issues within", row["issues"], int((seconds <= nearest).sum()))
        # The interpolated value lies between this one and its neighbours.
        rank = int((ascending < nearest).sum())
        linear = numpy.percentile(seconds, p)
        low, high = ascending[max(0, rank - 1)], ascending[min(len(ascending) - 1, int((ascending <= nearest).sum()))]
        check(f"{p} %: linear interpolation lies beside it", bool(low <= linear <= high), True)
    # Their own figure is that of their whole days.
    theirs = other.table["cycle_time"].dropna().quantile([0.5, 0.85, 0.95])
    days = numpy.array(sorted(other.cycle_days.values()))
    for quantile, value in theirs.items():
        check(f"{quantile}: theirs", value.total_seconds() / 86400, float(numpy.percentile(days, quantile * 100)))


def check_throughput(other, this):
    reported = {day(row["period_start"]): row for row in this.report("throughput", by="day") if row["finished"]}
    finished, started = collections.Counter(), collections.Counter()
    never, left = collections.Counter(), collections.Counter()
    for key, (_, theirs_started, theirs_done) in other.dates.items():
        if not theirs_done:
            continue
        if last_entry(other.moves[key], 2) != theirs_done:
            # Done there, but left for a status without a category.
            left[theirs_done] += theirs_started is not None
            continue
        finished[theirs_done] += 1
        started[theirs_done] += theirs_started is not None
        never[theirs_done] += first(other.moves[key], 1) is None
    check("days with finishes", sorted(reported), sorted(finished))
    for at in sorted(finished):
        check(f"{at}: finished", reported[at]["finished"], finished[at])
        check(f"{at}: never in progress", reported[at]["never_started"], never[at])
        # Without those that have no start there: never in progress, or wiped by a move back to To Do.
        check(f"{at}: throughput there", other.throughput.get(at, 0), started[at] + left[at])
        wiped = finished[at] - started[at] - never[at]
        check(f"{at}: the difference", reported[at]["finished"] - never[at] - wiped + left[at], other.throughput.get(at, 0))
    return len(finished), sum(finished.values()) - sum(started.values()) - sum(never.values())


def check_cumulative_flow(other, this):
    theirs = other.cumulative
    check("their days are in order", list(theirs.index), sorted(theirs.index))
    days = [stamp.date() for stamp in theirs.index]
    reported = {
        day(row["period_start"]): row for row in this.report("cumulative-flow", by="day", finished="all")}
    # What each issue that moved back, or was in a status without a category, adds here and did not there.
    change = {stage: collections.Counter() for stage in range(3)}
    backward = [key for key, moves in other.moves.items() if is_backward(moves) or len(known(moves)) < len(moves)]
    unknown = collections.Counter()
    for key in backward:
        reached = None
        for stage in (2, 1, 0):
            reached = other.dates[key][stage] or reached
            if reached:
                change[stage][reached] -= 1
        present = None
        for at, of in other.moves[key]:
            for stage in range(3):
                unless = -1 if present is None else present
                if (of >= stage) != (unless >= stage):
                    change[stage][at.date()] += 1 if of >= stage else -1
            unknown[at.date()] += (of == UNKNOWN) - (present == UNKNOWN)
            present = of
    running, nowhere = [0, 0, 0], 0
    last_day = max(reported)
    for today in days:
        for stage in range(3):
            running[stage] += change[stage][today]
        nowhere += unknown[today]
        if today > last_day:
            continue
        row = reported.get(today)
        row = [row["to_do"], row["in_progress"], row["done"], row["unknown"]] if row else [0, 0, 0, 0]
        ours = [row[0] + row[1] + row[2], row[1] + row[2], row[2]]
        expected = [int(theirs.loc[str(today)][name]) + running[stage] for stage, name in enumerate(STAGES)]
        check(f"{today}: reached To Do, In Progress, Done", ours, expected)
        check(f"{today}: unknown", row[3], nowhere)
    moved = sum(any(change[stage][today] for stage in range(3)) for today in days)
    return len(days), len(backward), moved


def check_searches(url, mirror, environment):
    """The searches that reports print find in Jira the numbers that stand beside them."""
    client = jira.JIRA(url, basic_auth=("jira-mirror", "jira-mirror"))
    asked = 0
    busiest = json.loads(run(
        [mirror, "query", "--json", "SELECT username FROM issues JOIN users ON users.key = assignee_key "
         "GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"], env=environment).stdout)[0]["username"]
    choices = [[], ["project=ALPHA"], ["type=Bug"], ["project=BETA,CORE", f"assignee={busiest}"]]
    jobs = [(report, [f"subtasks={subtasks}"] + choice)
            for report in SEARCHES for choice in choices for subtasks in ("yes", "no")]
    for report, parameters in jobs + [("cumulative-flow", ["subtasks=yes", "layers=status"])]:
        arguments = [argument for parameter in parameters for argument in ("--param", parameter)]
        result = run([mirror, "export", report, "--format", "table", *arguments], env=environment)
        check(f"{report} {parameters}", (result.returncode, result.stderr), (0, ""))
        text = result.stdout
        # A line with label, number and search, and under it the link.
        for label, count, jql in re.findall(r"^(.+?) \(([\d\u202f]+)\): (.+)\n  http", text, re.M):
            total = client.search_issues(jql, maxResults=1, json_result=True)["total"]
            check(f"{report}: {label}: {jql}", int(count.replace("\u202f", "")), total)
            asked += 1
    check("most searches were asked", asked >= len(jobs), True)
    return asked


def make_cases(url, order):
    """What the seeded histories may lack, on issues that nobody has touched."""
    client = jira.JIRA(url, basic_auth=("jira-mirror", "jira-mirror"))
    issues = client.search_issues(
        'project != BETA AND status in ("Open", "To Do", "Backlog") ORDER BY key', expand="changelog", maxResults=False)
    untouched = [
        issue.key for issue in issues
        if not any(item.field == "status" for history in issue.changelog.histories for item in history.items)]
    courses = [
        ["Done"],  # never in progress
        ["In Progress", "To Do", "Done"],  # its start is wiped there
        ["In Progress", "To Do", "In Progress", "Done"],
        ["In Progress", "Done", "In Progress", "Done", "Closed"],  # reopened, and from done to done
        ["In Progress", "Done", "In Progress"],
    ]
    assert len(untouched) > len(courses), "too few untouched issues"
    for key, course in zip(untouched, courses):
        for status in course:
            order({"transition": {"issue": key, "to": status}})
    moved = untouched[len(courses)]
    order({"transition": {"issue": moved, "to": "In Progress"}})
    order({"moveIssue": {"issue": moved, "toProject": "BETA"}})


def main():
    mirror, simulator = sys.argv[1:3]
    issues = sys.argv[3] if len(sys.argv) > 3 else "1500"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jira-mirror-flow-"))
    site = run_simulator(simulator, issues, folder)
    try:
        url = (folder / "url").read_text().strip()
        home = folder / "home"
        home.mkdir(mode=0o700)
        environment = dict(os.environ, JIRA_MIRROR_HOME=str(home), JIRA_MIRROR_REPORT_TIME_ZONE=ZONE)
        authorize(mirror, simulator, url, environment, folder)
        def order(mutation):
            run([simulator, "control", url, "mutations", json.dumps(mutation)], check=True)

        # Moves back, moves to other projects and archived issues are among them.
        order({"randomEdits": {"count": 600, "seed": 11}})
        make_cases(url, order)
        synced = run([mirror, "sync"], env=environment)
        check("the sync", (synced.returncode, synced.stderr), (0, synced.stderr))
        other = OtherSide(url)
        this = ThisSide(mirror, environment)
        flows = this.answer(
            "query", "--json", "SELECT key, started_at, done_at, reopen_count FROM issue_flow "
            "JOIN issues ON id = issue_id WHERE archived_at IS NULL")
        finished, kinds = check_cycle_times(other, this, flows)
        check_percentiles(other, this, finished)
        finish_days, wiped = check_throughput(other, this)
        days, backward, moved = check_cumulative_flow(other, this)
        # Jira reads the days of a search in the zone of who asks: the reports follow it again.
        del environment["JIRA_MIRROR_REPORT_TIME_ZONE"]
        run([mirror, "sync"], env=environment, check=True)
        asked = check_searches(url, mirror, environment)
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
    # A check that met none of the rules would prove nothing.
    kinds_wanted = (
        "equal to the day", "wiped start", "start wiped, no cycle there", "never in progress", "reopened",
        "once in a status without a category")
    for kind in kinds_wanted:
        check(f"some issues: {kind}", kinds[kind] > 0, True)
    print(f"issues: {len(other.dates)}; " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    print(f"throughput: {finish_days} days with finishes, {wiped} finishes without a start there for it was wiped")
    print(
        f"cumulative flow: {days} days; {backward} issues that moved back or were in a status without a category "
        f"change a number on {moved} of them")
    print(f"searches: {asked} were asked")
    print(f"{passed} comparisons are equal, or differ as a rule says; {len(failed)} are not")
    return 1 if failed else 0


def run_simulator(simulator, issues, folder):
    process = subprocess.Popen(
        [simulator, "--issues", issues, "--projects", "4", "--small", "--port-file", str(folder / "url")],
        stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (folder / "url").exists() or not (folder / "url").read_text().strip():
        assert time.monotonic() < deadline and process.poll() is None, "the simulator did not start"
        time.sleep(0.05)
    return process


if __name__ == "__main__":
    sys.exit(main())
