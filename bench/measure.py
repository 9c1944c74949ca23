# SPDX-License-Identifier: MIT
"""Runs programs and says what they took: seconds, seconds of the processor, peak memory."""

import contextlib
import dataclasses
import os
import pathlib
import statistics
import subprocess
import time


@dataclasses.dataclass
class Run:
    """One run of a program, as the system accounts for it."""
    seconds: float
    processor: float  # seconds, user and system
    peak_mib: float
    output: str


def run(command, environment=None, input_file=None):
    """Runs the command to its end; anything but exit code 0 is an error."""
    started = time.monotonic()
    source = open(input_file, "rb") if input_file else subprocess.DEVNULL
    process = subprocess.Popen([str(word) for word in command], stdin=source,
                               stdout=subprocess.PIPE, env={**os.environ, **(environment or {})})
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {command}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def median(values):
    return statistics.median(list(values))


def in_turns(runs, *measures):
    """Calls the measures in turn, each `runs` times: what else the machine does hits all alike.
    Returns a list of results for each."""
    results = [[] for _ in measures]
    for _ in range(runs):
        for measure, result in zip(measures, results):
            result.append(measure())
    return results


def ratio(a, b, key=lambda run: run.seconds):
    """The median of the pairs' ratios a/b."""
    return median(key(x) / key(y) for x, y in zip(a, b))


def remove_mirror(path):
    for ending in ("", "-wal", "-shm", ".lock"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(f"{path}{ending}")


class SampleApi:
    """The sample API in the background, for as long as the block lasts."""

    def __init__(self, programs, folder, calls, *options):
        self._program = programs / "calltally-sample-api"
        self._port_file = pathlib.Path(folder) / "port"
        self._options = ["--calls", calls, *options]
        self._log = pathlib.Path(folder) / "requests.log"

    def __enter__(self):
        self._port_file.unlink(missing_ok=True)
        self._log.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [str(word) for word in (self._program, "--port", 0, "--port-file", self._port_file,
                                    "--log", self._log, "--max-seconds", 7200, *self._options)],
            stdout=subprocess.PIPE, text=True)
        while not (self._port_file.exists() and self._port_file.read_text()):
            if self._process.poll() is not None:
                raise SystemExit("the sample API did not start")
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{self._port_file.read_text().strip()}"
        self.environment = {}
        while "TWILIO_AUTH_TOKEN" not in self.environment:
            name, _, value = self._process.stdout.readline().strip().partition("=")
            if name.startswith("TWILIO_"):
                self.environment[name] = value
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def requests(self):
        """How many it has answered so far."""
        return self._log.read_text().count("\n")


def machine():
    """What kind of machine this is; not which."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), "unknown processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB; "
            f"load at the start {os.getloadavg()[0]:.1f}")
