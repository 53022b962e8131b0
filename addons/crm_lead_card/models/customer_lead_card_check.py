from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CustomerLeadCardCheck(models.Model):
    """A call-back of marketing about where a customer came from (客户来源回访, S1.6-mkt-04). It stays as it is."""

    _name = "customer.lead.card.check"
    _description = "Source call-back"
    _inherit = ["customer.register.mixin", "customer.export.mixin"]
    _order = "id desc"
    _rec_name = "result"

    card_id = fields.Many2one("customer.lead.card", required=True, index=True, ondelete="restrict")
    answer = fields.Selection(
        [
            ("told", "The customer named a source"),
            ("not_asked", "The consultant did not ask"),
            ("swapped", "The consultants swapped customers"),
        ],
        required=True,
        default="told",
    )
    told_source_id = fields.Many2one("utm.source", string="Source Named by the Customer", ondelete="restrict")
    swapped_with_id = fields.Many2one("res.users", domain=[("share", "=", False)], ondelete="restrict")
    note = fields.Text()
    card_source_id = fields.Many2one("utm.source", string="Source on the Card", readonly=True, ondelete="restrict")
    holder_id = fields.Many2one("res.users", string="Consultant", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    date = fields.Datetime("When", readonly=True)
    result = fields.Selection(
        [("right", "Right"), ("wrong", "Wrong"), ("not_asked", "Not Asked"), ("swapped", "Swapped")], readonly=True
    )

    _source_told = models.Constraint(
        "CHECK(answer != 'told' OR told_source_id IS NOT NULL)", "Say which source the customer named."
    )
    _swapped_with = models.Constraint(
        "CHECK(answer != 'swapped' OR swapped_with_id IS NOT NULL)", "Say with whom the customer was swapped."
    )

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            # also what the context gives, which would come in after it was looked at
            vals = {**self.default_get(["card_id", "answer", "told_source_id", "swapped_with_id"]), **vals}
            card = self.env["customer.lead.card"].browse(vals.get("card_id"))
            card.check_access("read")
            told = vals.get("told_source_id") or False
            answer = vals["answer"]
            if not self.env.su and card.holder_id == self.env.user:
                raise AccessError(self.env._("%s: somebody else asks the customer.", card.display_name))
            if vals.get("swapped_with_id") == card.holder_id.id:
                raise ValidationError(self.env._("%s: say with whom else it was swapped.", card.display_name))
            if self.env["res.users"].browse(vals.get("swapped_with_id")).share:
                raise ValidationError(self.env._("%s: say with which colleague it was swapped.", card.display_name))
            result = ("right" if told == card.source_id.id else "wrong") if answer == "told" else answer
            # set here, since default_<field> in the context is user input
            facts = {
                "card_source_id": card.source_id.id,
                "holder_id": card.holder_id.id,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "result": result,
            }
            prepared.append({**vals, **facts})
        checks = super().create(prepared)
        for check in checks:
            check._report()
        return checks

    def _report(self):
        """Report what was found to staff conduct."""
        company = self.card_id.company_id
        rule = self.env["customer.lead.card.rule"]._of(company)
        if self.result in ("wrong", "not_asked"):
            rule._report_conduct("source_conduct_code", self.holder_id, self, company)
        if self.result == "swapped":
            for user in self.holder_id | self.swapped_with_id:
                rule._report_conduct("swap_conduct_code", user, self, company)
