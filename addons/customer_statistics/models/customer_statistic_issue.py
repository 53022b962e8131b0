from odoo import api, fields, models


class CustomerStatisticIssue(models.Model):
    """The register of what was issued: which report, by whom, when, and the hash of its figures and texts."""

    _name = "customer.statistic.issue"
    _description = "Register of issued statistics"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "report_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    # no foreign key: the entry outlives a report that is destroyed
    report_ref = fields.Integer("Report (ID)", required=True, readonly=True, index=True, aggregator=None)
    report_name = fields.Char("Report", required=True, readonly=True)
    number = fields.Char(readonly=True)
    kind_code = fields.Char("Kind", required=True, readonly=True)
    unit_name = fields.Char("Unit", readonly=True, help="Empty: the whole company.")
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    figures = fields.Integer(readonly=True, help="So many figures were issued.")
    fingerprint = fields.Char(required=True, readonly=True, help="Hash of figures and texts as they were issued.")
    user_id = fields.Many2one("res.users", string="Issued By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("Issued On", required=True, readonly=True)

    _once = models.UniqueIndex("(report_ref)", "The report was issued already.")

    @api.model
    def _enter(self, report, user):
        """Enter an issued report; called with all rights by the report."""
        count = self.env["customer.statistic.figure"].search_count([("report_id", "=", report.id)])
        return self.create(
            {
                "company_id": report.company_id.id,
                "report_ref": report.id,
                "report_name": report.display_name,
                "number": report.number,
                "kind_code": report.kind_id.code,
                "unit_name": report.department_id.name,
                "date_from": report.date_from,
                "date_to": report.date_to,
                "figures": count,
                "fingerprint": report.fingerprint,
                "user_id": user.id,
                "date": report.issued_date,
            }
        )

    def action_open_report(self):
        """Show the report, to whom it is open."""
        self.ensure_one()
        return self.env["customer.statistic.report"].browse(self.report_ref).exists()._get_records_action()
