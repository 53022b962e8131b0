from odoo import api, models
from odoo.exceptions import AccessError

from .customer_statistic_correction import SUPERVISOR


class CustomerStatisticCorrection(models.Model):
    """Who corrects an error: whoever answers for the report, at once (S0-11), and not whoever found it."""

    _inherit = "customer.statistic.correction"

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "resolve": self.env._("Corrected, or Found to Be Right")}

    def _leave_to_responsible(self):
        """Give what others reported to who answers for the report: whoever finds an error does not correct it alone."""
        for correction in self if not self.env.su else ():
            # sudo: who answers for a report is no secret
            known = correction.sudo()
            responsible = known.report_id.responsible_id
            if self.env.user not in responsible and not self.env.user.has_group(SUPERVISOR):
                known.responsible_id = responsible

    def _ask_responsible(self):
        """Ask who answers for the report to correct it today, and let the term run."""
        for correction in self:
            correction.activity_schedule(
                "customer_statistics.mail_activity_type_correction",
                date_deadline=correction.company_id._policy_today(),
                summary=self.env._("Urgent: %s", correction.error),
                user_id=correction.responsible_id.id,
            )
            correction._start_deadline("resolve", correction.reported_date)

    def write(self, vals):
        if "responsible_id" in vals and not self.env.su:
            self._check_mine()
        before = {correction: correction.responsible_id for correction in self} if "responsible_id" in vals else {}
        result = super().write(vals)
        for correction, responsible in before.items():
            if correction.responsible_id != responsible:
                # sudo: the activity goes with the work, whoever passes it on
                activities = correction.sudo().activity_ids.filtered(lambda one, user=responsible: one.user_id == user)
                activities.write({"user_id": correction.responsible_id.id})
        return result

    def _is_mine(self) -> bool:
        return self.env.user == self.responsible_id or self.env.user.has_group(SUPERVISOR)

    def _check_mine(self):
        """Let nobody pass on what is for somebody else to correct."""
        for correction in self:
            if not correction._is_mine():
                raise AccessError(
                    self.env._(
                        "%(correction)s: it is for %(user)s, who answers for the report.",
                        correction=correction.display_name,
                        user=correction.responsible_id.name,
                    )
                )

    def _end_work(self):
        self._meet_deadline("resolve")
        # sudo: what was asked of the responsible is done, whoever did it
        self.sudo().activity_feedback(["customer_statistics.mail_activity_type_correction"])
