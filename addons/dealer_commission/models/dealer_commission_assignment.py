from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DealerCommissionAssignment(models.Model):
    """Who earns by which scheme: what is invoiced from one day to another counts.

    Units of a trainee count for the performance of the mentor, their commission is the trainee's (S1.6-hr-05).
    """

    _name = "dealer.commission.assignment"
    _description = "Assignment of a commission scheme"
    _inherit = ["customer.fixed.mixin", "dealer.commission.beneficiary.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "kind", "partner_id", "user_id", "scheme_id", "mentor_id")

    scheme_id = fields.Many2one(
        "dealer.commission.scheme",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('kind', '=', kind), ('company_id', '=', company_id)]",
    )
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1))
    date_to = fields.Date("Until", help="The last day; empty: until further notice.")
    mentor_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="In probation: the units of this person count for the performance of the mentor. "
        "When probation ends, end this assignment and begin another one.",
    )
    opening_amount = fields.Monetary(
        "Outstanding at the Start", help="What was earned and not paid before the first statement."
    )

    _days_in_order = models.Constraint("CHECK(date_to IS NULL OR date_to >= date_from)", "It ends before it begins.")
    # what is earned twice is paid twice
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&,
           int4range(scheme_id, scheme_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)""",
        "The scheme is assigned for some of these days already.",
    )

    @api.constrains("kind", "scheme_id", "mentor_id", "user_id")
    def _check_fit(self):
        for one in self:
            if one.kind != one.scheme_id.kind:
                raise ValidationError(self.env._("%s is not a scheme for this kind.", one.scheme_id.name))
            if one.mentor_id and (one.kind != "consultant" or one.mentor_id == one.user_id):
                raise ValidationError(self.env._("%s: a mentor is another consultant.", one.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_stated(self):
        """What was stated by it is looked at again later: an assignment ends, and stays."""
        for one in self:
            domain = [
                ("company_id", "=", one.company_id.id),
                ("kind", "=", one.kind),
                ("partner_id", "=", one.partner_id.id),
                ("date_to", ">=", one.date_from),
            ]
            # sudo: only whether there is one
            if self.env["dealer.commission.statement"].sudo().search_count(domain, limit=1):
                raise UserError(self.env._("%s: there are statements by it. End it instead.", one.display_name))
