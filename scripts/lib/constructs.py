"""Constructs of older Odoo versions: what 19 accepts in silence, and what is better named before it refuses."""

import os
import re
import subprocess
import sys
from pathlib import Path

from lxml import etree

PYTHON = [
    (r"(?<![\w.\"'])_\(", "bare _(): use self.env._()"),
    (r"\b_sql_constraints\b", "_sql_constraints makes no constraint: use models.Constraint"),
    (r"\bdef name_get\b", "name_get is never called: compute display_name"),
    (r"\bgroup_operator\s*=", "group_operator: use aggregator"),
    (r"\bauto_join\s*=", "auto_join: use bypass_search_access"),
    (r"\bself\._(cr|uid|context)\b", "self._cr, _uid, _context: use self.env"),
    (r"\btoggle_active\b", "toggle_active: use action_archive, action_unarchive"),
    (r"\bcheck_access_(rights|rule)\b", "check_access_rights, check_access_rule: use check_access, has_access"),
    # guarding it for clients that still call it is no use of it
    (r"(?<!_)(?<!def )(?<!super\(\)\.)\bread_group\(", "read_group: use _read_group"),
    (r"odoo\.osv|\bodoo\.orm\b", "odoo.osv, odoo.orm: use odoo.fields.Domain, odoo.models ..."),
    (r"type=[\"']json[\"']", "route type json: use jsonrpc"),
    (r"view_mode[\"']?\s*[:=].*\btree\b", "view_mode tree: use list"),
    (r"Product Unit of Measure", "precision 'Product Unit of Measure': use 'Product Unit'"),
]
TEXT_OF_XML = [
    (r"Product Unit of Measure", "precision 'Product Unit of Measure': use 'Product Unit'"),
    (r"\bkanban-box\b", "kanban-box: the template is called card"),
    (r"class=[\"']oe_chatter", "the chatter div is read by no script: use <chatter/>"),
]
XML = [
    ("//tree", "<tree>: use <list>"),
    (
        "//field[@name='view_mode'][contains(concat(',', normalize-space(.), ','), ',tree,')]",
        "view_mode tree: use list",
    ),
    ("//*[@attrs or @states]", "attrs, states: use invisible, readonly, required"),
    ("//search//group[@expand or @string]", "a search <group> has only a name"),
    ("//field[@name='groups_id']", "groups_id: use group_ids"),
    ("//record[@model='res.groups']/field[@name='category_id' or @name='users']", "use privilege_id, user_ids"),
    ("//field[@name='numbercall' or @name='doall']", "numbercall, doall are gone"),
    ("//openerp", "<openerp>: use <odoo>"),
]


def problems_of(path):
    if path.suffix == ".py":
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for pattern, message in PYTHON:
                if re.search(pattern, line.split("  # ")[0]):
                    yield number, message
    elif path.suffix in (".xml", ".svg"):
        try:
            tree = etree.parse(path)
        except etree.XMLSyntaxError as error:
            yield error.lineno, f"not well-formed: {error.msg}"
            return
        for xpath, message in XML:
            for node in tree.xpath(xpath):
                yield node.sourceline, message
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for pattern, message in TEXT_OF_XML:
                if re.search(pattern, line):
                    yield number, message


found = 0
for root in os.environ["ADDONS_PATH"].split(","):
    for file in sorted(Path(root).rglob("*")):
        for number, message in problems_of(file):
            print(f"{os.path.relpath(file)}:{number}: {message}")
            found += 1
scripts = [path for path in Path("scripts").rglob("*") if path.is_file() and path.suffix in ("", ".sh")] + [
    Path(".ci/run")
]
for script in scripts:
    if script.read_bytes().startswith(b"#!/usr/bin/env bash") or script.suffix == ".sh":
        found += subprocess.run(["bash", "-n", script]).returncode
sys.exit(1 if found else 0)
