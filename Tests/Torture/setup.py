"""Row 2, the commands of the first day: `init` and `authorize` may end at any write too."""

import os
import subprocess

import crash
from lab import PROGRAM, SIMULATOR, Ended, Lab


def killed(score, size):
    most = size.pick(1, 12, 400)
    with Lab(20, 2) as lab:
        log = os.path.join(lab.jira.folder, "calls")
        for name in os.listdir(lab.home):
            os.unlink(os.path.join(lab.home, name))
        empty = lab.keep("empty")
        consumer = lab.environment["JIRA_MIRROR_CONSUMER_KEY"] = "killed"
        arguments = ["init", lab.jira.url, "--consumer-key", consumer]
        crash.kill_everywhere(score, lab, "init", arguments, empty, log, most, _can_init(arguments))
        lab.restore(empty)
        lab.run(*arguments)
        key = lab.run("vault", "public-key").output
        public = os.path.join(lab.jira.folder, "public.pem")
        with open(public, "wb") as file:
            file.write(key)
        lab.jira.control("consumers", "--consumer-key", consumer, "--public-key", public)
        crash.kill_everywhere(
            score, lab, "authorize", ["authorize", "--no-browser"], lab.keep("unauthorized"), log, most,
            lambda score, lab, when: _can_authorize(score, lab, when, key), go=lambda *a, **k: _consented(lab, *a, **k))


def _can_init(arguments):
    """The next `init` ends what the killed one began, with one key pair."""
    def judge(score, lab, when):
        before = lab.run("vault", "public-key")
        ended = lab.run(*arguments)
        score.check(ended.status == 0, f"{when}: the next init: {ended}")
        after = lab.run("vault", "public-key")
        score.check(after.status == 0 and b"PUBLIC KEY" in after.output, f"{when}: {after}")
        score.check(before.status != 0 or before.output == after.output, f"{when}: a key pair was replaced")
        left = [name for name in os.listdir(lab.home) if name.endswith(("-journal", ".new"))]
        score.check(not left or ".new" in left[0], f"{when}: {left} is left")
    return judge


def _can_authorize(score, lab, when, key):
    """The vault opens, holds the grant or not, and the next `authorize` gives one."""
    opened = lab.run("vault", "public-key")
    score.check(opened.output == key, f"{when}: {opened}")
    checked = lab.run("authorize", "--check")
    score.check(checked.status in (0, 77), f"{when}: {checked}")
    ended = _consented(lab, "authorize", "--no-browser")
    score.check(ended.status == 0, f"{when}: the next authorize: {ended}")
    lab.equals(score, when)


def _consented(lab, *arguments, before=()):
    """`authorize` with somebody who allows it, if it comes to that."""
    process = subprocess.Popen(
        [*before, PROGRAM, *arguments], env=lab.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    address = process.stdout.readline().decode().strip()
    if address:
        # Nobody may be there any more to answer.
        subprocess.run([SIMULATOR, "consent", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        output, errors = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        errors += b"(killed: it did not end)"
    return Ended(process, output, errors, 0)
