from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what a copy is known by, and printed with
COLOURS = {
    "white": "#ffffff",
    "red": "#e4a3a3",
    "pink": "#f4c6d7",
    "yellow": "#f7e7a1",
    "green": "#b9dcb4",
    "blue": "#b3d1ee",
}


class Copy(NamedTuple):
    """One copy of a printed form, as its template shows it."""

    number: int = 1
    total: int = 1
    name: str = ""
    keeper: str = ""
    colour: str = COLOURS["white"]


class CustomerFormRule(models.Model):
    """How many copies (联) a paper form has, and who keeps each (S1.2-09.8, S1.2-11.2b, S1.2-12.1b, S1.2-12.2b)."""

    _name = "customer.form.rule"
    _description = "Form with copies"
    _inherit = ["customer.policy.rule.mixin"]

    report_id = fields.Many2one(
        "ir.actions.report",
        "Form",
        required=True,
        index=True,
        domain=[("report_type", "=", "qweb-pdf")],
        ondelete="cascade",
    )
    copy_ids = fields.One2many("customer.form.copy", "rule_id", "Copies", copy=True)
    copy_count = fields.Integer("Number of Copies", compute="_compute_copy_count")

    @api.depends("copy_ids")
    def _compute_copy_count(self):
        for rule in self:
            rule.copy_count = len(rule.copy_ids)

    def _pack_document_model(self):
        return self.report_id.model

    @api.constrains("copy_ids")
    def _check_copies(self):
        for rule in self:
            if not rule.copy_ids:
                raise ValidationError(self.env._("%s: a form has at least one copy.", rule.name))

    @api.model
    def _rule_for(self, report, company):
        """Return the rule that ``company`` enforces for ``report``, or an empty recordset."""
        rules = self._in_force(company)
        return rules.filtered(lambda rule: rule.report_id.id == report.id and rule.mode == "enforce")[:1]

    @api.model
    def _copies_of(self, report, document) -> list[Copy]:
        """Return the copies of ``report`` for ``document``; a single one without a name where no rule says so."""
        for rule in self._in_force(document.company_id).filtered(lambda rule: rule.report_id.id == report.id):
            # in the language of the form
            copies = rule.copy_ids.with_context(lang=self.env.lang)
            if rule.mode == "enforce":
                return [
                    Copy(number, len(copies), copy.name, copy.keeper, COLOURS[copy.colour])
                    for number, copy in enumerate(copies, 1)
                ]
            rule._breached_by(document, self.env._("It would be printed in %s copies.", len(copies)))
        return [Copy()]
