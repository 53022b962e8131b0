"""What every model of ours must have, read from the registry of the test database.

That the inverse of a One2many is indexed: core's own TestIndex, in test_core_lint.py.
"""

import inspect

import databases

from odoo.models import BaseModel
from odoo.tests import TransactionCase

OURS = databases.our_addons()

#: these point to files, and tell who does what by when, but not what stands in a file
PROCEDURE = {
    "customer.access.block",
    "customer.access.grant",
    "customer.approval",
    "customer.deadline",
    "customer.deadline.slip",
    "customer.destruction.request",
    "customer.file.correction.task",
    "customer.file.merge",
    "customer.form.issue",
    "customer.handover.line",
    "customer.leak.report",
    "customer.legal.hold",
}


class TestModels(TransactionCase):
    def setUp(self):
        super().setUp()
        self.models = [
            self.env[name]
            for name, model in self.registry.items()
            if model._original_module in OURS and not model._abstract
        ]
        self.assertTrue(self.models or not OURS)

    def assertNone(self, problems, rule):
        self.assertFalse(problems, f"{rule}:\n  " + "\n  ".join(map(str, problems)))

    def test_access_row(self):
        known = set(self.env["ir.model.access"].search([]).model_id.mapped("model"))
        self.assertNone([model._name for model in self.models if model._name not in known], "models without access row")

    def test_company_rule(self):
        rules = self.env["ir.rule"].search([("groups", "=", False), ("domain_force", "like", "company_ids")])
        known = set(rules.model_id.mapped("model"))
        problems = [
            model._name
            for model in self.models
            if (field := model._fields.get("company_id")) and (field.store or not model._auto)
            if not model._transient and model._name not in known
        ]
        self.assertNone(problems, "models with a company_id, but no rule for everybody (no groups) over company_ids")

    def test_registers_stay_as_they_are(self):
        """No foreign key may delete or change a row, no recomputation may write one."""
        problems = []
        for name in self.registry.descendants(["customer.register.mixin"], "_inherit"):
            model = self.env[name]
            for field in model._fields.values():
                if model._abstract or not field.store or field.name in ("create_uid", "write_uid"):
                    continue
                if field.type == "many2one":
                    if field.comodel_name == "res.partner":
                        problems.append(f"{field}: merging or deleting a partner would change the row")
                    elif field.ondelete != "restrict":
                        problems.append(f"{field}: ondelete={field.ondelete!r}, not 'restrict'")
                if field.related:
                    # what it follows can change, and the row cannot
                    problems.append(f"{field}: stored and related")
                elif field.compute and not field.precompute:
                    problems.append(f"{field}: stored and computed, but not precomputed")
        self.assertNone(problems, "registers")

    def test_data_of_customers_are_guarded(self):
        """What tells of customers, row by row, leaves in bulk with an approved request only."""
        if "customer.file" not in self.registry:
            return
        problems = []
        for model in self.models:
            if model._transient or not model._auto or model._name in PROCEDURE or model._is_customer_data():
                continue
            for field in model._fields.values():
                if not field.store or field.type not in ("many2one", "many2many"):
                    continue
                owner = self.env[field.comodel_name]
                belongs = field.required and owner._is_customer_data() and owner._name != "res.partner"
                if owner._name == "customer.file" or belongs:
                    problems.append(field)
        self.assertNone(problems, "customer data in models without customer.export.mixin")

    def test_names_in_a_language_depend_on_it(self):
        """Core keeps one name for all languages otherwise: that of whoever was first to ask in the transaction."""
        speaking = {
            name
            for name, model in self.registry.items()
            if "lang" in self.registry.field_depends_context[model._fields["display_name"]]
        }
        own = [
            model for model in self.models if model._compute_display_name.__func__.__module__ != BaseModel.__module__
        ]
        problems = []
        for model in own:
            source = inspect.getsource(model._compute_display_name.__func__)
            paths = self.registry.field_depends[model._fields["display_name"]]
            used = [self._field_at(model, path) for path in paths]
            says = any(word in source for word in ("env._(", "format_date(", "_description_"))
            says = says or any(field.type == "selection" or getattr(field, "translate", False) for field in used)
            says = says or any(field.relational and field.comodel_name in speaking for field in used)
            if says and model._name not in speaking:
                problems.append(model._name)
        self.assertGreater(len(own), 40)
        self.assertNone(problems, "display names that need @api.depends_context('lang')")

    def _field_at(self, model, path):
        first, _dot, rest = path.partition(".")
        field = model._fields[first]
        return self._field_at(self.env[field.comodel_name], rest) if rest else field
