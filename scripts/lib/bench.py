"""scripts/bench: see its --help."""

import argparse
import os
import shutil

import bench_approval
import bench_commission
import bench_complaint
import bench_confirm
import bench_deadline
import bench_grading
import bench_import
import bench_list
import bench_numbers
import bench_planning
import bench_secrecy
import bench_settlement
import bench_statistics
import bench_statistics_export
import databases
from bench_common import FOLDER, Bench
from databases import phase, say

SUBJECTS = {
    "import": bench_import,
    "list": bench_list,
    "secrecy": bench_secrecy,
    "deadline": bench_deadline,
    "numbers": bench_numbers,
    "approval": bench_approval,
    "complaint": bench_complaint,
    "grading": bench_grading,
    "confirm": bench_confirm,
    "commission": bench_commission,
    "settlement": bench_settlement,
    "statistics": bench_statistics,
    "statistics_export": bench_statistics_export,
    "planning": bench_planning,
}

parser = argparse.ArgumentParser(add_help=False)
parser.add_argument("--subject", action="append", choices=SUBJECTS)
parser.add_argument("--quick", action="store_true")
parser.add_argument("--rounds", type=int)
parser.add_argument("--profile", action="store_true")
parser.add_argument("--keep", action="store_true")
options = parser.parse_args()

with databases.locked("bench"):
    shutil.rmtree(FOLDER / "addons", ignore_errors=True)
    for name, folder in databases.our_addons().items():
        shutil.copytree(folder, FOLDER / "addons" / name, ignore=shutil.ignore_patterns("__pycache__"))
    os.environ["ADDONS_PATH"] = str(FOLDER / "addons")
    bench = Bench(quick=options.quick, rounds=options.rounds or (1 if options.quick else 5))
    try:
        bench.prepare()
        for name in options.subject or SUBJECTS:
            if options.profile:
                bench_import.profile(bench)
                break
            with phase(f"subject {name}"):
                say(f"wrote {SUBJECTS[name].run(bench)}")
    finally:
        if not options.keep:
            bench.drop_all()
