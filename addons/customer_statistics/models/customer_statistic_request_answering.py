from odoo import models
from odoo.exceptions import UserError


class CustomerStatisticRequest(models.Model):
    """The answer: figures as they were issued and corrected, to whom they may be given."""

    _inherit = "customer.statistic.request"

    def action_request_answer_approval(self):
        """Ask for the approval of the answer."""
        self._check_handling()
        self._request_approval()
        return True

    def _before_answer(self):
        for request in self:
            request._check_answer()

    def _check_answer(self):
        """Refuse an answer that says nothing, says what was not issued, or is not for whom it would go to."""
        self.ensure_one()
        if not self._given_reports() and not (self.answer or "").strip():
            raise UserError(self.env._("%s: give figures, a report, or an answer in words.", self.display_name))
        for report in self._given_reports():
            if report.state != "issued":
                raise UserError(self.env._("%s was not issued: it is given to nobody.", report.display_name))
            if self.kind == "inside" and not report._may_be_sent_to(self.requester_id):
                raise UserError(
                    self.env._(
                        "%(user)s is not cleared for %(report)s.",
                        user=self.requester_id.name,
                        report=report.display_name,
                    )
                )
        self.line_ids._check_issued_value()

    def _after_answer(self):
        for request in self:
            for report in request._given_reports():
                request._enter_receipt(report)
            request._notify_requester(self.env._("Answered: %s", request._get_html_link()))
        self._meet_deadline("answer")
        # sudo: it is done, whoever was asked to do it
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _enter_receipt(self, report):
        """Enter who got the figures: they are told when these are corrected."""
        receipts = self.env["customer.statistic.receipt"]
        if self.kind == "inside":
            receipts._enter(report, "mail", user=self.requester_id, request=self)
        else:
            receipts._enter(report, self.answer_way, recipient=self.outside_unit, request=self)
