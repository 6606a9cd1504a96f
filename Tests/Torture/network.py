"""Rows 13 to 18 and 45: a server, a proxy or a network that misbehaves."""

import datetime
import time

from lab import Copy, Lab


def too_many_requests(score, size):
    """Row 13: 429 in every form of Retry-After, with one walk and with four."""
    forms = [("0", 0), ("2", 2), (None, 0), ("soon", 0), ("date", 6), ("3600", 3600), ("9223372036854775807", 1e9)]
    for walks in size.pick((1,), (1, 4), (1, 2, 4, 8)):
        for form, seconds in forms if size.index else forms[1:6:2]:
            with Lab(120, 4, sync_concurrency=walks) as lab:
                moment = None
                if form == "date":
                    moment = (datetime.datetime.now(datetime.timezone.utc)
                              + datetime.timedelta(seconds=seconds)).replace(microsecond=0)
                    form = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
                headers = {"Retry-After": form} if form else {}
                lab.jira.fault("status", status=429, headers=headers, path="/search", **{"from": 3, "count": 2})
                ended = lab.run("sync")
                score.trial(faults=lab.jira.fired())
                name = f"Retry-After {form}, {walks} at a time"
                early = _too_early(lab.jira.log("/rest/"), seconds, moment)
                score.check(not early, f"{name}: {len(early)} requests before the time told, {early[:3]}")
                if seconds > 900:
                    score.check(ended.status == 75, f"{name}: {ended}")
                    lab.jira.calm()
                lab.equals(score, name)
    # A storm that does not end: the run gives up and says so with 75.
    with Lab(40, 2) as lab:
        lab.jira.fault("status", status=429, headers={"Retry-After": "1"}, path="/search")
        ended = lab.run("sync")
        asked = len(lab.jira.log("/search"))
        score.trial(faults=lab.jira.fired())
        score.check(ended.status == 75, f"a storm: {ended}")
        score.check(asked <= 24, f"a storm: {asked} searches")
        score.fact(f"a storm without end: 75 after {asked} searches and {ended.seconds:.0f} s")
        lab.jira.calm()
        lab.equals(score, "after the storm")


def _too_early(log, seconds, moment):
    """Requests that began before the time that the last 429 had told, but for those under way when it came."""
    early, until, told = [], 0, 0
    for entry in log:
        if told + 60 < entry["time"] < until - 30:
            early.append(entry["time"] - told)
        if entry["status"] == 429:
            told = entry["time"]
            until = moment.timestamp() * 1000 if moment else told + min(seconds, 3600) * 1000
    return early


