"""scripts/test: see its --help."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import databases
import run_core
from databases import ROOT

parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
parser.add_argument("--database", default="customer_test")
parser.add_argument("--fresh", action="store_true")
parser.add_argument("--long", action="store_true")
parser.add_argument("--core", metavar="MODULES")
parser.add_argument("--jobs", type=int)
options, rest = parser.parse_known_args()

if options.core:
    sys.exit(run_core.compare(options.core.split(",")))

if options.long:
    subprocess.run([ROOT / "scripts/setup", "--long"], check=True)

with databases.locked(options.database):
    databases.prepare(options.database, options.fresh)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        "config/pytest.ini",
        f"--rootdir={ROOT}",
        "-p",
        "log_gate",
        "-p",
        "bundles",
        "-p",
        "own_filestore",
        "-p",
        "real_durations",
    ]
    command += ["--odoo-config=config/odoo.test.conf", f"--odoo-database={options.database}", "--odoo-http"]
    command += [f"--odoo-addons-path={os.environ['ADDONS_PATH']}", "--odoo-log-level=warn", "--durations=10"]
    if not options.long:
        command += ["--ignore=tests/long"] + ([] if "-m" in rest else ["-m", "not long"])
    every = not any(Path(arg.split("::")[0]).exists() for arg in rest if not arg.startswith("-"))
    jobs = options.jobs or (min(2, os.cpu_count() or 1) if every and not options.long else 1)
    if every:
        rest += [str(folder / "tests") for folder in databases.our_addons().values() if (folder / "tests").is_dir()]
        rest += ["tests"]
    if jobs > 1:
        # once, before the database is copied for each process
        subprocess.run([sys.executable, "scripts/lib/bundles.py", options.database], check=True)
        # the files in the order given, each whole in one process, as classes share what their set-up made
        command += ["-n", str(jobs), "--dist", "loadfile"]
    sys.exit(subprocess.run(command + rest).returncode)
