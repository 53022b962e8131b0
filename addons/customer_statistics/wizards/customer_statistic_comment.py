from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CustomerStatisticComment(models.TransientModel):
    """The comment of the manager on a report (S4.hotel-20)."""

    _name = "customer.statistic.comment"
    _description = "Comment on a statistics report"

    report_id = fields.Many2one("customer.statistic.report", required=True, readonly=True, ondelete="cascade")
    comment = fields.Text(required=True)

    def action_comment(self):
        """Enter the comment, with who made it and when."""
        for wizard in self:
            report = wizard.report_id
            report.check_access("read")
            if obstacle := report._comment_obstacle():
                message = f"{report.display_name}: {obstacle}"
                raise AccessError(message)
            if not wizard.comment.strip():
                raise UserError(self.env._("Write the comment."))
            # sudo: who comments need not be allowed to change anything else of the report
            report.sudo()._write_protected(
                {
                    "manager_comment": wizard.comment,
                    "commented_by_id": self.env.uid,
                    "commented_date": fields.Datetime.now(),
                }
            )
        return {"type": "ir.actions.act_window_close"}
