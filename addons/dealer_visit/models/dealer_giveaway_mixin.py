from odoo import api, fields, models


class DealerGiveawayMixin(models.AbstractModel):
    """What the company gives away, a gift or a reward: one asks for it, others approve it, and then it is evidence.

    Who asks is who enters it; the department follows from that, and so whose managers decide.
    """

    _name = "dealer.giveaway.mixin"
    _description = "Gift or reward"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.deadline.mixin",
        "customer.approval.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    # what was handed out is evidence of stock and money
    _outlives_file = True

    file_id = fields.Many2one(
        "customer.file", string="Customer File", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="file_id.partner_id", string="Customer", store=True, precompute=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for record in self:
            record.department_id = record.user_id._department_in(record.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        own = {} if self.env.su else {"user_id": self.env.uid}
        return super().create([{**vals, **own} for vals in vals_list])

    @api.model
    def _changes_nothing(self, vals):
        """A merge of two files takes what was given along, and it can turn out to be a secret."""
        alone = {"file_id"} if self.env.su else set()
        return super()._changes_nothing(vals) or set(vals) <= {"own_secrecy_level_id", *alone}

    def _approval_amount(self, operation):
        return self.amount, self.currency_id, (self.create_date or fields.Datetime.now()).date()

    def action_request(self):
        return self._run_step("request")

    def _after_request(self):
        self._draw_numbers_by_rule()
        self._request_approval()

    def action_cancel(self):
        return self._run_step("cancel")
