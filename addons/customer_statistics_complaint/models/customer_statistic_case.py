from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: what is written into the sheet by hand, until it is submitted
TEXTS = {"improvement", "check_result"}


class CustomerStatisticCase(models.Model):
    """A case on the sheet of closed complaints, as it stood when the sheet was drawn up (客诉案件统计表, S1.2-09.10).

    The report draws the rows up, and fixes them with its figures. A row is as open or closed as its case.
    """

    _name = "customer.statistic.case"
    _description = "Case in a statistics report"
    _inherit = ["customer.secrecy.mixin", "customer.export.mixin"]
    _order = "report_id, closed_date, id"
    _rec_name = "number"
    _secrecy_file_field = "file_id"

    report_id = fields.Many2one(
        "customer.statistic.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    complaint_id = fields.Many2one("customer.complaint", required=True, readonly=True, index=True, ondelete="restrict")
    file_id = fields.Many2one(
        related="complaint_id.file_id", store=True, precompute=True, index="btree_not_null", ondelete="restrict"
    )
    secrecy_level_id = fields.Many2one(related="complaint_id.secrecy_level_id", store=True, precompute=True)
    number = fields.Char("Case", readonly=True)
    name = fields.Char("Subject", readonly=True)
    partner_name = fields.Char("Customer", readonly=True)
    product_name = fields.Char("Product", readonly=True)
    cause_class = fields.Char("Class", readonly=True)
    cause_name = fields.Char("Cause", readonly=True)
    received_date = fields.Datetime("Received", readonly=True)
    closed_date = fields.Datetime("Closed", readonly=True)
    days = fields.Float("Days to Close", digits=(12, 1), readonly=True, aggregator="avg", help="Since its acceptance.")
    amount = fields.Monetary("Settlement", readonly=True)
    loss_amount = fields.Monetary("Loss", readonly=True)
    liability = fields.Text("Liable", readonly=True, help="Each liable department or third party with its share.")
    measures = fields.Text(readonly=True, help="What keeps it from happening again, and how far it was carried out.")
    improvement = fields.Text("Proposed Improvement")
    check_result = fields.Text("Result of the Check", help="What the check of the measures found.")

    _once = models.UniqueIndex("(report_id, complaint_id)", "The case is on the sheet already.")

    @api.model
    def _secrecy_exceptions(self, user_id, alias, query=None):
        # who was given the case reads it here too
        complaint_id = SQL.identifier(alias, "complaint_id")
        granted = self.env["customer.access.grant"]._granted_sql(user_id, "customer.complaint", complaint_id)
        return [*super()._secrecy_exceptions(user_id, alias, query), granted]

    # who writes what

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The sheet lists the cases that were closed; nobody adds one by hand."))
        rows = super().create(vals_list)
        rows._check_open()
        return rows

    def write(self, vals):
        self._check_open()
        if not self.env.su and not set(vals) <= TEXTS:
            raise AccessError(
                self.env._("The sheet says what the cases say; only proposals and results of checks are written.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self._check_open()

    def _check_open(self):
        """Refuse to change rows of a sheet that was submitted, whoever changes them.

        :raises UserError: naming the report
        """
        for report in self.report_id:
            if report.state not in ("draft", "computed"):
                raise UserError(self.env._("%s was submitted: its cases stay as they are.", report.display_name))

    # drawing up

    @api.model
    def _facts_of(self, case) -> dict:
        """Return what the sheet says of a closed case."""
        taken = case.closed_date - case.accepted_date if case.accepted_date else None
        classes = dict(case._fields["cause_class"]._description_selection(self.env))
        return {
            "number": case.number,
            "name": case.name,
            "partner_name": case.commercial_partner_id.name or case.partner_id.name,
            "product_name": ", ".join(case.line_ids.product_id.mapped("display_name")),
            "cause_class": classes.get(case.cause_class),
            "cause_name": case.cause_id.name,
            "received_date": case.received_date,
            "closed_date": case.closed_date,
            "days": taken.total_seconds() / 86400 if taken is not None else 0,
            "amount": case.amount,
            "loss_amount": case.loss_amount,
            "liability": "\n".join(self._liability_line(row) for row in case.liability_ids) or False,
            "measures": "\n".join(self._measure_line(row) for row in case.measure_ids) or False,
        }

    @api.model
    def _liability_line(self, row) -> str:
        party = row.partner_id.name or row.department_id.name
        if row.employee_id:
            party = f"{party}, {row.employee_id.name}"
        return f"{party} {row.share:g}%"

    @api.model
    def _measure_line(self, measure) -> str:
        states = dict(measure._fields["state"]._description_selection(self.env))
        return f"{measure.name} ({states[measure.state]})"

    @api.model
    def _proposals_of(self, case) -> dict:
        """Return with what the texts of a new row begin: what the case says already."""
        effects = (measure.effect for measure in case.measure_ids if (measure.effect or "").strip())
        return {"improvement": case.prevention, "check_result": "\n".join(effects) or False}

    def _is_complete(self) -> bool:
        """Say whether the row says what the kind of report asks for of each case."""
        self.ensure_one()
        needed = "check_result" if self.report_id.case_sheet == "checked" else "improvement"
        return bool((self[needed] or "").strip())

    # on paper and in spreadsheets

    def _sheet_title(self) -> str:
        self.ensure_one()
        return " ".join(filter(None, (self.number, self.partner_name, self.cause_name)))

    def _sheet_text(self) -> str:
        """Return what is said of the case, each with its name."""
        names = ("liability", "measures", "improvement", "check_result")
        labels = {name: self._fields[name]._description_string(self.env) for name in names}
        return "\n".join(f"{labels[name]}: {self[name]}" for name in names if self[name])
