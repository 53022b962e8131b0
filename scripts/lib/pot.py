"""scripts/pot: see its --help."""

import argparse
import io
import os
import sys

import databases
import polib

import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.tools import config
from odoo.tools.translate import trans_export

parser = argparse.ArgumentParser(add_help=False)
parser.add_argument("addons", nargs="*")
parser.add_argument("--check", action="store_true")
parser.add_argument("--database", default="customer_test")
options = parser.parse_args()
# what only tests see is not translated
known = databases.our_addons(for_tests=False)
ours = {name: folder for name, folder in known.items() if name in options.addons or not options.addons}


def write(catalogue, path):
    """Write the file unless only dates would change. Returns whether its terms changed."""
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    same = path.exists() and [str(entry) for entry in old] == [str(entry) for entry in catalogue]
    if not same and not options.check:
        path.parent.mkdir(exist_ok=True)
        catalogue.save(str(path))
    return not same


def add_inherited_choices(catalogue, addon, env):
    """Add the choices that models of the addon have from a mixin of another addon of ours, such as the mode of a rule.

    Odoo exports them with the mixin's addon, whose translations are loaded before these models exist: in a database
    that speaks Chinese when the addon is installed, they would stay English.
    """
    models = [name for name, model in env.registry.items() if model._original_module == addon]
    env.cr.execute(
        """SELECT DISTINCT choice.name->>'en_US', data.module || '.' || data.name
             FROM ir_model_fields_selection choice
             JOIN ir_model_fields field ON field.id = choice.field_id
             JOIN ir_model_data data ON data.model = 'ir.model.fields.selection' AND data.res_id = choice.id
            WHERE field.model = ANY(%s) AND data.module = ANY(%s)""",
        [models, [name for name in known if name != addon]],
    )
    for label, xml_id in sorted(env.cr.fetchall()):
        add_term(catalogue, addon, label, f"model:ir.model.fields.selection,name:{xml_id}")


def add_name(catalogue, addon, env):
    """Add the name and the summary of the addon, which the list of apps and the areas of policy packs show."""
    module = env["ir.module.module"].search([("name", "=", addon)])
    for field in "shortdesc", "summary":
        add_term(catalogue, addon, module[field], f"model:ir.module.module,{field}:base.module_{addon}")


def add_term(catalogue, addon, text, place):
    entry = catalogue.find(text)
    if entry is None:
        entry = polib.POEntry(msgid=text, comment=f"module: {addon}")
        catalogue.append(entry)
    entry.occurrences.append((place, ""))
    entry.occurrences.sort()


with databases.locked(options.database):
    databases.prepare(options.database)
    config.parse_config(
        ["-c", "config/odoo.test.conf", "-d", options.database, f"--addons-path={os.environ['ADDONS_PATH']}"],
        setup_logging=False,
    )
    exported = {}
    with odoo.modules.registry.Registry(options.database).cursor(readonly=True) as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        for name in ours:
            buffer = io.BytesIO()
            trans_export(None, [name], buffer, "po", env)
            exported[name] = polib.pofile(buffer.getvalue().decode())
            add_inherited_choices(exported[name], name, env)
            add_name(exported[name], name, env)
            exported[name].sort(key=lambda entry: entry.msgid)

wrong = 0
for name, folder in ours.items():
    template = exported[name]
    stale = write(template, folder / f"i18n/{name}.pot")
    path = folder / "i18n/zh_CN.po"
    chinese = polib.pofile(str(path)) if path.exists() else polib.POFile()
    before = {entry.msgid for entry in chinese if not entry.obsolete}
    chinese.merge(template)
    for entry in chinese.obsolete_entries():
        if entry.msgid in before:
            print(f"  {name}: dropped {entry.msgid!r} = {entry.msgstr!r}")
        chinese.remove(entry)
    chinese.metadata = {**template.metadata, **chinese.metadata, "Language": "zh_CN"}
    chinese.sort(key=lambda entry: entry.msgid)
    write(chinese, path)
    missing, fuzzy = chinese.untranslated_entries(), chinese.fuzzy_entries()
    print(f"{name}: {len(template)} terms, {len(missing)} untranslated, {len(fuzzy)} fuzzy" + ", stale" * stale)
    for entry in missing + fuzzy if options.check else ():
        print(f"  {entry.msgid!r}")
    wrong += bool(stale or missing or fuzzy)
sys.exit(1 if options.check and wrong else 0)
