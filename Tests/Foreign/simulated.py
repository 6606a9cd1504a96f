"""A simulated Jira with an authorized profile of jira-mirror: where the checks of mirrors and exports begin."""

import os
import signal
import subprocess
import time


class SimulatedSite:
    """Lives in a folder of the caller's; `stop` ends the simulator."""

    def __init__(self, mirror, simulator, folder, issues, **settings):
        self.mirror, self.simulator = mirror, simulator
        port_file = folder / "url"
        self.process = subprocess.Popen(
            [simulator, "--issues", str(issues), "--projects", "4", "--port-file", str(port_file)],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not port_file.exists() or not port_file.read_text().strip():
            assert time.monotonic() < deadline and self.process.poll() is None, "the simulator did not start"
            time.sleep(0.05)
        self.url = port_file.read_text().strip()
        home = folder / "home"
        home.mkdir(mode=0o700)
        self.environment = os.environ | {"JIRA_MIRROR_HOME": str(home)} | settings
        self.file = settings.get("JIRA_MIRROR_MIRROR_PATH", str(home / "mirror.sqlite"))
        self._authorize(folder / "public-key.pem")

    def _authorize(self, key):
        self.run("init", self.url, "--consumer-key", "k")
        key.write_bytes(self.run("vault", "public-key"))
        self.control("consumers", "--consumer-key", "k", "--public-key", str(key))
        dance = subprocess.Popen(
            [self.mirror, "authorize", "--no-browser"], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        subprocess.run(
            [self.simulator, "consent", dance.stdout.readline().strip()], check=True, stdout=subprocess.DEVNULL)
        assert dance.wait(60) == 0, "not authorized"

    def run(self, *arguments):
        """What a command prints; one that fails ends the check."""
        ended = subprocess.run([self.mirror, *arguments], env=self.environment, capture_output=True)
        if ended.returncode != 0:
            raise RuntimeError(f"{arguments}: {ended.returncode}: {ended.stderr.decode()}")
        return ended.stdout

    def control(self, order, *arguments):
        subprocess.run(
            [self.simulator, "control", self.url, order, *arguments], check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
