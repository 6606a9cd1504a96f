"""launch.py FD COMMAND ...: runs a command and writes what it cost, as JSON, to the file descriptor.

Linux counts as the peak memory of a process also what it was forked from, before it became another program: measured
from a program that has grown, every command seems as large as that one. So this one, which stays small, starts it.
"""

import json
import os
import sys
import time

began = time.monotonic()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
cost = {
    "status": os.waitstatus_to_exitcode(status), "wall_seconds": time.monotonic() - began,
    "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_kb": usage.ru_maxrss,
}
with os.fdopen(int(sys.argv[1]), "w") as pipe:
    json.dump(cost, pipe)
