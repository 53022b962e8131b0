from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerDistributionReceipt(models.Model):
    """That a department has what was distributed: who confirmed it, and when."""

    _name = "customer.distribution.receipt"
    _description = "Read receipt"
    _order = "distribution_id desc, id"
    _rec_name = "department_id"

    distribution_id = fields.Many2one(
        "customer.distribution", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="distribution_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", required=True, readonly=True, index=True, ondelete="restrict")
    due_date = fields.Date("To Confirm By", readonly=True, index=True)
    received_by_id = fields.Many2one("res.users", string="Confirmed By", readonly=True, ondelete="restrict")
    received_date = fields.Datetime("Confirmed On", readonly=True)
    is_late = fields.Boolean("Confirmed Late", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    _department_unique = models.UniqueIndex(
        "(distribution_id, department_id)", "A department receives a distribution once."
    )

    @api.depends("received_date", "due_date", "distribution_id.state")
    def _compute_is_overdue(self):
        todays = {company: company._policy_today() for company in self.company_id}
        for receipt in self:
            receipt.is_overdue = (
                receipt.distribution_id.state == "sent"
                and not receipt.received_date
                and bool(receipt.due_date)
                and receipt.due_date < todays[receipt.company_id]
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [
            ("distribution_id.state", "=", "sent"),
            ("received_date", "=", False),
            ("due_date", "<", self.env.company._policy_today()),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.model
    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("Receipts are made by sending and confirmed with the button only."))

    def _is_for(self, user) -> bool:
        """Say whether ``user`` confirms for the department: who works in it or manages it."""
        self.ensure_one()
        # sudo: where a colleague works is no secret
        own = user.sudo().employee_ids.filtered(lambda employee: employee.company_id == self.company_id).department_id
        return self.department_id in own or user == self.department_id._get_manager_user()

    def _ask(self):
        """Put an activity for the manager of each department on the distribution."""
        for receipt in self:
            manager = receipt.department_id._get_manager_user()
            if manager:
                receipt.distribution_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=receipt.due_date,
                    summary=self.env._("Confirm the receipt: %s", receipt.distribution_id.display_name),
                    user_id=manager.id,
                )

    def _confirm(self, user):
        """Note that ``user`` confirmed; called with all rights by the distribution, which checked the person."""
        for receipt in self:
            late = receipt.due_date < receipt.company_id._policy_today()
            receipt.write({"received_by_id": user.id, "received_date": fields.Datetime.now(), "is_late": late})
            manager = receipt.department_id._get_manager_user()
            activities = receipt.distribution_id.activity_ids
            activities.filtered_domain([("user_id", "=", manager.id)]).action_feedback(
                feedback=self.env._("Confirmed by %s.", user.name)
            )
