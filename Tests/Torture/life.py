"""Rows 5 to 8 and 28: a site that people work in, and a mirror that lives through months of runs."""

import random
import subprocess
import threading
import time

from lab import PROGRAM, Copy, Lab, kill_group


def concurrent_edits(score, size):
    """Row 5: people edit, move, create and delete while a run reads; the next run has it all."""
    edits = 0
    for seed in range(size.pick(2, 12, 200)):
        with Lab(150, 3, sync_page_size=10) as lab:
            lab.jira.fault("delay", seconds=0.01, path="/search")
            dice, stop, count = random.Random(seed), threading.Event(), [0]

            def work(lab=lab, dice=dice, stop=stop, count=count, seed=seed):
                while not stop.is_set():
                    lab.jira.edit(dice.randint(1, 20), seed * 1000 + count[0])
                    count[0] += 1
                    time.sleep(0.02)

            thread = threading.Thread(target=work)
            thread.start()
            for _ in range(2):
                ended = lab.run("sync")
                score.check(ended.status in (0, 65), f"seed {seed}: {ended}")
                with Copy(lab.file) as copy:
                    twice = copy.rows("SELECT count(*) - count(DISTINCT key) FROM issues")[0][0]
                score.check(twice == 0, f"seed {seed}: {twice} keys twice")
            stop.set()
            thread.join()
            edits += count[0]
            score.trial(faults=count[0])
            lab.jira.calm()
            lab.truth.read()
            lab.equals(score, f"seed {seed}")
    score.fact(f"{edits} bursts of 1 to 20 changes while runs read; 0 issues lost")


def crowded_minute(score, size):
    """Row 6: more issues in one minute than pages can tell apart."""
    issues = size.pick(400, 1300, 5000)
    with Lab(issues, 3, sync_page_size=100) as lab:
        lab.run("sync")
        for seed in range(size.pick(1, 3, 10)):
            count = issues - 100
            lab.jira.post("mutations", {"bulkEdit": {"count": count, "seed": seed}})
            lab.truth.read()
            ended = lab.run("sync", within=300)
            score.trial(faults=count)
            score.check(ended.status == 0, f"{count} issues in one minute: {ended}")
            found = lab.differences()
            score.check(not found, f"{count} issues in one minute: {len(found)} differences")
    score.fact(f"{count} of {issues} issues in one instant, pages of 100")


