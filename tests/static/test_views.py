"""What the server does not look at in views: default filters that do not exist, the remark that a secret carries."""

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


class TestCells(TransactionCase):
    """A cell of a printed table that says something empty is left out by QWeb, and the row shifts."""

    def test_every_cell_prints_also_what_is_empty(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "in", list(OURS))])
        for view in self.env["ir.ui.view"].browse(data.mapped("res_id")).exists().filtered(lambda one: not one.model):
            for cell in etree.fromstring(view.arch).iter("td", "th"):
                said = cell.get("t-out") or "''"
                with self.subTest(view=view.xml_id, cell=said):
                    self.assertTrue(said.startswith("str(") or said.endswith("''"), "end it with: or ''")


class TestRemark(TransactionCase):
    """Secret files carry the remark 机密 or 绝密 in every list that shows anything of them (备注; S4.core-1)."""

    def _lists(self):
        """Yield every list of our views, by itself or inside a form, with its model."""
        data = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "in", list(OURS))])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        for view in views.filtered(lambda view: view.model in self.env and view.mode == "primary"):
            if view.type in ("list", "form"):
                arch = etree.fromstring(self.env[view.model].get_view(view.id, view.type)["arch"])
                for node in arch.iter("list"):
                    model = self.env[view.model]
                    for parent in reversed(list(node.iterancestors("field"))):
                        model = self.env[model._fields[parent.get("name")].comodel_name]
                    yield view.xml_id, model, node

    def _has_remark(self, form):
        fields = [field for field in form.iter("field") if next(field.iterancestors("list"), None) is None]
        return "secrecy_level_id" in {field.get("name") for field in fields}

    def test_every_list(self):
        if "customer.secrecy.mixin" not in self.registry:
            return
        rules = self.registry.descendants(["customer.policy.rule.mixin"], "_inherit")
        seen, problems = set(), []
        for where, model, node in self._lists():
            if "secrecy_level_id" not in model._fields or model._name in rules:
                continue
            seen.add(model._name)
            above = next(node.iterancestors("form"), None)
            if model._fields["secrecy_level_id"].related and above is not None and self._has_remark(above):
                # rows that are just as secret as the document whose form shows the remark
                continue
            columns = [column for column in node.findall("field") if column.get("name") == "secrecy_level_id"]
            shown = [column for column in columns if column.get("column_invisible") is None]
            if not shown or shown[0].get("optional") == "hide" or not shown[0].get("decoration-danger"):
                problems.append(f"{where}: {model._name}")
        self.assertGreater(len(seen), 10, "the lists were not found")
        self.assertFalse(problems, "lists without the remark:\n  " + "\n  ".join(problems))


class TestTelephone(TransactionCase):
    """A telephone shows the cards of a document's rows, and the form behind a card, never the list."""

    def test_buttons_of_rows_are_on_cards_or_their_forms_too(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "in", list(OURS))])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        seen, problems = 0, []
        for view in views.filtered(lambda one: one.model in self.env and one.type == "form" and one.mode == "primary"):
            arch = etree.fromstring(self.env[view.model].get_view(view.id, "form")["arch"])
            for field in arch.iter("field"):
                rows, cards, form = (field.find(kind) for kind in ("list", "kanban", "form"))
                if rows is None or cards is None:
                    continue
                if form is None:
                    model = self.env[view.model]
                    for node in [*reversed(list(field.iterancestors("field"))), field]:
                        model = self.env[model._fields[node.get("name")].comodel_name]
                    form = etree.fromstring(model.get_view(False, "form")["arch"])
                buttons = {button.get("name") for button in rows.iter("button")}
                seen += len(buttons)
                missing = buttons - {button.get("name") for node in (cards, form) for button in node.iter("button")}
                if missing:
                    problems.append(f"{view.xml_id}: {field.get('name')}: {', '.join(sorted(missing))}")
        self.assertGreater(seen, 3, "the buttons were not found")
        self.assertFalse(problems, "out of reach on a telephone:\n  " + "\n  ".join(problems))
