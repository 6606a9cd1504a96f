"""Rows 31 and 34: secrets that are known to the harness are looked for wherever they could come out."""

import base64
import os
import re
import subprocess
import time
import urllib.parse

import inject
from lab import PROGRAM, SIMULATOR, Lab, Mirror, kill_group, run
from servers import Tap

_TOKEN = re.compile(rb'oauth_token="([^"]+)"')
_PAIR = re.compile(rb"oauth_token=([^&\s]+)&oauth_token_secret=([^&\s]+)")
_VERIFIER = re.compile(rb"oauth_verifier(?:=|%3D)([A-Za-z0-9]{4,})")


class Watched(Lab):
    """A lab whose traffic passes a tap, so that its token and secrets are known."""

    def __init__(self, issues=40, projects=2):
        super().__init__(issues, projects)
        self.tap = Tap(self.jira.url)
        self.plain = self.jira.url
        self.jira.url = self.tap.url
        try:
            self.mirror = Mirror(self.jira, "watched", sync_page_size=20, network_retry_seconds=0.02)
        finally:
            self.jira.url = self.plain
        self.home, self.file, self.environment = self.mirror.home, self.mirror.file, self.mirror.environment
        pairs = _PAIR.findall(self.tap.received)
        verifiers = _VERIFIER.findall(self.tap.sent + self.tap.received)
        with open(os.path.join(self.home, "vault.key"), "rb") as file:
            key = file.read().strip()
        if len(pairs) < 2:
            raise RuntimeError(f"the tap saw {len(pairs)} pairs of tokens: nothing to look for")
        # The temporary token stands in the URL that a person opens; its secret and all of the others stand nowhere.
        temporary, access = pairs[0], pairs[-1]
        self.secrets = {
            "the temporary token's secret": temporary[1], "the access token": access[0],
            "the access token's secret": access[1], "the vault's key (Base64)": key,
            "the vault's key": base64.b64decode(key), "a private key (PEM)": b"PRIVATE KEY-----",
            # The head of an RSA key in PKCS #8 and PKCS #1, but for lengths.
            "a private key (PKCS #8)": bytes.fromhex("020100300d06092a864886f70d0101010500048206"),
        }
        for verifier in verifiers[:1]:
            self.secrets["the verifier"] = verifier

    def __exit__(self, *rest):
        self.tap.__exit__()
        super().__exit__(*rest)

    def forms(self):
        for name, secret in self.secrets.items():
            yield name, secret
            if len(secret) > 12:
                yield name + ", in Base64", base64.b64encode(secret).rstrip(b"=")[:-1]
                yield name + ", in hexadecimal", secret.hex().encode()
                quoted = urllib.parse.quote_from_bytes(secret, safe="").encode()
                if quoted != secret:
                    yield name + ", percent-encoded", quoted

    def found_in(self, text):
        return [name for name, form in self.forms() if form in text]


def nothing_on_disk(score, size):
    """Row 31: no file, journal, leaving of a kill, environment or command line holds a secret."""
    with Watched() as lab:
        lab.equals(score, "to begin with")
        key = os.path.join(lab.home, "vault.key")
        places = ["after authorize and sync"]
        _look(score, lab, places[0], key)
        log = os.path.join(lab.jira.folder, "calls")
        kept = lab.keep("watched")
        for command in (["vault", "rotate"], ["authorize", "--check"], ["sync"]):
            points = inject.calls(lab, command, ["fdatasync", "unlink"], log)
            for kind, ordinals in points.items():
                for when in inject.spread(ordinals, size.pick(1, 6, 50)):
                    lab.restore(kept)
                    ended, _ = inject.injected(lab, command, kind, "signal=SIGKILL", when)
                    score.trial(faults=1 if ended.status in (-9, 137) else 0)
                    _look(score, lab, f"{' '.join(command)} killed at {kind} {when}", key)
        lab.restore(kept)
        with open(key, "rb") as file:
            text = file.read().strip()
        plain = dict(lab.environment)
        # The key from the environment: taken out of it before the first request.
        lab.environment["TORTURE_KEY"] = text.decode()
        lab.environment["JIRA_MIRROR_VAULT_KEY_ENV"] = "TORTURE_KEY"
        os.rename(key, key + ".away")
        lab.jira.calm()
        lab.jira.fault("delay", seconds=0.5, path="/rest/")
        process = lab.start("sync")
        while not lab.jira.log("/rest/") and process.poll() is None:
            time.sleep(0.02)
        for name in ("environ", "cmdline", "comm"):
            with open(f"/proc/{process.pid}/{name}", "rb") as file:
                seen = lab.found_in(file.read())
            score.trial(faults=1)
            score.check(not seen, f"/proc/PID/{name} shows {seen}")
        kill_group(process)
        lab.environment.clear()
        lab.environment.update(plain)
    score.fact(f"{len(lab.secrets)} secrets, {len(list(lab.forms()))} forms")


