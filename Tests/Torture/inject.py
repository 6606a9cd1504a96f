"""Faults of the operating system, by strace: a kill or an error at the Nth call, the same every time.

strace counts for each thread by itself. The program is kept on one processor, where one thread does all the work
on files, and the counts of a plain run say which of its calls concern the folder under test.
"""

import os
import re
import subprocess

from lab import PROGRAM

_LINE = re.compile(r"^(\d+) +(\w+)\((.*)")
_ONE_PROCESSOR = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


def available():
    probe = subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "trace=getpid", "true"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return probe.returncode == 0


def calls(lab, arguments, names, log, accept=(0,), about=None, go=None):
    """The calls of a plain run that concern the lab's folder: for each name the ordinals in their thread.

    `about` is a pattern that the rest of the line must hold; `go` runs the command, in the place of `lab.run`.
    """
    command = ["strace", "-f", "-y", "-s", "0", "-o", log, "-e", "trace=" + ",".join(names)]
    ended = (go or lab.run)(*arguments, before=[*_ONE_PROCESSOR, *command])
    if ended.status not in accept:
        raise RuntimeError(f"the plain run failed: {ended}")
    counts, found = {}, {name: [] for name in names}
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = _LINE.match(line)
            if match and match.group(2) in found:
                thread, name, rest = match.groups()
                counts[thread, name] = ordinal = counts.get((thread, name), 0) + 1
                if lab.jira.folder in rest and (about is None or re.search(about, rest)):
                    found[name].append(ordinal)
    return {name: sorted(set(ordinals)) for name, ordinals in found.items()}


def injected(lab, arguments, name, action, when, log="/dev/null", go=None):
    """A run with a fault; with a log, how many calls were met by it is the second answer."""
    # Never with --seccomp-bpf: strace 6.1 then injects signals at the first call only.
    rule = f"inject={name}:{action}:when={when}"
    command = ["strace", "-f", "-y", "-s", "0", "-o", log, "-e", f"trace={name}", "-e", rule]
    ended = (go or lab.run)(*arguments, before=[*_ONE_PROCESSOR, *command])
    met = 0
    if log != "/dev/null":
        with open(log, encoding="utf-8", errors="replace") as file:
            met = sum("(INJECTED)" in line for line in file)
    return ended, met


def spread(ordinals, count):
    """So many of them, the first and the last included."""
    if len(ordinals) <= count:
        return ordinals
    if count == 1:
        return [ordinals[len(ordinals) // 2]]
    step = (len(ordinals) - 1) / (count - 1)
    return sorted({ordinals[round(at * step)] for at in range(count)})


__all__ = ["PROGRAM", "available", "calls", "injected", "spread"]
