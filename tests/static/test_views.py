"""Default filters: one that does not exist is ignored in silence."""

import re

import databases
from lxml import etree

from odoo.tests import TransactionCase

OURS = databases.our_addons()
DEFAULT = re.compile(r"search_default_(\w+)")


class TestDefaultFilters(TransactionCase):
    def _of_ours(self, model):
        data = self.env["ir.model.data"].search([("model", "=", model), ("module", "in", list(OURS))])
        return self.env[model].browse(data.mapped("res_id")).exists()

    def _filters(self, model, view=False):
        arch = self.env[model].get_view(view and view.id, "search")["arch"]
        return {node.get("name") for node in etree.fromstring(arch).iter("filter", "field")}

    def _check(self, where, context, model, view=False):
        for name in DEFAULT.findall(context or ""):
            with self.subTest(where=where, filter=name):
                self.assertIn(name, self._filters(model, view), f"{where}: {model} has no filter {name}")

    def test_actions(self):
        for action in self._of_ours("ir.actions.act_window"):
            self._check(action.xml_id, action.context, action.res_model, action.search_view_id)

    def test_views(self):
        for view in self._of_ours("ir.ui.view").filtered("model"):
            for node in etree.fromstring(view.arch).iter("button", "field"):
                if "search_default_" not in (node.get("context") or ""):
                    continue
                if node.tag == "field":
                    model = self.env[view.model]._fields[node.get("name")].comodel_name
                    self._check(view.xml_id, node.get("context"), model)
                elif node.get("type") == "action":
                    action = self.env["ir.actions.act_window"].browse(int(node.get("name")))
                    self._check(view.xml_id, node.get("context"), action.res_model, action.search_view_id)
