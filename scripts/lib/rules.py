"""scripts/rules: see its --help."""

import argparse
import ast
import csv
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

parser = argparse.ArgumentParser(add_help=False)
parser.add_argument("--area")
parser.add_argument("--addon")
parser.add_argument("--open", action="store_true")
parser.add_argument("--check", action="store_true")
options = parser.parse_args()


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def claims(path):
    """Rule ids and the tests that say they prove them."""
    for node in ast.walk(ast.parse(path.read_text())):
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == "proves":
                for argument in decorator.args:
                    yield ast.literal_eval(argument), f"{os.path.relpath(path)}:{node.lineno} {node.name}"


rules = {row["id"]: row for row in read("tests/rules.csv")}
later = {row["id"]: row for row in read("tests/rules_later.csv")}
proven = defaultdict(list)
folders = [folder for root in os.environ["ADDONS_PATH"].split(",") for folder in Path(root).glob("*/tests")]
for folder in [*folders, Path("tests")]:
    for path in sorted(folder.rglob("*.py")):
        for rule, test in claims(path):
            proven[rule].append(test)

errors = [f"{tests[0]}: no rule {rule} in tests/rules.csv" for rule, tests in proven.items() if rule not in rules]
errors += [f"tests/rules_later.csv: no rule {rule} in tests/rules.csv" for rule in later if rule not in rules]
errors += [f"tests/rules_later.csv: {rule} is proven, by {proven[rule][0]}" for rule in later if rule in proven]
for field in ("area", "addon"):
    if getattr(options, field) and getattr(options, field) not in {row[field] for row in rules.values()}:
        errors.append(f"no rule of {field} {getattr(options, field)}")

chosen = [
    row
    for row in rules.values()
    if options.area in (None, row["area"]) and options.addon in (None, row["addon"]) and row["in_software"] != "no"
]
table, still_open = defaultdict(Counter), []
for row in chosen:
    states = ["software", *(["yes"] if row["in_software"] == "yes" else [])]
    if row["id"] in proven:
        states.append("proven")
    elif row["in_software"] == "yes":
        states.append("later" if row["id"] in later else "open")
    if states[-1] == "open":
        still_open.append(row)
    for group in (row["area"], "total"):
        table[group].update(states)

columns = ("software", "yes", "proven", "later", "open")
print(f"{'area':32}" + "".join(f"{column:>10}" for column in columns))
for group in sorted(table, key=lambda name: (name == "total", name)):
    print(f"{group:32}" + "".join(f"{table[group][column]:>10}" for column in columns))
if options.open:
    for row in still_open:
        print(f"\n{row['id']}  ({row['addon']}, {row['area']}; {row['source']})\n  {row['rule']}")
        print(f"  test: {row['how_it_could_be_tested']}")
print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
sys.exit(1 if errors or (options.check and still_open) else 0)
