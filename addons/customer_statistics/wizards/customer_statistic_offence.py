from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.customer_statistic_kind import SUPERVISOR


class CustomerStatisticOffence(models.TransientModel):
    """What a supervisor reports to staff conduct about a report: refused, false or concealed, forged (S0-20)."""

    _name = "customer.statistic.offence"
    _description = "Offence of a statistics report"

    report_id = fields.Many2one("customer.statistic.report", required=True, readonly=True, ondelete="cascade")
    offence = fields.Selection(
        [("refusal", "Refused to Report"), ("false", "False or Concealed Figures"), ("forgery", "Forged or Altered")],
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        default=lambda self: self._default_user_id(),
        domain=[("share", "=", False)],
        ondelete="cascade",
    )
    note = fields.Text("What Happened", required=True)

    def _default_user_id(self):
        return self.env["customer.statistic.report"].browse(self.env.context.get("default_report_id")).responsible_id

    def action_report(self):
        """Report it, so that a case can come of it.

        :raises UserError: where the kind of the report names no conduct rule
        """
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Supervisors report what was done wrong."))
        for wizard in self:
            report = wizard.report_id
            report.check_access("read")
            kind = report.kind_id
            code = kind[f"{wizard.offence}_conduct_code"]
            if not code:
                raise UserError(self.env._("“%s” names no conduct rule for this.", kind.name))
            label = dict(self._fields["offence"]._description_selection(self.env))[wizard.offence]
            if kind.mode == "enforce":
                report._report_conduct(code, wizard.user_id)
            else:
                kind._breached_by(report, f"{report.display_name}: {label}")
            report._message_log(
                body=self.env._(
                    "Reported: %(offence)s, %(user)s. %(note)s",
                    offence=label,
                    user=wizard.user_id.name,
                    note=wizard.note,
                )
            )
        return {"type": "ir.actions.act_window_close"}
