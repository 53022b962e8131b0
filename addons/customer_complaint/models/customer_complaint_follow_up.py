from odoo import api, fields, models
from odoo.exceptions import UserError

#: what the new case takes over: who complained, about what, and what is asked for
TAKEN_OVER = (
    "name", "company_id", "partner_id", "contact_name", "phone", "email", "address", "channel", "type_id", "unit_id",
    "urgency", "severity", "has_loss", "description", "demand", "is_undetermined", "is_special", "employee_id",
    "first_contact_id", "user_id",
)  # fmt: skip

#: what was found out about a product in the old case
FOUND = {"confirmed_quantity", "production_unit", "machine_shift", "operators", "production_date", "complaint_id"}


class CustomerComplaintFollowUp(models.Model):
    """The customer does not accept the result: a new case with the original attached (S1.2-09.9).

    A case is never opened again.
    """

    _inherit = "customer.complaint"

    follower_case_count = fields.Integer(compute="_compute_follower_case_count")

    @api.depends("follower_case_ids")
    def _compute_follower_case_count(self):
        for complaint in self:
            complaint.follower_case_count = len(complaint.follower_case_ids)

    def action_view_followers(self):
        """Show the case that follows this one."""
        return self.follower_case_ids._get_records_action()

    def action_refused_by_customer(self):
        """Close the case as refused and open the new one, for the staff the customer told it."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("customer_policy.group_user"):
            # sudo: the name of a group is no secret
            group = self.env.ref("customer_policy.group_user").sudo()
            raise UserError(self.env._("It needs the role “%s”.", group.full_name))
        if self._is_about(self.env.user):
            raise UserError(self._about_obstacle())
        # sudo: closing and linking are done by the case alone; who may was checked
        following = self.sudo()._follow_up("")
        return following.sudo(False)._get_records_action()

    def _step_obstacle(self, step):
        if step.name == "refuse" and not self.env.su:
            return self.env._("It is refused with its button, which opens the new case.")
        return super()._step_obstacle(step)

    def _follow_up(self, reason: str):
        """Return the new case that follows this one, which is closed; called with superuser rights.

        :raises UserError: when no result was told to the customer yet, or a case follows already
        """
        self.ensure_one()
        if self.state not in ("open", "closed") or not self._customer_result():
            raise UserError(self.env._("%s: no result was told to the customer yet.", self.display_name))
        if self.follower_case_ids:
            raise UserError(
                self.env._(
                    "%(case)s: the case %(other)s follows it already.",
                    case=self.display_name,
                    other=self.follower_case_ids[:1].display_name,
                )
            )
        following = self.create(self._prepare_follow_up_vals())
        following._write_protected({"origin_id": self.id})
        following.message_post(body=self._original_note(reason))
        # a closed case is not changed any more: that it was refused is seen from the one that follows
        if self.state == "open":
            self._write_protected({"customer_answer": "refused"})
            self.task_ids._cancel(self.env._("The customer refused the result."))
            self._run_step("refuse")
        return following

    def _prepare_follow_up_vals(self) -> dict:
        self.ensure_one()
        values = {name: self._fields[name].convert_to_write(self[name], self) for name in TAKEN_OVER}
        lines = [
            {name: value for name, value in vals.items() if name not in FOUND} for vals in self.line_ids.copy_data()
        ]
        return {**values, "line_ids": [(0, 0, vals) for vals in lines]}

    def _original_note(self, reason: str):
        """Return the note on the new case: a link to the original, which is attached with it."""
        return self.env._(
            "The customer did not accept the result of %(original)s. %(reason)s",
            original=self._get_html_link(title=self.number or self.name),
            reason=reason,
        )

    def _after_refuse(self):
        self._after_close()

    @api.depends("origin_id")
    def _compute_original_attachment_ids(self):
        for complaint in self:
            # sudo: the papers of the original open where the case that follows it does
            complaint.original_attachment_ids = complaint.sudo().origin_id.attachment_ids.sudo(False)

    original_attachment_ids = fields.Many2many(
        "ir.attachment", string="Papers of the Original", compute="_compute_original_attachment_ids"
    )