def server_errors(score, size):
    """Row 14: a third of all answers are errors: the run ends well, with at most twice the requests.

    A request is given up after six tries. At this rate that meets one request in 1,400, and so about one fill in thirty:
    it ends with 75 and keeps what it has. More tries would bear a storm that no Jira lives through, and ask the more of
    one that is down.
    """
    gave_up = 0
    seeds = size.pick(1, 8, 40)
    for seed in range(seeds):
        status = (500, 502, 503, 504)[seed % 4] if seed else 503
        with Lab(200, 3) as lab:
            empty = lab.keep("empty")
            lab.run("sync")
            plain = len(lab.jira.log("/rest/"))
            lab.restore(empty)
            lab.jira.calm()
            lab.jira.fault("status", status=status, path="/rest/", probability=0.3, seed=seed + 1)
            ended = lab.run("sync")
            asked = len(lab.jira.log("/rest/"))
            score.trial(faults=lab.jira.fired())
            if ended.status == 75 and "after 6 tries" in ended.errors:
                gave_up += 1
                for problem in lab.violations():
                    score.check(False, f"30 % of {status}, seed {seed}: {problem}")
            else:
                score.check(ended.status == 0, f"30 % of {status}, seed {seed}: {ended}")
            score.check(asked <= 2 * plain, f"30 % of {status}: {asked} requests instead of {plain}")
            lab.jira.calm()
            lab.equals(score, f"30 % of {status}")
            lab.jira.fault("status", status=status, path="/rest/")
            ended = lab.run("sync")
            score.trial(faults=lab.jira.fired())
            score.check(ended.status == 75, f"nothing but {status}: {ended}")
            lab.jira.calm()
            lab.equals(score, f"after nothing but {status}")
    score.check(gave_up <= max(1, seeds // 8), f"{gave_up} of {seeds} fills gave up")
    score.fact(f"{gave_up} of {seeds} fills gave up after six tries of a request, and went on later")


def broken_replies(score, size):
    """Row 15: answers that are cut, reset, sent twice, late or not whole JSON: no partial page, no lost issue."""
    points = [0, 1, 17, 60, 200, 400, 800, 1200, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 10000, 12000, 15000, 20000,
              40000]
    points = points[::size.pick(7, 1, 1)]
    with Lab(200, 3) as lab:
        lab.run("sync")
        kept = lab.keep("filled")
        faults = [("cutBody", {"afterBytes": point, "framing": framing})
                  for framing in ("contentLength", "chunked", "close") for point in points]
        faults += [("reset", {"afterBytes": point}) for point in points]
        faults += [("truncatedJSON", {"keep": share / 10}) for share in range(10)][::size.pick(5, 1, 1)]
        faults += [("duplicate", {}), ("replayPrevious", {}), ("delay", {"seconds": 2})]
        for seed, (action, more) in enumerate(faults * size.pick(1, 1, 5)):
            lab.jira.calm()
            if seed % 10 == 0:
                lab.restore(kept)
            lab.edit(25, seed)
            # The truth was read over the same path: the fault comes after.
            lab.jira.fault(action, path="/search", count=1, **{"from": 1 + seed % 2}, **more)
            ended = lab.run("sync", *(["--full"] if seed % 3 == 0 else []))
            score.trial(faults=lab.jira.fired())
            name = f"{action} {more}"
            # Where the framing tells nothing, an answer without a byte may pass for one that is not Jira's.
            unseen = action == "truncatedJSON" or more.get("framing") == "close"
            score.check(ended.status == 0 or unseen and ended.status == 76, f"{name}: {ended}")
            for problem in lab.violations():
                score.check(False, f"{name}: {problem}")
            lab.jira.calm()
            lab.equals(score, name)


def slow_peers(score, size):
    """Row 16: a byte a second, or nothing at all, does not hold a run."""
    for action, more in [("slowDrip", {"bytesPerSecond": 1}), ("delay", {"seconds": 600})][:size.pick(1, 2, 2)]:
        with Lab(60, 2) as lab:
            patient = {"JIRA_MIRROR_NETWORK_IDLE_TIMEOUT": "2s", "JIRA_MIRROR_NETWORK_TOTAL_TIMEOUT": "5s"}
            # With its usual limits, an answer may take 5 minutes: the run's own limit ends it before.
            for settings, arguments, limit in ((patient, [], 60), ({}, ["--max-duration", "3s"], 20)):
                lab.jira.calm()
                lab.jira.fault(action, path="/search", **more)
                ended = lab.run("sync", *arguments, environment=settings)
                asked = lab.jira.fired()
                score.trial(faults=asked)
                name = " ".join([action, *arguments])
                score.check(ended.status == 75, f"{name}: {ended}")
                score.check(ended.seconds <= limit, f"{name}: ended after {ended.seconds:.0f} s")
                score.fact(f"{name}: 75 after {ended.seconds:.0f} s and {asked} requests")
            lab.jira.calm()
            lab.equals(score, action)


def not_json(score, size):
    """Row 17: 200 with something else than Jira's answer: status 76, and not a row changes."""
    html = "<html><body>Please log in</body></html>"
    bodies = [
        ("html200", {}),
        ("status", {"status": 200, "body": "", "contentType": "application/json"}),
        ("status", {"status": 200, "body": "[]", "contentType": "application/json"}),
        ("status", {"status": 200, "body": "{}", "contentType": "application/json"}),
        ("status", {"status": 200, "body": '{"values":[],"last":true}', "contentType": "application/json"}),
        ("status", {"status": 200, "body": '{"startAt":0,"maxResults":50,"total":0,"issues":{}}',
                    "contentType": "application/json"}),
        ("status", {"status": 200, "body": "null", "contentType": "application/json"}),
        ("status", {"status": 200, "body": html, "contentType": "application/json"}),
        ("status", {"status": 200, "body": html}),
        ("contentType", {"contentType": "text/plain"}),
    ]
    with Lab(60, 2) as lab:
        lab.run("sync")
        with Copy(lab.file) as copy:
            before = copy.dump()
        kept = lab.keep("filled")
        for path in size.pick(("/2/search",), ("/2/search", "/myself", "/api/2/project"), ("/2/search", "/myself", "/api/2/project")):
            for action, more in bodies:
                for arguments in ([], ["--reconcile", "--allow-mass-deletion"]):
                    lab.restore(kept)
                    lab.jira.calm()
                    lab.jira.fault(action, path=path, **more)
                    ended = lab.run("sync", *arguments)
                    score.trial(faults=lab.jira.fired())
                    name = f"{action} {more.get('body', '')[:20]!r} for {path} {' '.join(arguments)}"
                    # A list without a project has Jira's own form: it may pass, but nothing is to change.
                    is_list = path == "/api/2/project" and more.get("body", "").strip("{}")[:8] in ("[]", '"values"')
                    score.check(ended.status == 76 or is_list and ended.status == 0, f"{name}: {ended}")
                    with Copy(lab.file) as copy:
                        score.check(copy.dump() == before, f"{name}: rows changed")
        lab.jira.calm()
        lab.equals(score, "afterwards")


def revoked(score, size):
    """Row 18: the token dies at request n: status 77, at most one more request, and none in the next run."""
    problems = ("token_rejected", "token_revoked", "token_expired")
    with Lab(120, 3, sync_concurrency=1) as lab:
        empty = lab.keep("empty")
        lab.run("sync")
        requests = len(lab.jira.log("/rest/"))
        for number in range(1, requests + 1, size.pick(9, 2, 1)):
            lab.restore(empty)
            lab.jira.calm()
            problem = problems[number % 3]
            lab.jira.fault("oauthProblem", problem=problem, path="/rest/", **{"from": number})
            ended = lab.run("sync")
            score.trial(faults=1 if lab.jira.fired() else 0)
            more = len(lab.jira.log("/rest/")) - number
            score.check(ended.status == 77, f"{problem} at request {number}: {ended}")
            score.check(more <= 1, f"{problem} at request {number}: {more} more requests")
            score.check("authorize" in ended.errors, f"{problem} at {number}: the message does not say what to do")
            again = lab.run("sync")
            asked = len(lab.jira.log("/rest/")) - number - more
            score.check(again.status == 77 and asked == 0, f"{problem}: the next run: {again}, {asked} requests")
            for found in lab.violations():
                score.check(False, f"{problem} at request {number}: {found}")
        # The real thing: the administrator takes the grant away while a run reads.
        lab.restore(empty)
        lab.jira.calm()
        lab.jira.fault("delay", seconds=0.05, path="/search")
        process = lab.start("sync")
        while len(lab.jira.log("/search")) < 3:
            time.sleep(0.01)
        lab.jira.post("revoke")
        seen = len(lab.jira.log())
        process.communicate()
        after = len(lab.jira.log()) - seen
        score.trial(faults=1)
        score.check(process.returncode == 77, f"revoked in mid-run: status {process.returncode}")
        score.check(after <= 2, f"revoked in mid-run: {after} more requests")


def bad_issue(score, size):
    """Row 45: one issue that cannot be decoded is put aside, all others are stored."""
    issues = size.pick(300, 5000, 5000)
    poisons = ['"created":"XX', '"created":["', '"created":{"', '"created":"\x01']
    for poison in poisons[:size.pick(1, 2, 4)]:
        with Lab(issues, 3, sync_page_size=100) as lab:
            victim = sorted(lab.truth.updated)[issues // 2]
            key = lab.truth.updated[victim][1]
            page = lab.truth._ask({"jql": f"key = {key}", "fields": ["created"]})
            created = page["issues"][0]["fields"]["created"]
            lab.jira.fault(
                "replaceBytes", path="/rest/", find=f'"created":"{created}"',
                **{"with": f'{poison}{created[2:]}"'}, all=True)
            ended = lab.run("sync", within=300)
            score.trial(faults=1 if lab.jira.fired() else 0)
            score.check(ended.status == 65, f"{poison!r}: {ended}")
            with Copy(lab.file) as copy:
                stored = copy.rows("SELECT count(*) FROM issues")[0][0]
                aside = copy.rows("SELECT count(*) FROM quarantine")[0][0]
            score.check((stored, aside) == (issues - 1, 1), f"{poison!r}: {stored} stored, {aside} put aside")
            again = lab.run("sync", within=300)
            score.check(again.status == 0, f"{poison!r}: the next run, nothing new: {again}")
            lab.jira.calm()
            lab.equals(score, poison)
    score.fact(f"{issues - 1} of {issues} stored")
