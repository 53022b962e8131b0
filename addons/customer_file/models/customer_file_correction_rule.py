from odoo import api, fields, models


class CustomerFileCorrectionRule(models.Model):
    """Which data of a filed file only a correction changes, and by which flow (S2.4-4, S2.1-10a)."""

    _name = "customer.file.correction.rule"
    _description = "Correction of customer files"
    _inherit = ["customer.file.rule.mixin"]

    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Protected Data",
        domain=lambda self: self.env["customer.file"]._collectable_field_domain(scalar=True),
        help="Once a file was filed, only a correction changes these data. Empty: all.",
    )
    flow = fields.Selection(
        [
            ("short", "Short: a superior checks it"),
            ("two_phase", "In two phases: plan, execution by departments, report"),
        ],
        required=True,
        default="short",
        help="Short: a superior of the one who proposes checks the correction, then it is applied.\n"
        "In two phases: a remedy plan is approved, departments execute it and give feedback, a report is approved.",
    )

    @api.constrains("field_ids")
    def _check_fields(self):
        self.env["customer.file"]._check_scalar_fields(self.field_ids)

    def _protected(self, names: set[str]) -> set[str]:
        """Return those of ``names`` that this rule protects."""
        self.ensure_one()
        known = self.field_ids.mapped("name") or self.env["customer.file"]._scalar_fields()
        return names & set(known)

    @api.model
    def _protecting(self, file, names: set[str]):
        """Return the rule that counts of those that protect one of ``names`` on ``file``, or an empty recordset."""
        return self._counting(file.company_id, lambda rule: rule._matches(file) and bool(rule._protected(names)))
