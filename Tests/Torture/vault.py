"""Rows 29, 30, 32 and 33: the vault and its keys."""

import base64
import json
import os
import random
import shutil
import sqlite3
import threading

import inject
from lab import Lab

_REFUSED = (65, 78)


def _public_key(lab, *arguments):
    return lab.run("vault", "public-key", *arguments)


def tampering(score, size):
    """Row 29: a vault with any byte changed is refused, or is the same vault; rows do not change places."""
    dice = random.Random(29)
    with Lab(5, 1) as lab:
        vault = os.path.join(lab.home, "vault.sqlite")
        lab.run("sync")
        with open(vault, "rb") as file:
            whole = file.read()
        right = _public_key(lab).output
        kept = lab.keep("vault")
        refused = 0
        offsets = range(len(whole)) if size.index == 2 else sorted(
            dice.sample(range(len(whole)), size.pick(20, 300, 0)))
        for offset in offsets:
            changed = bytearray(whole)
            changed[offset] ^= 1 << dice.randrange(8)
            with open(vault, "wb") as file:
                file.write(changed)
            ended = _public_key(lab)
            score.trial(faults=1)
            if ended.status == 0:
                score.check(ended.output == right, f"byte {offset}: another key")
            else:
                refused += 1
                score.check(ended.status in _REFUSED, f"byte {offset}: {ended}")
                score.check(not ended.output, f"byte {offset}: refused, but something was printed")
        score.fact(f"{refused} of {score.trials} changed bytes refused, the others lie where nothing is")
        for name, change in _SWAPS.items():
            lab.restore(kept)
            database = sqlite3.connect(vault)
            touched = database.execute(change).rowcount
            database.commit()
            database.close()
            score.trial(faults=1 if touched else 0)
            ended = lab.run("authorize", "--check")
            score.check(ended.status in _REFUSED, f"{name}: {ended}")
        lab.restore(kept)
        score.check(_public_key(lab).output == right, "the untouched vault does not open")


_SWAPS = {
    "secrets of two kinds change places": """
        UPDATE vault_rec SET (nonce, sealed) = (SELECT nonce, sealed FROM vault_rec AS other
        WHERE other.kind = 'consumer_key') WHERE kind = 'access_token'""",
    "another kind": "UPDATE vault_rec SET kind = 'password' WHERE kind = 'access_token'",
    "another version": "UPDATE vault_rec SET version = version + 1 WHERE kind = 'access_token'",
    "another site": "UPDATE vault_rec SET site = randomblob(16)",
    "another account": "UPDATE vault_rec SET account = 'admin' WHERE account <> ''",
    "a record gone": "DELETE FROM vault_rec WHERE kind = 'access_token'",
    "another data key": "UPDATE vault_dek SET dek_id = randomblob(16)",
    "another nonce": "UPDATE vault_rec SET nonce = randomblob(12) WHERE kind = 'access_token'",
    "another vault": "UPDATE vault_meta SET vault_id = randomblob(16)",
    "the manifest of nothing": "UPDATE vault_manifest SET sealed = randomblob(length(sealed))",
}


def fails_closed(score, size):
    """Row 30: without the right key nothing opens, nothing is made up and nothing is written in the clear."""
    del size
    with Lab(5, 1) as lab:
        key = os.path.join(lab.home, "vault.key")
        with open(key, "rb") as file:
            right = file.read()
        raw = base64.b64decode(right)
        cases = {
            "no key": None, "an empty key": b"", "a zero key": bytes(32), "a short key": raw[:31],
            "a wrong key": bytes([raw[0] ^ 1]) + raw[1:], "another key": base64.b64encode(os.urandom(32)),
            "a text": b"correct horse battery staple\n", "a key twice": right + right,
        }
        before = _digest(lab)
        for name, content in cases.items():
            os.unlink(key)
            if content is not None:
                _write(key, content)
            for command in (["sync"], ["authorize", "--check"], ["vault", "public-key"], ["vault", "rotate"]):
                ended = lab.run(*command)
                score.trial(faults=1)
                score.check(ended.status == 78, f"{name}, {' '.join(command)}: {ended}")
                score.check(not ended.output, f"{name}, {' '.join(command)}: something was printed")
            if content is None:
                _write(key, b"")
        _write(key, right)
        score.check(_digest(lab) == before, "the vault was changed by somebody without the key")
        ended = lab.run("sync", environment={"JIRA_MIRROR_VAULT_KEY_ENV": "NO_SUCH_VARIABLE"})
        score.trial(faults=1)
        score.check(ended.status == 78, f"a missing variable, while the file is there: {ended}")
        ended = lab.run("sync", environment={"JIRA_MIRROR_VAULT_KEY_COMMAND": "false"})
        score.trial(faults=1)
        score.check(ended.status == 78, f"a failing command, while the file is there: {ended}")
        lab.equals(score, "with the right key")


def _write(path, content, mode=0o600):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def _digest(lab):
    with open(os.path.join(lab.home, "vault.sqlite"), "rb") as file:
        return file.read()