def _look(score, lab, when, key):
    for folder, _, names in os.walk(lab.home):
        for name in names:
            path = os.path.join(folder, name)
            if path == key:
                continue
            with open(path, "rb") as file:
                seen = lab.found_in(file.read())
            score.check(not seen, f"{when}: {name} holds {seen}")
    score.trial()


def nothing_shown(score, size):
    """Row 34: all commands, all faults, all that is printed, exported, logged or stored: no secret."""
    with Watched() as lab:
        lab.run("sync")
        kept = lab.keep("watched")
        token = lab.secrets["the access token"].decode()
        secret = lab.secrets["the access token's secret"].decode()
        echo = f'oauth_token="{token}", oauth_token_secret={secret}'
        plain = [
            ["status"], ["status", "--json"], ["config", "show"], ["config", "check"], ["vault", "status"],
            ["vault", "log"], ["vault", "public-key"], ["export", "--list"], ["export", "issues", "--format", "html"],
            ["query", "SELECT * FROM sync_runs"], ["query", "SELECT * FROM site"], ["verify"], ["authorize", "--check"],
            ["init", lab.tap.url], ["query", f"SELECT '{token[:4]}'"], ["--version"], ["sync", "--dry-run"],
            ["doctor"],
        ]
        faults = [
            None, {"action": "status", "status": 500, "body": echo}, {"action": "status", "status": 400, "body":
                '{"errorMessages":["' + echo.replace('"', "'") + '"]}', "contentType": "application/json"},
            {"action": "redirect", "status": 302, "location": f"http://elsewhere.example/?oauth_token={token}"},
            {"action": "oauthProblem", "problem": "signature_invalid"},
            {"action": "oauthProblem", "problem": "token_rejected"}, {"action": "html200"}, {"action": "captcha"},
            {"action": "anonymous"}, {"action": "impersonate", "user": "admin"}, {"action": "reset", "afterBytes": 10},
            {"action": "truncatedJSON"}, {"action": "contentType", "contentType": f"text/{token}"},
            {"action": "clockSkew", "seconds": 4000},
            {"action": "replaceBytes", "find": '"updated":"', "with": f'"updated":"{token}'},
            {"action": "status", "status": 401, "headers": {"WWW-Authenticate": f"OAuth {echo}"}, "body": echo},
        ]
        debug = {"URLSessionDebugLibcurl": "1", "SWIFT_DEBUG": "1", "LOG_LEVEL": "trace", "CURL_VERBOSE": "1"}
        active = [["sync"], ["sync", "--reconcile"], ["verify", "--all"], ["authorize", "--check"]]
        for fault in faults[::size.pick(5, 1, 1)]:
            lab.restore(kept)
            lab.jira.calm()
            if fault:
                lab.jira.post("faults", {**fault, "path": "/rest/"})
            for command in active + (plain if fault is None or size.index == 2 else [["status"], ["vault", "log"]]):
                ended = lab.run(*command, environment=debug)
                seen = lab.found_in(ended.output + ended.errors.encode())
                score.trial()
                score.check(not seen, f"{command} with {(fault or {}).get('action')}: {seen} in {ended}")
                stored = lab.run("query", "SELECT message FROM sync_runs UNION ALL SELECT reason || raw FROM quarantine")
                seen = lab.found_in(stored.output)
                score.check(not seen, f"{command} with {(fault or {}).get('action')}: {seen} in the mirror")
            score.fault(lab.jira.fired() if fault else 1)
        lab.jira.calm()
        _dance(score, lab)
        lab.restore(kept)
        _crash(score, lab)
    score.fact(f"{len(lab.secrets)} secrets in each of their forms")


def _dance(score, lab):
    """A second authorization, denied, and one that is granted: what it prints on the way."""
    for options in (["--deny"], []):
        process = subprocess.Popen(
            [PROGRAM, "authorize", "--no-browser"], env=lab.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        url = process.stdout.readline()
        run([SIMULATOR, "consent", url.decode().strip(), *options], None)
        output, errors = process.communicate(timeout=60)
        for temporary, access in [_PAIR.findall(lab.tap.received)[-1]]:
            lab.secrets["the newest secret"] = access
            if not options:
                lab.secrets["the newest token"] = temporary
        seen = lab.found_in(output + errors)
        score.trial(faults=1)
        score.check(not seen, f"authorize {options}: {seen}")


def _crash(score, lab):
    lab.jira.fault("delay", seconds=0.5, path="/rest/")
    process = lab.start("sync")
    time.sleep(0.4)
    process.send_signal(11)
    _, errors = process.communicate()
    score.trial(faults=1 if process.returncode < 0 else 0)
    seen = lab.found_in(errors)
    score.check(not seen and not errors, f"a crash printed {len(errors)} bytes, {seen}")
    lab.jira.calm()
