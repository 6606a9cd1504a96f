#!/usr/bin/env python3
"""Tries the alert rules on metrics that the built program wrote, with Prometheus' own test tool.

Runs end well (0), with a Jira that is down (75) and with a revoked token (77); what they leave in the metrics file is
played to `promtool test rules` as if hours had gone by between them.

    check_alerts.py PROMTOOL JIRA_MIRROR JIRA_SIMULATOR RULES
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml
from simulated import SimulatedSite

MINUTE = 60
STEP = 5 * MINUTE
RUNS_EVERY = 30 * MINUTE
LINE = re.compile(r"(\w+)(\{.*\})? (\S+)")


def samples(text):
    """The values by series, as Prometheus writes their names."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = LINE.fullmatch(line).groups()
            found[name + (labels or "")] = float(value)
    return found


def run(site, metrics, status):
    """The series that a run leaves behind, which must end so."""
    metrics.unlink(missing_ok=True)
    ended = subprocess.run([site.mirror, "sync"], env=site.environment, capture_output=True)
    assert ended.returncode == status, f"sync: {ended.returncode}, not {status}: {ended.stderr.decode()}"
    found = samples(metrics.read_text())
    code = [value for name, value in found.items() if name.startswith("jira_mirror_last_run_exit_code")]
    assert code == [status], f"the metrics tell {code} of a run that ended with {status}"
    return found


def shifted(name, value, run_at, success_at):
    """A moment of the real run as the moment that it stands for."""
    if name.startswith("jira_mirror_last_run_timestamp_seconds"):
        return run_at
    if name.startswith("jira_mirror_last_success_timestamp_seconds"):
        return success_at
    return value


def played(states, end):
    """The samples of each series, one a step; a state is (minute it begins, series, minute of its success)."""
    series = {name: [] for _, found, _ in states for name in found}
    for now in range(0, end + 1, STEP):
        begun, found, success = [state for state in states if state[0] * MINUTE <= now][-1]
        for name, values in series.items():
            values.append(
                format(shifted(name, found[name], begun * MINUTE, success * MINUTE), ".3f")
                if name in found else "_")
    return [{"series": name, "values": " ".join(values)} for name, values in series.items()]


def main():
    promtool, mirror, simulator, rules = (str(pathlib.Path(part).resolve()) for part in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        metrics = folder / "jira.prom"
        site = SimulatedSite(
            mirror, simulator, folder, 20, JIRA_MIRROR_METRICS_PATH=str(metrics),
            JIRA_MIRROR_NETWORK_RETRY_SECONDS="0.01")
        try:
            well = run(site, metrics, 0)
            site.control("faults", json.dumps({"action": "status", "status": 503}))
            down = run(site, metrics, 75)
            site.control("reset", "{}")
            site.control("revoke", json.dumps({"user": "jira-mirror"}))
            revoked = run(site, metrics, 77)
        finally:
            site.stop()
        labels = {"profile": "default", "site": site.url}
        expiry = next(name for name in well if name.startswith("jira_mirror_token_expiry_timestamp_seconds"))

    def every(found, success=None, start=0, hours=5):
        return [(at, found, at if success is None else success) for at in range(start, hours * 60 + 1, 30)]

    # What is played, and at which minute which alerts stand; all others must not.
    soon = {**well, expiry: 20 * 86400.0}
    scenes = {
        "all is well": (every(well), {30: [], 300: []}),
        "Jira is down": (
            every(well, hours=0) + every(down, 0, 30), {60: [], 175: [], 185: ["JiraMirrorStale"]}),
        "and comes back": (
            every(well, hours=0) + every(down, 0, 30, 4) + every(well, None, 270),
            {240: ["JiraMirrorStale"], 275: []}),
        "the token is revoked": (
            every(well, hours=0) + every(revoked, 0, 30),
            {25: [], 30: ["JiraMirrorNotAuthorized"], 120: ["JiraMirrorNotAuthorized"],
             200: ["JiraMirrorNotAuthorized", "JiraMirrorStale"]}),
        "nothing runs any more": (
            every(well, hours=0), {115: [], 125: ["JiraMirrorDoesNotRun"],
                                   200: ["JiraMirrorDoesNotRun", "JiraMirrorStale"]}),
        "the token ends soon": (every(soon), {60: ["JiraMirrorTokenExpires"]}),
    }
    alerts = {
        rule["alert"]: rule for group in yaml.safe_load(pathlib.Path(rules).read_text())["groups"]
        for rule in group["rules"]}
    expected = {name for _, moments in scenes.values() for standing in moments.values() for name in standing}
    assert expected == set(alerts), f"no scene for {set(alerts) - expected}"

    def instance(name):
        written = alerts[name]["annotations"]
        return {
            "exp_labels": {**labels, **alerts[name]["labels"]},
            "exp_annotations": {
                key: text.replace("{{ $labels.site }}", site.url) for key, text in written.items()}}

    tests = [{
        "interval": f"{STEP}s", "name": scene, "input_series": played(states, max(moments) * MINUTE),
        "alert_rule_test": [
            {"eval_time": f"{minute}m", "alertname": name,
             "exp_alerts": [instance(name)] if name in standing else []}
            for minute, standing in moments.items() for name in alerts],
    } for scene, (states, moments) in scenes.items()]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"rule_files": [rules], "evaluation_interval": "1m", "tests": tests}, file)
        file.flush()
        subprocess.run([promtool, "test", "rules", file.name], check=True)
    print(f"alerts: {len(alerts)} rules, {len(scenes)} scenes, {sum(len(t['alert_rule_test']) for t in tests)} checks")


if __name__ == "__main__":
    main()
