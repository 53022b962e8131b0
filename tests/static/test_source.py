"""What can be read from the files alone.

XML ids follow one scheme, that of core's newer addons, with the dots of a model's name as underscores:

    <model>_view_<type>[_...]   a view; one that extends another: <model>_view_...
    <model>_action[_...]        an action, of a window or of the server
    <addon or model>_menu[_...] a menu
    <model>_rule_<who>          a record rule
    access_<model>_<group>      an access row
    group_..., res_groups_privilege_...   a group, a privilege
"""

import ast
import csv
import io
import re
import tokenize
from pathlib import Path

import databases
import polib
import pytest
from lxml import etree

OURS = databases.our_addons()


def python_files(addon):
    return [path for path in OURS[addon].rglob("*.py") if "tests" not in path.relative_to(OURS[addon]).parts]


def fail_if(problems, rule):
    if problems:
        pytest.fail(f"{rule}:\n  " + "\n  ".join(problems), pytrace=False)


@pytest.mark.parametrize("addon", OURS)
def test_sudo_says_why(addon):
    """A comment on the lines of the statement, or on the two above it, says why nothing leaks."""
    problems = []
    for path in python_files(addon):
        source = path.read_text()
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT and len(token.string) > 12}
        for statement in ast.walk(ast.parse(source)):
            if not isinstance(statement, ast.stmt):
                continue
            nested = {id(node) for child in getattr(statement, "body", []) for node in ast.walk(child)}
            for node in ast.walk(statement):
                if id(node) in nested or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                superuser = node.func.attr == "sudo" and not (node.args and ast.unparse(node.args[0]) == "False")
                superuser |= node.func.attr == "with_user" and "SUPERUSER" in ast.unparse(node)
                if superuser and not comments & set(range(statement.lineno - 2, node.end_lineno + 1)):
                    problems.append(f"{path.relative_to(OURS[addon].parent)}:{node.end_lineno}")
    fail_if(sorted(set(problems)), "sudo() without its reason in a comment")


def expected_id(record):
    model = record.get("model")
    text = {field.get("name"): (field.text or "").strip() for field in record.iter("field")}
    if model == "ir.ui.view" and text.get("model"):
        arch = record.find("field[@name='arch']")
        root = next((child.tag for child in arch if isinstance(child.tag, str)), "") if arch is not None else ""
        extends = record.find("field[@name='inherit_id']") is not None
        return re.escape(text["model"].replace(".", "_")) + "_view_" + ("" if extends else root)
    if model == "ir.actions.act_window" and text.get("res_model"):
        return re.escape(text["res_model"].replace(".", "_")) + "_action"
    if model == "ir.actions.server":
        reference = record.find("field[@name='model_id']").get("ref", "").split(".")[-1]
        return re.escape(reference.removeprefix("model_")) + "_action"
    if model == "ir.rule":
        reference = record.find("field[@name='model_id']").get("ref", "").split(".")[-1]
        return re.escape(reference.removeprefix("model_")) + "_rule_"
    return {"res.groups": "group_", "res.groups.privilege": "res_groups_privilege_", "ir.ui.menu": r"\w+_menu"}.get(
        model
    )


@pytest.mark.parametrize("addon", OURS)
def test_xml_ids(addon):
    problems = []
    for name in databases.manifest(OURS[addon]).get("data", []):
        path = OURS[addon] / name
        if path.suffix == ".xml":
            for node in etree.parse(path).iter("record", "menuitem"):
                pattern = r"\w+_menu" if node.tag == "menuitem" else expected_id(node)
                ours = "." not in node.get("id") or node.get("id").startswith(f"{addon}.")
                if pattern and ours and not re.match(pattern, node.get("id").split(".")[-1]):
                    problems.append(f"{addon}/{name}:{node.sourceline}: {node.get('id')} should begin with {pattern}")
        elif path.name == "ir.model.access.csv":
            for row in csv.DictReader(path.open()):
                start = "access_" + row["model_id:id"].split(".")[-1].removeprefix("model_") + "_"
                if not row["id"].startswith(start):
                    problems.append(f"{addon}/{name}: {row['id']} should begin with {start}")
    fail_if(problems, "XML ids out of the scheme")


@pytest.mark.parametrize("addon", [name for name, folder in OURS.items() if (folder / "i18n").is_dir()])
def test_chinese_is_complete(addon):
    files = [OURS[addon] / f"i18n/{addon}.pot", OURS[addon] / "i18n/zh_CN.po"]
    assert all(map(Path.exists, files)), f"scripts/pot has not been run for {addon}"
    template, chinese = (polib.pofile(str(path)) for path in files)
    done = {entry.msgid for entry in chinese.translated_entries()}
    fail_if([repr(entry.msgid) for entry in template if entry.msgid not in done], f"{addon}: not translated")


@pytest.mark.parametrize("addon", [name for name, folder in OURS.items() if (folder / "i18n").is_dir()])
def test_modes_of_rules_are_chinese(addon):
    """The modes belong to a mixin of another addon: scripts/pot has to list them with each addon that has rules."""
    template = (OURS[addon] / f"i18n/{addon}.pot").read_text()
    rules = set(re.findall(rf"{addon}\.field_(\w+)__mode$", template, re.MULTILINE))
    listed = set(re.findall(r"selection__(\w+)__mode__enforce$", template, re.MULTILINE))
    fail_if(sorted(rules - listed), f"{addon}: modes that stay English")
