from odoo import models


class MailingPass:
    """Says that a paper is made to be sent. It travels in the context, where a client can never put one."""


class CustomerStatisticReport(models.Model):
    """How issued reports reach their recipients: inside by mail to those cleared, outside by request only (S0-22)."""

    _name = "customer.statistic.report"
    _inherit = ["customer.statistic.report", "customer.statistic.inside.mixin"]

    def _run_step(self, name):
        result = super()._run_step(name)
        if name == "issue":
            # sudo: whether and when a report is sent says its kind, whoever issues it; units are part of the company's
            reports = self.sudo().filtered(lambda one: not one.parent_id)
            self.env["customer.statistic.mailing"].sudo()._plan(reports)  # sudo: see above
        return result

    def action_send(self):
        """Open a mailing of this report."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_statistics.customer_statistic_mailing_action")
        context = {
            "default_report_id": self.id,
            "default_recipient_ids": [(6, 0, self.kind_id.recipient_ids.ids)],
            "default_attaches": self.kind_id.attaches,
        }
        return {**action, "view_mode": "form", "views": [(False, "form")], "context": context}

    def _may_be_sent_to(self, user) -> bool:
        """Say whether ``user`` works here, reads statistics at all, and is cleared for the report."""
        self.ensure_one()
        # sudo: whether somebody works in the company is no secret
        known = user.sudo()
        return (
            known.active
            and self.company_id in known.company_ids
            and self.browse().with_user(user).has_access("read")
            and self._is_cleared(user)
        )

    def _handed_out(self, until=None):
        """Return who has this report, as rows of the register, of those who got it until a moment; with all rights."""
        return self.receipt_ids.filtered(
            lambda one: one.outcome == "got" and not one.correction_id and (not until or one.date <= until)
        )

    def _enter_taking(self, way: str):
        """Enter in the registers that the user takes these reports along, as a spreadsheet or on paper."""
        if self.env.su or isinstance(self.env.context.get("statistic_mailing_pass"), MailingPass):
            return  # what the system makes for others is entered when they get it
        secret = self.filtered("secrecy_level_id")
        self.env["customer.access.log"]._record("printed" if way == "print" else "exported", secret)
        for report in self.filtered(lambda one: one.state == "issued"):
            self.env["customer.statistic.receipt"]._enter(report, way, user=self.env.user)

    def action_export(self):
        """Download the report as a spreadsheet; of several reports, a list of their figures."""
        return self.env["customer.statistic.export"]._export(self)

    def _files_for(self, user) -> list[tuple[str, bytes]]:
        """Return the report as PDF and as a spreadsheet, with what ``user`` may read of it; called with all rights."""
        self.ensure_one()
        context = {"lang": user.lang, "tz": user.tz, "allowed_company_ids": self.company_id.ids}
        theirs = self.with_user(user).with_context(**context, statistic_mailing_pass=MailingPass())
        export = theirs.env["customer.statistic.export"]
        name = export._filename(theirs)
        pdf, _kind = theirs.env["ir.actions.report"]._render_qweb_pdf(
            "customer_statistics.report_customer_statistic_report", theirs.ids
        )
        return [(name.replace(".xlsx", ".pdf"), pdf), (name, export._report_xlsx(theirs))]

    def export_data(self, fields_to_export):
        """Enter who takes reports along by core's own export, as for the spreadsheet."""
        self._enter_taking("download")
        return super().export_data(fields_to_export)


class CustomerStatisticFigure(models.Model):
    _inherit = "customer.statistic.figure"

    def export_data(self, fields_to_export):
        self.report_id._enter_taking("download")
        return super().export_data(fields_to_export)
