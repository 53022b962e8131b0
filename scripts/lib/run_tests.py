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
    ]
    command += ["--odoo-config=config/odoo.test.conf", f"--odoo-database={options.database}", "--odoo-http"]
    command += [f"--odoo-addons-path={os.environ['ADDONS_PATH']}", "--odoo-log-level=warn", "--durations=10"]
    if not options.long:
        command += ["--ignore=tests/long"] + ([] if "-m" in rest else ["-m", "not long"])
    if not any(Path(arg.split("::")[0]).exists() for arg in rest if not arg.startswith("-")):
        rest += [str(folder / "tests") for folder in databases.our_addons().values() if (folder / "tests").is_dir()]
        rest += ["tests"]
    sys.exit(subprocess.run(command + rest).returncode)