def deletions(score, size):
    """Row 7: what was deleted is found, all of it and nothing else."""
    dice = random.Random(7)
    issues = size.pick(200, 1000, 5000)
    with Lab(issues, 3, sync_page_size=100) as lab:
        lab.run("sync", within=300)
        for number in range(size.pick(1, 5, 20)):
            victims = dice.sample(sorted(lab.truth.updated), issues // 50)
            for victim in victims:
                lab.jira.post("mutations", {"deleteIssue": {"issue": str(victim)}})
            before = set(lab.truth.current)
            lab.truth.read()
            gone = before - set(lab.truth.current)
            ended = lab.run("sync", *(["--reconcile"] if number % 2 else []))
            score.trial(faults=len(gone))
            score.check(ended.status == 0, f"round {number}: {ended}")
            with Copy(lab.file) as copy:
                buried = {row[0] for row in copy.rows("SELECT id FROM deleted_issues")}
            score.check(gone <= buried, f"round {number}: {len(gone - buried)} of {len(gone)} not found")
            score.check(not buried & set(lab.truth.current), f"round {number}: living issues among the deleted")
            found = lab.differences()
            score.check(not found, f"round {number}: {found[:3]}")
    score.fact(f"{score.faults} deletions found, 0 false")


def no_mass_deletion(score, size):
    """Row 8: whatever makes issues invisible at once, none is taken for deleted."""
    empty = '{"startAt":0,"maxResults":50,"total":0,"issues":[]}'
    cases = [
        ("anonymous", {"action": "anonymous", "path": "/rest/"}, (77,)),
        ("anonymous searches", {"action": "anonymous", "path": "/search"}, (77,)),
        ("an empty answer without identity", {"action": "status", "status": 200, "body": empty,
                                              "contentType": "application/json", "path": "/search"}, (65, 76, 77)),
        ("another account", {"action": "impersonate", "user": "admin", "path": "/rest/"}, (77,)),
    ]
    with Lab(150, 3) as lab:
        lab.run("sync")
        kept = lab.keep("filled")
        ways = [[], ["--reconcile", "--allow-mass-deletion"], ["--reconcile"], ["--full"]]
        for arguments in ways[:size.pick(2, 4, 4)]:
            for name, fault, statuses in cases:
                lab.restore(kept)
                lab.jira.calm()
                lab.jira.post("faults", fault)
                ended = lab.run("sync", *arguments)
                score.trial(faults=lab.jira.fired())
                when = f"{name}, {' '.join(arguments)}"
                score.check(ended.status in statuses, f"{when}: {ended}")
                _none_gone(score, lab, when)
            if "--allow-mass-deletion" in arguments:
                continue
            lab.restore(kept)
            lab.jira.calm()
            # The account loses a project.
            lab.jira.post("mutations", {"hideProject": {"project": "BETA", "from": "jira-mirror"}})
            ended = lab.run("sync", *arguments)
            score.trial(faults=1)
            score.check(ended.status == 65, f"a project lost, {' '.join(arguments)}: {ended}")
            _none_gone(score, lab, f"a project lost, {' '.join(arguments)}")
            lab.jira.post("mutations", {"showProject": {"project": "BETA", "to": "jira-mirror"}})
        lab.restore(kept)
        lab.jira.calm()
        lab.truth.read()
        lab.equals(score, "with everything back")


def _none_gone(score, lab, when):
    with Copy(lab.file) as copy:
        held = copy.rows("SELECT count(*) FROM issues")[0][0]
        buried = copy.rows("SELECT count(*) FROM deleted_issues")[0][0]
    score.check(held == len(lab.truth.current), f"{when}: {held} of {len(lab.truth.current)} issues are left")
    score.check(buried == 0, f"{when}: {buried} taken for deleted")


def soak(score, size):
    """Row 28: many runs with work, faults and kills between them: no drift, no growth."""
    dice = random.Random(28)
    faults = [
        {"action": "status", "status": 503, "probability": 0.2}, {"action": "reset", "afterBytes": 900, "every": 5},
        {"action": "cutBody", "afterBytes": 700, "framing": "close", "every": 7}, {"action": "delay", "seconds": 0.02},
        {"action": "truncatedJSON", "every": 6}, {"action": "duplicate", "every": 3},
    ]
    peaks = []
    with Lab(300, 3) as lab:
        for number in range(size.pick(5, 80, 500)):
            lab.jira.edit(dice.randint(0, 30), number)
            fault = dice.choice(faults)
            lab.jira.post("faults", {**fault, "path": "/rest/", "seed": number + 1, "count": 40})
            arguments = dice.choice([[], [], [], ["--reconcile"], ["--full"]])
            if dice.random() < 0.3:
                process = lab.start("sync", *arguments)
                time.sleep(dice.uniform(0.05, 0.6))
                score.fault(1 if process.poll() is None else 0)
                kill_group(process)
            else:
                status, peak, _ = lab.measured("sync", *arguments)
                score.check(status in (0, 65, 75, 76), f"run {number}, {fault}: {status}")
                if not arguments:
                    peaks.append(peak)
            score.trial(faults=lab.jira.fired())
            lab.jira.calm()
            if number % 5 == 4:
                lab.truth.read()
                lab.equals(score, f"after run {number}")
        lab.truth.read()
        lab.equals(score, "at the end")
        checked = subprocess.run([PROGRAM, "verify", "--all"], env=lab.environment, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        score.check(checked.returncode == 0, f"verify: status {checked.returncode}")
        tenth = max(1, len(peaks) // 5)
        if len(peaks) >= 10:
            first, last = sum(peaks[:tenth]) / tenth, sum(peaks[-tenth:]) / tenth
            score.check(last <= first * 1.05 + 2, f"peak memory grew from {first:.0f} to {last:.0f} MB")
            score.fact(f"peak memory {first:.0f} MB in the first runs, {last:.0f} MB in the last")
    score.fact("0 drift")
