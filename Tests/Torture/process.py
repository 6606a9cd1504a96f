"""Rows 35 and 36: what a process leaves in memory, in dumps and in the modes of its files."""

import os
import resource
import shutil
import signal
import subprocess
import time

import opened
from lab import Lab, kill_group


def memory(score, size):
    """Row 35: while a run waits for an answer, its keys are in locked, undumped pages only."""
    forms = 0
    for _ in range(size.pick(1, 5, 20)):
        with Lab(40, 2) as lab:
            known = opened.secrets(lab.home)
            forms = len(known)
            lab.jira.fault("delay", seconds=1, path="/rest/")
            process = lab.start("sync")
            while not lab.jira.log("/rest/"):
                time.sleep(0.02)
            guarded, held = _memory(process.pid)
            kill_group(process)
            # Found where it must be, it proves that the scan sees memory; root sees it in spite of the flag.
            score.trial(faults=sum(form in guarded for form in known.values()))
            for name in ("vault key", "data key", "private key, PEM"):
                score.check(known[name] in guarded, f"the {name} is not where it should be")
            for name, form in known.items():
                found = held.count(form)
                score.check(found == 0, f"{found} copies of the {name} outside of locked pages")
    score.fact(f"vault key, data key and private key in {forms} forms: 0 copies outside of locked, undumped pages")


def _memory(process):
    """What can be written in a process: pages that are locked and left out of dumps, and all others."""
    parts = {True: bytearray(), False: bytearray()}
    with open(f"/proc/{process}/smaps", encoding="ascii", errors="replace") as maps:
        lines = maps.read().splitlines()
    spans = []
    for line in lines:
        head = line.split()
        if "-" in head[0] and ":" not in head[0]:
            begin, end = (int(each, 16) for each in head[0].split("-"))
            spans.append([begin, end, head[1], False])
        elif head[0] == "VmFlags:":
            spans[-1][3] = "lo" in head and "dd" in head
    with open(f"/proc/{process}/mem", "rb", 0) as memory_file:
        for begin, end, rights, is_guarded in spans:
            if rights.startswith("rw"):
                try:
                    memory_file.seek(begin)
                    parts[is_guarded] += memory_file.read(end - begin)
                except (OSError, ValueError, OverflowError):
                    continue
    return bytes(parts[True]), bytes(parts[False])


def no_dumps(score, size):
    """Row 36: a crash leaves no core, and no file can be read by others, whatever the umask."""
    with Lab(40, 2) as lab:
        cores = os.path.join(lab.jira.folder, "cores")
        os.mkdir(cores)

        def loose():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            os.umask(0)

        # The control: another program does leave one here.
        control = subprocess.Popen(["sleep", "60"], cwd=cores, preexec_fn=loose)
        time.sleep(0.2)
        control.send_signal(signal.SIGSEGV)
        control.wait()
        if os.listdir(cores):
            score.fact("another program does leave a core here")
        else:
            score.fact("cores go elsewhere on this system: the limit and the flag of the process were checked")
        shutil.rmtree(cores)
        os.mkdir(cores)
        for number in range(size.pick(2, 10, 50)):
            lab.jira.fault("delay", seconds=0.5, path="/rest/")
            process = lab.start("sync", cwd=cores, preexec_fn=loose)
            while not lab.jira.log("/rest/"):
                time.sleep(0.02)
            with open(f"/proc/{process.pid}/limits", encoding="ascii") as file:
                limit = next(line for line in file if line.startswith("Max core"))
            score.check(limit.split()[4] == "0", f"the limit for cores is {limit.split()[4]}")
            process.send_signal((signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS)[number % 3])
            _, errors = process.communicate()
            score.trial(faults=1 if process.returncode < 0 else 0)
            score.check(process.returncode < 0, f"a crash ended with status {process.returncode}")
            score.check(not errors, f"a crash printed {len(errors)} bytes")
            score.check(not os.listdir(cores), f"a core: {os.listdir(cores)}")
            lab.jira.calm()
        lab.run("sync", preexec_fn=loose)
        lab.run("export", "issues", "--output", os.path.join(lab.home, "issues.csv"), preexec_fn=lambda: os.umask(0o077))
        os.unlink(os.path.join(lab.home, "public.pem"))
        for folder, _, files in os.walk(lab.home):
            for name in files:
                mode = os.stat(os.path.join(folder, name)).st_mode & 0o777
                score.check(mode & 0o077 == 0, f"{name} has mode {mode:o}")