def key_files(score, size):
    """Row 32: whoever else could have read or replaced the key file, it is refused."""
    del size
    with Lab(5, 1) as lab:
        key = os.path.join(lab.home, "vault.key")
        with open(key, "rb") as file:
            right = file.read()

        def case(name, make, expected=78, more=()):
            if os.path.lexists(key):
                os.unlink(key)
            for extra in ("other", "linked"):
                path = os.path.join(lab.home, extra)
                if os.path.lexists(path):
                    os.unlink(path)
            environment = make() or {}
            ended = lab.run("vault", "public-key", *more, environment=environment)
            score.trial(faults=1)
            score.check(ended.status == expected, f"{name}: {ended}")
            if expected == 78:
                score.check(lab.home in ended.errors, f"{name}: the message does not name the place")

        def link():
            _write(os.path.join(lab.home, "other"), right)
            os.symlink("other", key)

        def hard_link():
            _write(key, right)
            os.link(key, os.path.join(lab.home, "linked"))

        def owner():
            _write(key, right)
            os.chown(key, 1000, 1000)

        def credential():
            folder = os.path.join(lab.jira.folder, "credentials")
            os.makedirs(folder, exist_ok=True)
            _write(os.path.join(folder, "jira-mirror.vault.key"), right, 0o440)
            return {"CREDENTIALS_DIRECTORY": folder}

        for mode in (0o644, 0o640, 0o604, 0o660, 0o666, 0o602):
            case(f"mode {mode:o}", lambda mode=mode: _write(key, right, mode))
        case("a symbolic link", link)
        case("a hard link", hard_link)
        case("a FIFO", lambda: os.mkfifo(key, 0o600))
        if os.geteuid() == 0:
            case("another owner", owner)
        case("a folder", lambda: os.mkdir(key, 0o700))
        os.rmdir(key)
        os.chmod(lab.home, 0o777)
        case("a folder in which all may write", lambda: _write(key, right))
        os.chmod(lab.home, 0o700)
        case("0440 in the credentials folder", credential, 0)
        case("0600", lambda: _write(key, right), 0)


def rotation(score, size):
    """Row 33: keys change while runs go on, and a kill at any write leaves a vault that opens."""
    with Lab(40, 2) as lab:
        key = os.path.join(lab.home, "vault.key")
        other = os.path.join(lab.home, "other.key")
        right = _public_key(lab).output
        lab.run("sync")
        start = lab.keep("start")
        statuses, stop = [], threading.Event()

        def runs():
            while not stop.is_set():
                statuses.append(lab.run("sync").status)

        thread = threading.Thread(target=runs)
        thread.start()
        try:
            for number in range(size.pick(1, 10, 50)):
                ended = lab.run("vault", "rotate")
                score.trial(faults=1)
                score.check(ended.status == 0, f"rotate {number}: {ended}")
                ended = lab.run("vault", "rekey", "--to-key-file", other)
                score.check(ended.status == 0, f"rekey {number}: {ended}")
                score.trial(faults=1)
                old = _public_key(lab).output, _public_key(lab, "--key-file", other).output
                score.check(old == (right, right), f"rekey {number}: not both keys open the vault")
                os.rename(other, key + ".new")
                shutil.copy(key, other)
                os.rename(key + ".new", key)
                retired = lab.run("vault", "rekey", "--retire", _key_in_use(lab, other))
                score.trial(faults=1)
                score.check(retired.status == 0, f"retire {number}: {retired}")
                ended = _public_key(lab, "--key-file", other)
                score.check(ended.status == 78, f"the retired key {number}: {ended}")
                os.unlink(other)
        finally:
            stop.set()
            thread.join()
        score.check(set(statuses) == {0}, f"runs meanwhile ended with {sorted(set(statuses))}")
        score.fact(f"{len(statuses)} runs meanwhile, none failed")
        _killed_changes(score, lab, start, right, size)


def _key_in_use(lab, path):
    status = json.loads(lab.run("vault", "status", "--json", "--key-file", path).output)
    return next(each["id"] for each in status["keys"] if each["is_in_use"])


def _killed_changes(score, lab, start, right, size):
    """Kills at the writes of every command that changes the vault."""
    log = os.path.join(lab.jira.folder, "calls")
    other = os.path.join(lab.home, "other.key")
    kinds = ("pwrite64", "fdatasync", "unlink", "write", "fsync", "ftruncate", "rename")
    for command in (["vault", "rotate"], ["vault", "rekey", "--to-key-file", other], ["vault", "forget", "--yes"]):
        lab.restore(start)
        try:
            points = inject.calls(lab, command, kinds, log)
        except RuntimeError:
            if command[1] != "forget":
                raise
            continue
        for kind, ordinals in points.items():
            for when in inject.spread(ordinals, size.pick(1, 8, 1000)):
                lab.restore(start)
                ended, _ = inject.injected(lab, command, kind, "signal=SIGKILL", when)
                score.trial(faults=1 if ended.status in (-9, 137) else 0)
                name = f"{' '.join(command[:2])} killed at {kind} {when}"
                if command[1] == "forget":
                    score.check(_public_key(lab).status in (0, 78), f"{name}: {_public_key(lab)}")
                    continue
                opened = _public_key(lab)
                score.check(opened.output == right, f"{name}: {opened}")
                again = lab.run(*command)
                # The change may have been made before the kill: then the same again is told so.
                done = again.status == 64 and "already" in again.errors
                score.check(again.status == 0 or done, f"{name}: the next try: {again}")
                checked = lab.run("authorize", "--check")
                score.check(checked.status == 0, f"{name}: {checked}")
