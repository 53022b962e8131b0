from odoo import api, fields, models

from .customer_statistic_report_computing import Sheet


class CustomerStatisticReport(models.Model):
    """What became of an issued report: its corrections, the notes it carries about others, who has it."""

    _inherit = "customer.statistic.report"

    correction_ids = fields.One2many("customer.statistic.correction", "report_id", string="Corrections")
    correction_count = fields.Integer(compute="_compute_corrections")
    is_corrected = fields.Boolean(
        "Was Corrected", compute="_compute_corrections", search="_search_is_corrected", help="Figures of it were wrong."
    )
    note_ids = fields.One2many(
        "customer.statistic.correction",
        "note_report_id",
        string="Notes on Earlier Reports",
        help="Errors in earlier reports that were found in this period.",
    )
    base_correction_ids = fields.Many2many(
        "customer.statistic.correction",
        "customer_statistic_correction_flagged_rel",
        "report_id",
        "correction_id",
        string="Corrections of What It Was Made From",
        readonly=True,
        copy=False,
    )
    open_base_correction_ids = fields.Many2many(
        "customer.statistic.correction",
        string="Made from Wrong Figures",
        compute="_compute_open_base_correction_ids",
        help="Corrected after this report was issued, and not corrected here yet.",
    )
    receipt_ids = fields.One2many("customer.statistic.receipt", "report_id", string="Who Has It")
    receipt_count = fields.Integer(compute="_compute_receipt_count")

    @api.depends("correction_ids.state")
    def _compute_corrections(self):
        # sudo: whoever reads the report knows that it was corrected
        corrections = self.env["customer.statistic.correction"].sudo()
        groups = corrections._read_group(
            [("report_id", "in", self.ids), ("state", "!=", "refused")], ["report_id", "state"], ["__count"]
        )
        counts = {}
        for report, state, count in groups:
            counts.setdefault(report.id, {})[state] = count
        for report in self:
            states = counts.get(report._origin.id, {})
            report.correction_count = sum(states.values())
            report.is_corrected = "applied" in states

    def _search_is_corrected(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: see above
        query = self.env["customer.statistic.correction"].sudo()._search([("state", "=", "applied")])
        found = fields.Domain("id", "in", query.subselect("report_id"))
        return found if True in value else ~found

    @api.depends("base_correction_ids", "correction_ids.origin_id", "correction_ids.state")
    def _compute_open_base_correction_ids(self):
        for report in self:
            # sudo: that it was made from wrong figures is for whoever reads it
            known = report.sudo()
            done = known.correction_ids.filtered(lambda one: one.state in ("applied", "refused")).origin_id
            report.open_base_correction_ids = (known.base_correction_ids - done).ids

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        receipts = self.env["customer.statistic.receipt"]
        counts = dict(receipts._read_group([("report_id", "in", self.ids)], ["report_id"], ["__count"]))
        for report in self:
            report.receipt_count = counts.get(report._origin, 0)

    def action_report_error(self):
        """Report an error in this issued report."""
        self.ensure_one()
        action = self._window("customer_statistic_correction_action")
        context = {"default_report_id": self.id}
        return {**action, "view_mode": "form", "views": [(False, "form")], "context": context}

    def action_correct_base(self):
        """Correct what was made from figures that were corrected since: propose it line by line."""
        self.ensure_one()
        corrections = self.env["customer.statistic.correction"]
        for base in self.open_base_correction_ids.sudo():  # sudo: of what it was made from the proposed values alone
            begun = self.correction_ids.filtered(lambda one, base=base: one.origin_id.id == base.id)
            corrections |= begun or corrections._create_follow_up(base, self)
        return corrections._get_records_action(name=self.env._("Corrections"))

    def action_view_corrections(self):
        self.ensure_one()
        action = self._window("customer_statistic_correction_action")
        return {**action, "domain": [("report_id", "=", self.id)], "context": {"default_report_id": self.id}}

    def action_view_receipts(self):
        self.ensure_one()
        action = self._window("customer_statistic_receipt_action")
        return {**action, "domain": [("report_id", "=", self.id)], "context": {}}

    @api.model
    def _window(self, name: str) -> dict:
        return self.env["ir.actions.act_window"]._for_xml_id(f"customer_statistics.{name}")

    def _report_around(self, day):
        """Return the report of the same kind and unit for the period of ``day``, opened where there is none."""
        self.ensure_one()
        domain = [
            ("kind_id", "=", self.kind_id.id),
            ("department_id", "=", self.department_id.id),
            ("date_from", "<=", day),
            ("date_to", ">=", day),
            ("state", "!=", "cancelled"),
        ]
        found = self.search(domain, limit=1)
        if not found:
            vals = self._prepare_around_vals(day)
            found = self.create({**vals, "parent_id": self._parent_of(vals).id})
        return found

    def _prepare_around_vals(self, day) -> dict:
        first, last = self.kind_id._period_of(day)
        return {
            "kind_id": self.kind_id.id,
            "department_id": self.department_id.id,
            "responsible_id": self.responsible_id.id,
            "date_from": first,
            "date_to": last,
        }

    def _figure_like(self, figure):
        """Return the figure of this report that counts the same as one of another report; empty when there is none."""
        self.ensure_one()
        return self.figure_ids.filtered(
            lambda one: one.indicator_id == figure.indicator_id and one._key() == figure._key()
        )[:1]

    # formulas

    def _formulas_after(self, changes: dict) -> dict:
        """Return what formulas come to when figures of this issued report change; called with all rights.

        :param changes: figures with what they are changed to
        :return: figures of the formulas that use them, with what follows; None where that cannot be told
        """
        self.ensure_one()
        indicators = self.kind_id.line_ids.indicator_id
        affected = indicators._formulas_using({figure.indicator_id for figure in changes})
        present = {key: one for key, one in self._stored(self)[self.id].items() if key not in affected._ids}
        for figure, value in changes.items():
            if figure.indicator_id not in affected:
                cells = present[figure.indicator_id.id].cells
                cell = cells[figure._key()]
                numerator = figure._numerator_of(value) if cell.denominator is not None else value
                cells[figure._key()] = cell._replace(numerator=numerator)
        plans = {(one.indicator_id.id, one._key()): one.plan for one in self.figure_ids if one.has_plan}
        drawn = Sheet(present, self._beside("previous"), self._beside("last_year"), plans)
        self._evaluate(affected, drawn.present, drawn)
        found = {}
        for figure in self.figure_ids.filtered(lambda one: one.indicator_id in affected and one not in changes):
            cell = drawn.present[figure.indicator_id.id].at(figure._key())
            found[figure] = cell.value if cell else None
        return found

    def _unverified_corrections(self):
        """Return the figures whose corrected value is not that of the last correction: changed past the program."""
        self.ensure_one()
        # sudo: only which, of a report the caller reads
        figures = self.sudo().figure_ids
        wrong = figures.browse()
        for figure in figures:
            applied = figure.correction_line_ids.filtered(lambda line: line.correction_id.state == "applied")
            last = applied.sorted(lambda line: (line.correction_id.applied_date, line.id))[-1:]
            if figure.is_corrected != bool(last) or (last and figure.corrected_value != last.new_value):
                wrong |= figure
        return wrong.sudo(False)
