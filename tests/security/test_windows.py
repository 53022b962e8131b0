"""Every window that a menu offers to those beside the ladder of customer service opens for them, with records in it."""

import sys
from pathlib import Path

import databases
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

sys.path.append(str(Path(__file__).resolve().parent))
from world import World

OURS = databases.our_addons(for_tests=False)
#: they read some models and not others that these show
ROLES = ("viewer", "rules_administrator", "security_auditor")


@tagged("post_install", "-at_install")
class TestWindows(World):
    def setUp(self):
        super().setUp()
        # one record each of what is no row of a file, and the rows of a file without a level
        open_file = self._file("Open", responsible_id=self.boss.id)
        for name in sorted({action.res_model for action in self._actions()} | set(self.marked)):
            model = self.env[name]
            field = getattr(model, "_secrecy_file_field", None)
            if model._module in ("base", "mail") or not model._auto or model._transient or name == open_file._name:
                continue
            if field in (None, "file_id") and (field or not model.search_count([], limit=1)):
                try:
                    with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                        vals = {field: open_file.id} if field else {}
                        self._create_some(name, self.company, **vals).flush_recordset()
                except Exception as error:
                    print(f"{name}: {error}")

    def _actions(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.actions.act_window"), ("module", "in", list(OURS))])
        return self.env["ir.actions.act_window"].browse(data.mapped("res_id")).exists()

    def _offered(self, user):
        """Return the windows of ours that ``user`` finds in the menu, whose parents are seen as well."""
        visible = set(self.env["ir.ui.menu"].with_user(user)._visible_menu_ids())
        menus = self.env["ir.ui.menu"].browse(visible)
        menus = menus.filtered(lambda menu: {int(one) for one in menu.parent_path.split("/") if one} <= visible)
        offered = {menu.action for menu in menus if menu.action and menu.action._name == "ir.actions.act_window"}
        return self._actions().filtered(lambda action: action in offered)

    def _shown(self, model, kind):
        """Return what a window of this kind reads of each record."""
        arch = etree.fromstring(model.get_view(False, kind)["arch"])
        names = {node.get("name") for node in arch.iter("field") if next(node.iterancestors("field"), None) is None}
        return {
            name: {"fields": {"id": {}}, "limit": 5} if field.type in ("one2many", "many2many") else {}
            for name, field in model._fields.items()
            if name in names
        }

    def test_what_a_menu_offers_opens(self):
        problems, seen = [], set()
        viewer = self._new_user("customer_policy.group_viewer", "viewer")
        for role in ROLES:
            user = self.users.get(role, viewer)
            for action in self._offered(user):
                model = self.env[action.res_model].with_user(user)
                for kind in {"list", "form"} & set(action.view_mode.split(",")):
                    if (role, model._name, kind) in seen:
                        continue
                    seen.add((role, model._name, kind))
                    self.env.invalidate_all()
                    try:
                        model.web_search_read([], self._shown(model, kind), limit=20)
                    except AccessError as error:
                        problems.append(f"{role}: {action.xml_id} as {kind}: {error}")
        self.assertGreater(len(seen), 200, "the windows were not found")
        self.assertFalse(problems, "menus that lead to an error:\n  " + "\n  ".join(problems))
