from odoo import Command

from odoo.addons.customer_archive.tests.destruction_common import DECIDING, DestructionCase
from odoo.addons.customer_statistics.tests.common import StatisticCase


class ReportArchiveCase(StatisticCase, DestructionCase):
    """A monthly report that was issued in June 2023 with a term of two years, and three people who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls._indicator("okapi", kind="entered")
        cls.kind = cls._report_kind(cls.new, retention_id=cls._retention(24, code="two").id, text="explanation")
        cls.report = cls._issued(cls._report(cls.kind, "2023-05-01", "2023-05-31"))

    @classmethod
    def _issued(cls, report, moment="2023-06-10 02:00:00"):
        """Issue a report with one figure, at a moment."""
        report.total_ids.with_user(cls.supervisor).write({"value": 76543.25})
        report.explanation = "okapi explained"
        report = report.with_user(cls.supervisor)
        report.action_submit()
        report.action_issue()
        report.flush_recordset()
        cls.env.cr.execute("UPDATE customer_statistic_report SET issued_date = %s WHERE id = %s", [moment, report.id])
        report.invalidate_recordset()
        report.sudo()._start_retention(report.kind_id.retention_id, report._issue_day())
        return report.sudo().with_user(cls.env.user)

    def _destruction(self, reports, **values):
        # statistics are kept by the supervisors: another one than who approves asks (S0-06)
        requests = self.as_user(self.boss, self.Requests)
        vals = {"report_ids": [Command.set(reports.ids)], "witness_id": self.clerk.id, **values}
        return requests.create(vals)

    def _destroyed(self, reports):
        request = self._destruction(reports)
        self._approve(request, *DECIDING)
        request.action_destroy()
        self.env.invalidate_all()
        return request
