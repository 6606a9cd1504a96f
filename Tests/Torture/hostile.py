"""Rows 27, 37, 38 and 41: answers that want our memory, our credentials or our connections."""

import os
import re
import ssl
import subprocess

from lab import PROGRAM, SIMULATOR, Copy, Lab, run
from servers import Certificates, TLSJira, Trap


def memory_bound(score, size):
    """Row 27: a bomb, an endless body and a monstrous issue stay within 200 MB."""
    attacks = [
        ("gzipBomb", {"bytes": 268_000_000}, "a gzip bomb of 268 MB"),
        ("hugeBody", {"bytes": 4_000_000_000}, "a body of 4 GB"),
    ]
    for action, more, name in attacks:
        with Lab(60, 2, "--gzip") as lab:
            lab.jira.fault(action, path="/search", **more)
            status, peak, errors = lab.measured("sync", "--max-duration", "2m")
            score.trial(faults=lab.jira.fired())
            score.check(status in (65, 75, 76), f"{name}: status {status}: {errors[:200]}")
            score.check(peak <= 200, f"{name}: {peak:.0f} MB")
            score.fact(f"{name}: status {status}, peak {peak:.0f} MB")
            lab.jira.calm()
            lab.equals(score, name)
    # Each blank of a page grows: issues of some 50 MB, more than an answer may have.
    grown = size.pick(1_500_000, 3_000_000, 6_000_000)
    with Lab(4, 1, sync_page_size=2, sync_concurrency=1) as lab:
        lab.jira.fault("replaceBytes", path="/search", find=" ", **{"with": "x" * grown}, all=True)
        status, peak, errors = lab.measured("sync", "--max-duration", "2m")
        score.trial(faults=lab.jira.fired())
        largest = max(entry["bodyBytes"] for entry in lab.jira.log("/search")) // 1_000_000
        # Each of its issues alone is not too large: 0 is as good.
        score.check(status in (0, 65, 75, 76), f"pages of {largest} MB: status {status}: {errors[:200]}")
        score.check(peak <= 200, f"pages of {largest} MB: {peak:.0f} MB")
        score.check(largest >= 50, f"the largest answer had only {largest} MB")
        score.fact(f"answers of up to {largest} MB: status {status}, peak {peak:.0f} MB")
        lab.jira.calm()
        lab.equals(score, "monstrous issues")


def redirects(score, size):
    """Row 37: 5 codes, 4 targets, 2 methods and the dance: the credentials leave in none."""
    with Lab(40, 2) as lab, Trap() as port, Trap("127.0.0.2") as host:
        lab.run("sync")
        with Copy(lab.file) as copy:
            before = copy.dump()
        targets = {
            "same origin": lab.jira.url + "/rest/api/2/trap", "other port": f"http://127.0.0.1:{port.port}/x",
            "other host": f"http://127.0.0.2:{host.port}/x", "no scheme": f"//127.0.0.1:{port.port}/x",
        }
        for code in size.pick((302, 307), (301, 302, 303, 307, 308), (301, 302, 303, 307, 308)):
            for name, target in targets.items():
                for method, path in (("GET", "/myself"), ("POST", "/search")):
                    lab.jira.calm()
                    lab.jira.fault("redirect", status=code, location=target, path=path, method=method)
                    ended = lab.run("sync")
                    score.trial(faults=lab.jira.fired())
                    case = f"{method} {code} to {name}"
                    score.check(ended.status == 76, f"{case}: {ended}")
                    score.check(not lab.jira.log("/trap"), f"{case}: followed")
            lab.jira.calm()
            for path in ("request-token", "access-token"):
                lab.jira.calm()
                lab.jira.fault("redirect", status=code, location=targets["other port"], path=path)
                ended = _authorize(lab)
                score.trial(faults=lab.jira.fired())
                score.check(ended == 76, f"authorize, {path} {code}: status {ended}")
        score.check(port.connections + host.connections == 0, f"other origins heard {port.heard[:200]!r}")
        with Copy(lab.file) as copy:
            score.check(copy.dump() == before, "rows changed")
        lab.jira.calm()
        lab.equals(score, "afterwards")
    score.fact("0 requests at any other origin")


