from odoo import api, models
from odoo.exceptions import UserError

from .customer_statistic_correction import SUPERVISOR


class CustomerStatisticCorrection(models.Model):
    """The steps of a correction: who takes them, and what must be there."""

    _inherit = "customer.statistic.correction"

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "responsible_id", "line_ids", "approval_ids.state"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if not self.env.su and not self._is_mine():
            return self.env._("It is for %s, who answers for the report.", self.responsible_id.name)
        return self._approval_obstacle() if step.name == "apply" else ""

    def _is_mine(self) -> bool:
        return self.env.user == self.responsible_id or self.env.user.has_group(SUPERVISOR)

    def action_submit(self):
        return self._run_step("submit")

    def action_apply(self):
        return self._run_step("apply")

    def action_take_back(self):
        return self._run_step("take_back")

    def action_refuse(self):
        return self._run_step("refuse")

    def _before_submit(self):
        for correction in self:
            correction._check_complete()
            correction._check_channel()
            correction.line_ids._check_differ()
        self.filtered(lambda one: one.channel == "slip")._draw_numbers_by_rule()

    def _check_complete(self):
        self.ensure_one()
        name = self.display_name
        if not self.line_ids:
            raise UserError(self.env._("%s: say which figures are wrong.", name))
        if self.has_open_lines:
            raise UserError(
                self.env._("%s: some totals do not follow from the figures; fill in their values or remove them.", name)
            )
        if not (self.explanation or "").strip():
            raise UserError(self.env._("%s: explain how the error came about.", name))

    def _check_channel(self):
        """Let the rules react to another way than theirs, and ask for the log of what is told orally (S0-12.1)."""
        self.ensure_one()
        for rule in self.env["customer.statistic.correction.rule"]._met_by(self):
            if rule.channel != self.channel:
                ways = dict(rule._fields["channel"]._description_selection(self.env))
                message = self.env._(
                    "%(correction)s: such an error is corrected so: %(way)s.",
                    correction=self.display_name,
                    way=ways[rule.channel],
                )
                rule._breached_by(self, message)
        told = self.receipt_ids.filtered(lambda receipt: receipt.way in ("phone", "oral"))
        if self.channel == "oral" and not told:
            raise UserError(self.env._("%s: log first whom you told.", self.display_name))

    def _after_submit(self):
        # where nobody has to decide, it is approved and applied at once
        self._request_approval()

    def _before_take_back(self):
        self._cancel_approvals(self.env._("The correction was taken back."))

    def _before_refuse(self):
        for correction in self:
            if not (correction.refusal or "").strip():
                raise UserError(self.env._("%s: write down why it is no error.", correction.display_name))

    def _after_refuse(self):
        self._end_work()
        for correction in self:
            body = self.env._("No error: %s", correction.refusal)
            correction.message_post(body=body, partner_ids=correction.reported_by_id.partner_id.ids)

    def _end_work(self):
        self._meet_deadline("resolve")
        # sudo: what was asked of the responsible is done, whoever did it
        self.sudo().activity_feedback(["customer_statistics.mail_activity_type_correction"])

    def action_tell(self):
        """Log whom one told of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Who Was Told"),
            "res_model": "customer.statistic.tell",
            "view_mode": "form",
            "target": "new",
            "context": {"default_correction_id": self.id},
        }
