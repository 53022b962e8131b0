"""Processes that commit: what happens between transactions cannot be seen through the cursor of a test.

A test copies the database kept for this, starts children that run a function of its own module, kills them or lets
them race, and looks at what is left.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import databases
from databases import ROOT

#: checkouts that share one PostgreSQL each name their own
KEPT = os.environ.get("KEPT_DATABASE", "customer_long")


@contextmanager
def scratch(name: str):
    """A database with our addons that goes away afterwards."""
    with databases.locked(KEPT):
        databases.prepare(KEPT)
        databases.drop(name)
        databases.copy(KEPT, name)
    try:
        yield name
    finally:
        databases.drop(name)


class Child:
    """A process in which ``function`` of ``module`` runs with an environment of the superuser."""

    def __init__(self, database: str, module: str, function: str, **arguments):
        command = [sys.executable, "-m", "child", database, module, function, json.dumps(arguments)]
        folders = os.pathsep.join([str(ROOT / "tests/long"), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": folders}
        )

    def result(self):
        """Wait for the end; return what the function returned."""
        output, _nothing = self.process.communicate(timeout=600)
        assert self.process.returncode == 0, f"exit code {self.process.returncode}"
        return json.loads(output.splitlines()[-1])

    def kill(self):
        """End the process as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def run(database: str, module: str, function: str, **arguments):
    return Child(database, module, function, **arguments).result()


def wait_for(condition, seconds: float = 120):
    """Wait until ``condition()`` is true.

    :raises AssertionError: when it takes too long
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