def _authorize(lab):
    process = subprocess.Popen(
        [PROGRAM, "authorize", "--no-browser"], env=lab.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    if url:
        subprocess.run([SIMULATOR, "consent", url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.communicate(timeout=60)
    return process.returncode


def bad_certificates(score, size):
    """Row 38: what is not proved is refused with 77; a private authority is accepted when it is named."""
    with Lab(5, 1) as lab:
        certificates = Certificates(lab.jira.folder)
        authority = certificates.path("ca.pem")
        cases = [
            ("self-signed", "self", authority, {}, 77), ("unknown authority", "good", None, {}, 77),
            ("wrong name", "other", authority, {}, 77), ("expired", "expired", authority, {}, 77),
            ("not yet valid", "future", authority, {}, 77), ("private authority, named", "good", authority, {}, 0),
            ("TLS 1.1", "good", authority, {"newest": ssl.TLSVersion.TLSv1_1, "oldest": ssl.TLSVersion.TLSv1}, 77),
        ]
        for number, (name, pair, trust, versions, expected) in enumerate(cases):
            with TLSJira(*certificates.pair(pair), **versions) as server:
                ended = _init(lab, number, f"https://localhost:{server.port}", trust)
                score.trial(faults=1 if server.connections else 0)
                score.check(ended.status == expected, f"{name}: {ended}")
                score.check((server.requests > 0) == (expected == 0), f"{name}: {server.requests} requests were sent")
        # From https to http: not followed, nothing is sent in the clear.
        with Trap() as trap:
            location = f"http://127.0.0.1:{trap.port}/rest/api/2/serverInfo"
            with TLSJira(*certificates.pair("good"), location=location) as server:
                ended = _init(lab, 90, f"https://localhost:{server.port}", authority)
                score.trial(faults=server.requests)
                score.check(ended.status in (69, 76), f"https to http: {ended}")
                score.check(trap.connections == 0, "https to http was followed")
        # No switch, variable or setting turns the proof off.
        with TLSJira(*certificates.pair("self")) as server:
            loose = {"CURL_INSECURE": "1", "PYTHONHTTPSVERIFY": "0", "SSL_CERT_FILE": certificates.path("self.pem"),
                     "CURL_CA_BUNDLE": certificates.path("self.pem"), "GIT_SSL_NO_VERIFY": "1"}
            ended = _init(lab, 91, f"https://localhost:{server.port}", None, loose)
            score.trial(faults=1 if server.connections else 0)
            score.check(ended.status == 77 and server.requests == 0, f"loose variables: {ended}")
        ended = _init(lab, 92, "http://jira.example.com", None)
        score.trial(faults=1)
        score.check(ended.status in (64, 78), f"plain http to another machine: {ended}")


def _init(lab, number, url, trust, more=()):
    home = os.path.join(lab.jira.folder, f"tls-{number}")
    environment = {"PATH": os.environ["PATH"], "HOME": home, "JIRA_MIRROR_HOME": home, **dict(more)}
    command = [PROGRAM, "init", url, *(["--ca-file", trust] if trust else [])]
    return run(command, environment)


_CONNECT = re.compile(r"connect\(\d+.*?sin_port=htons\((\d+)\), sin_addr=inet_addr\(\"([\d.]+)\"")


def no_foreign_urls(score, size):
    """Row 41: URLs in answers are data: nothing but the configured site is ever dialled."""
    with Lab(40, 2) as lab, Trap() as trap:
        empty = lab.keep("empty")
        site = int(lab.jira.url.rpartition(":")[2])
        urls = [
            f"http://127.0.0.1:{trap.port}/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd",
            "http://127.0.0.1:22/", "gopher://127.0.0.1:6379/_x", f"http://[::1]:{trap.port}/", "ftp://127.0.0.1/",
            f"http://127.0.0.1:{trap.port}@{lab.jira.url[7:]}/", "dict://127.0.0.1:11211/", "//127.0.0.2/",
            "http://0.0.0.0:22/", "http://metadata.google.internal/",
        ]
        log = os.path.join(lab.jira.folder, "connects")
        for url in urls[::size.pick(4, 1, 1)]:
            lab.restore(empty)
            lab.jira.calm()
            for path in ("/search", "/project", "/myself", "/board"):
                lab.jira.fault("replaceBytes", path=path, find=f'"{lab.jira.url}/', **{"with": f'"{url}'}, all=True)
            trace = ["strace", "-f", "--seccomp-bpf", "-o", log, "-e", "trace=connect"]
            ended = lab.run("sync", before=trace)
            score.trial(faults=lab.jira.fired())
            with open(log, encoding="utf-8", errors="replace") as file:
                dialled = {(host, int(port)) for port, host in _CONNECT.findall(file.read())}
            score.check(ended.status in (0, 65, 76), f"{url}: {ended}")
            score.check(("127.0.0.1", site) in dialled, f"{url}: the trace shows no connection to the site")
            foreign = dialled - {("127.0.0.1", site)}
            score.check(not foreign, f"{url}: dialled {sorted(foreign)}")
        score.check(trap.connections == 0, f"the trap heard {trap.heard[:100]!r}")
        # Proxy variables are not obeyed: what they name would see every request.
        lab.jira.calm()
        names = ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
        ended = lab.run("sync", environment={name: f"http://127.0.0.1:{trap.port}" for name in names})
        score.trial(faults=1)
        score.check(ended.status == 0 and trap.connections == 0, f"proxy variables: {ended}, {trap.connections} heard")
