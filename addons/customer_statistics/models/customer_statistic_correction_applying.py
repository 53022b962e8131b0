from datetime import timedelta

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain


class CustomerStatisticCorrection(models.Model):
    """How an approved correction reaches the report, those made from it, and everybody who has it."""

    _inherit = "customer.statistic.correction"

    def _before_apply(self):
        for correction in self.sudo():  # sudo: the step was checked; who corrects need not write reports
            # of two at once PostgreSQL refuses the second, and Odoo tries it again: it then sees what the first did
            correction.line_ids._check_not_stale()
            for line in correction.line_ids:
                line.figure_id._correct(line.new_value)
            # written now: once it is applied nothing of it changes
            note = correction.channel == "note" and correction._report_of_the_day()
            flagged = correction._reports_made_from_it()
            correction._write_protected(
                {"note_report_id": note and note.id, "flagged_report_ids": [(6, 0, flagged.ids)]}
            )

    def _after_apply(self):
        for correction in self.sudo():  # sudo: see _before_apply
            correction._ask_to_correct_flagged()
            correction.report_id.message_post(
                body=self.env._("Corrected: %s", correction._get_html_link()),
                author_id=self.env.user.partner_id.id,
            )
            correction._tell_recipients()
            told = correction.reported_by_id - self.env.user
            correction.message_post(body=self.env._("It was corrected."), partner_ids=told.partner_id.ids)
        self._end_work()

    def _report_of_the_day(self):
        """Return the report of the kind and unit on whose day the error was found; an issued one says no more.

        The day's report is opened where there is none yet (S0-12.2).
        """
        self.ensure_one()
        day = self.found_date
        while True:
            report = self.report_id._report_around(day)
            if report.state != "issued":
                return report
            day = report.date_to + timedelta(days=1)

    def _reports_made_from_it(self):
        """Return the issued reports that were made from this one: longer ones, and that of the company."""
        report = self.report_id
        longer = (
            Domain("kind_id.base_kind_id", "=", report.kind_id.id)
            & Domain("department_id", "=", report.department_id.id)
            & Domain("date_from", "<=", report.date_from)
            & Domain("date_to", ">=", report.date_to)
        )
        domain = Domain("state", "=", "issued") & (longer | Domain("id", "=", report.parent_id.id))
        return report.search(domain & Domain("company_id", "=", report.company_id.id))

    def _ask_to_correct_flagged(self):
        for report in self.flagged_report_ids:
            report.activity_schedule(
                "customer_statistics.mail_activity_type_correction",
                date_deadline=self.company_id._policy_today(),
                summary=self.env._("Made from figures that were corrected: %s", self.display_name),
                user_id=report.responsible_id.id,
            )

    # who is told

    def _tell_recipients(self):
        """Tell who received the report, by mail queued in this transaction, and enter it in the register."""
        receipts = self.env["customer.statistic.receipt"]
        told = self.receipt_ids.user_id
        for user in self.report_id._handed_out().user_id - told:
            if self.report_id._may_be_sent_to(user):
                self._mail_correction(user)
                receipts._enter(self.report_id, "mail", user=user, correction=self)

    def _mail_correction(self, user):
        """Write what was corrected to ``user``: the figures only where nothing of the report is secret."""
        correction = self.with_context(lang=user.lang)
        lines = Markup()
        if not self.secrecy_level_id:
            # what the recipient may read, small groups for example not
            readable = correction.line_ids.with_user(user)._filtered_access("read").sudo()  # sudo: of those alone
            lines = Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s: %s</li>") % (line.figure_id.display_name, line.shown) for line in readable
            )
        self.env["mail.thread"].with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            subject=correction.env._("Corrected: %s", correction.report_id.display_name),
            body=Markup("<p>%s</p>%s<p>%s</p>")
            % (
                correction.env._("Figures of a report that you received were corrected. Use the new ones only."),
                lines,
                correction.report_id._get_html_link(),
            ),
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _untold_names(self) -> list[str]:
        """Name who has the report and was not told: people outside, and those whom no mail may reach."""
        self.ensure_one()
        if self.state == "refused":
            return []
        told = self.receipt_ids
        # who got the report afterwards got the right figures
        handed_out = self.report_id._handed_out(self.applied_date)
        outside = handed_out.filtered(lambda one: not one.user_id)
        names = {*outside.mapped("recipient")} - {*told.mapped("recipient")}
        return sorted({*(handed_out.user_id - told.user_id).mapped("name"), *names})

    # what follows in the reports made from it

    def _prepare_follow_up_vals(self, report) -> dict:
        """Return the values of a correction of ``report``, which was made from the corrected one; with all rights.

        :param report: with the rights of who corrects it
        """
        self.ensure_one()
        lines = []
        for line in self._lines_for(report.env.user):
            figure = report._figure_like(line.figure_id)
            new = line._follow_up_value(figure) if figure else None
            if new is not None:
                lines.append({"figure_id": figure.id, "new_value": new, "reason": self.display_name})
        return {
            "error": self.error,
            "report_id": report.id,
            "explanation": self.explanation,
            "is_major": self.is_major,
            "line_ids": [(0, 0, vals) for vals in lines],
        }

    def _lines_for(self, user):
        """Return the lines from which something may follow for ``user``; called with all rights.

        What follows from a corrected figure of a small group tells by how much that was wrong.
        """
        domain = Domain("correction_id", "in", self.ids) & user._small_groups_domain()
        return self.env["customer.statistic.correction.line"].search(domain)

    @api.model
    def _create_follow_up(self, base, report):
        """Report the error in ``report`` that follows from the corrected ``base``, with what is right, to be checked.

        :param base: known with all rights
        """
        follow_up = self.create(base._prepare_follow_up_vals(report))
        # sudo: the responsible writes what follows from the origin, and this is one
        follow_up.sudo()._write_protected({"origin_id": base.id})
        if base.line_ids - base._lines_for(self.env.user):
            follow_up.message_post(
                body=self.env._(
                    "Figures of small groups were corrected too. What follows from them is added by somebody who may "
                    "see them."
                )
            )
        return follow_up
