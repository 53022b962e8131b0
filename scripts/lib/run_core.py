"""scripts/test --core: core's own tests of some modules, in a database without our addons and in one with them."""

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import databases
from databases import ROOT, phase

from odoo import addons

FAILED = re.compile(r" odoo\.addons\.(\w+)\S*: (?:FAIL|ERROR): (?:Subtest )?((?:setUpClass \()?[\w.]+)")
COUNT = re.compile(r" odoo\.tests\.stats: (\w+): (\d+) tests ([\d.]+)s")
PROGRESS = re.compile(r" odoo\.addons\.\S+: Starting (\S+)")


def run(database, what, addons_path):
    """Run the tests and return per module: their number, their seconds, the set of those that failed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    modules = ",".join(dict.fromkeys(entry.split(":")[0] for entry in what))
    command = [sys.executable, "-m", "odoo", "-c", "config/odoo.test.conf", "-d", database, "--stop-after-init"]
    command += [f"--addons-path={addons_path}", f"--http-port={port}", "-u", modules]
    command += ["--test-tags", ",".join(f"/{entry}" for entry in what)]
    tests, seconds, failed, shown = Counter(), Counter(), {}, 0
    log = ROOT / f"var/log/{database}.log"
    with log.open("w") as file, subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            file.write(line)
            if found := COUNT.search(line):
                tests[found[1]] += int(found[2])
                seconds[found[1]] += float(found[3])
            elif found := FAILED.search(line):
                failed.setdefault(found[1], set()).add(found[2])
            elif (found := PROGRESS.search(line)) and time.monotonic() - shown > 10:
                shown = time.monotonic()
                print(f"  {database}: {found[1]}", flush=True)
    if not tests:
        sys.exit(f"no test was executed in {database}, see {log.relative_to(ROOT)}")
    return tests, seconds, failed


def passes_again(database, module, test, addons_path):
    """Run once more, with all addons loaded, a test that failed with ours.

    Odoo runs the tests of a module before it loads those that depend on it: their record rules are in the database by
    then, and the methods they call are not. A tour can fail because the machine is busy; and some of core's own tests
    fail once core's other modules are loaded.
    """
    found = re.search(r"(\w+)\.(\w+)$", test.rstrip(")"))
    name = " and ".join(found.groups()) if found else test
    folder = next(Path(root) / module for root in addons.__path__ if (Path(root) / module).is_dir())
    command = [sys.executable, "-m", "pytest", "-q", "-c", "config/pytest.ini", f"--rootdir={ROOT}", "-p", "bundles"]
    command += ["--odoo-config=config/odoo.test.conf", f"--odoo-database={database}", "--odoo-http"]
    command += [f"--odoo-addons-path={addons_path}"] if addons_path else []
    command += ["--odoo-log-level=warn", "-k", name]
    with phase(f"{module}: {test} once more in {database}"):
        return subprocess.run([*command, str(folder / "tests")], stdout=subprocess.DEVNULL).returncode == 0


def compare(what):
    """Print the table. Returns the exit code: 1 when a test fails with our addons only."""
    modules = {entry.split(":")[0] for entry in what}
    key = databases.template(sorted(modules | set(databases.core_modules())))
    results = []
    for database, path, ours in (("suite_without", "", []), ("suite_with", None, list(databases.our_addons()))):
        with databases.locked(database), phase(f"core's tests in {database}"):
            databases.drop(database)
            databases.copy(key, database)
            path = os.environ["ADDONS_PATH"] if path is None else path
            if ours and not databases.odoo(database, "-i", ",".join(ours), title="install")[0]:
                sys.exit("our addons did not install")
            results.append(run(database, what, path))
    (tests, seconds, failed), (tests_with, seconds_with, failed_with) = results
    print(f"\n{'':24}{'without our addons':>30}{'with our addons':>30}")
    print(f"{'module':24}" + f"{'tests':>10}{'failed':>10}{'seconds':>10}" * 2)
    for module in sorted(tests | tests_with):
        left = f"{tests[module]:>10}{len(failed.get(module, ())):>10}{seconds[module]:>10.1f}"
        right = f"{tests_with[module]:>10}{len(failed_with.get(module, ())):>10}{seconds_with[module]:>10.1f}"
        print(f"{module:24}{left}{right}")
    new = {(module, test) for module in failed_with for test in failed_with[module] - failed.get(module, set())}
    notes = {}
    for one in sorted(new):
        if passes_again("suite_with", *one, os.environ["ADDONS_PATH"]):
            notes[one] = " (passes with all addons loaded)"
        elif not passes_again("suite_without", *one, ""):
            notes[one] = " (with core's other modules loaded it fails without ours as well)"
    last = new - notes.keys()
    said = (f"{module}: {test}{notes.get((module, test), '')}" for module, test in new)
    print("\nfail only with our addons:", *(sorted(said) or ["none"]), sep="\n  ")
    for name in ("suite_without", "suite_with"):
        databases.drop(name)
    return 1 if last else 0
