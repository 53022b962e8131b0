from odoo import api, fields, models

from ..tools.period import Period
from .customer_statistic_counting import TOTAL, Cell, Counted
from .customer_statistic_report_computing import Sheet, Table

#: differences below this part of a figure come from adding up in another order
NEGLIGIBLE = 1e-9


class CustomerStatisticDifference(models.Model):
    """Where what was issued is not what would be counted today, for the information supervisor alone.

    Orders and invoices go on changing; the figures that were issued stay, and are corrected where they were wrong.
    """

    _name = "customer.statistic.difference"
    _description = "Difference between issued and recounted figures"
    _order = "report_id desc, indicator_id, group_one_label nulls first, group_two_label nulls first, id"
    _rec_name = "indicator_id"

    report_id = fields.Many2one(
        "customer.statistic.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    indicator_id = fields.Many2one(
        "customer.statistic.indicator", required=True, readonly=True, index=True, ondelete="cascade"
    )
    group_one_label = fields.Char("Group", readonly=True)
    group_two_label = fields.Char("Second Group", readonly=True)
    issued = fields.Float(digits=0, readonly=True, aggregator=None, help="As issued, or corrected since.")
    has_issued = fields.Boolean(readonly=True)
    recounted = fields.Float(digits=0, readonly=True, aggregator=None, help="What is counted today.")
    has_recounted = fields.Boolean(readonly=True)
    difference = fields.Float(digits=0, readonly=True, aggregator=None)
    is_small = fields.Boolean(readonly=True, help="Of so few customers that one of them could be told from it.")
    unit = fields.Selection(related="indicator_id.unit", string="Measured In")
    decimals = fields.Integer(related="indicator_id.decimals")


class CustomerStatisticReport(models.Model):
    _inherit = "customer.statistic.report"

    difference_ids = fields.One2many(
        "customer.statistic.difference",
        "report_id",
        string="Differences",
        readonly=True,
        groups="customer_policy.group_supervisor",
    )
    difference_count = fields.Integer(compute="_compute_difference_count", groups="customer_policy.group_supervisor")
    # not kept to a group: whoever opens a report sets what is protected to nothing
    recounted_date = fields.Datetime("Recounted On", readonly=True, copy=False)

    @api.depends("difference_ids", "recounted_date")
    def _compute_difference_count(self):
        differences, counted = self.env["customer.statistic.difference"], self.filtered("recounted_date")
        counts = {}
        if counted:
            counts = dict(differences._read_group([("report_id", "in", counted.ids)], ["report_id"], ["__count"]))
        for report in self:
            report.difference_count = counts.get(report._origin, 0)

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "recounted_date"}

    def action_check_recount(self):
        """Count these issued reports again, and keep where that comes to something else."""
        # only supervisors may write these rows' reports and read the rows
        self.env["customer.statistic.difference"].check_access("read")
        self.check_access("write")
        # sudo: counted over customers of all levels; rules decide who reads which row
        for report in self.sudo().filtered(lambda one: one.state == "issued"):
            report.difference_ids.unlink()
            report.difference_ids.create(list(report._prepare_differences()))
            report._write_protected({"recounted_date": fields.Datetime.now()})
        return self.action_view_differences()

    def action_view_differences(self):
        """Show where the figures that were issued are not what is counted today."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statistics.customer_statistic_difference_action"
        )
        return {**action, "domain": [("report_id", "in", self.ids)], "context": {}}

    def _recounted(self) -> Table:
        """Count the figures of this report anew, also those that were added up from shorter periods."""
        self.ensure_one()
        needed = self.kind_id.line_ids.indicator_id._with_operands()
        entered = self._stored(self).get(self.id, {})
        sheet = Sheet(
            self._counted(
                Period(self.date_from, self.date_to),
                needed.filtered(lambda one: one.kind in ("known", "records")),
                lambda: None,
            ),
            self._beside("previous"),
            self._beside("last_year"),
            self._plan_values(),
        )
        for one in needed.filtered(lambda one: one.kind == "entered"):
            sheet.present[one.id] = entered.get(one.id, Counted({TOTAL: Cell(None)}))
        self._evaluate(needed, sheet.present, sheet)
        return sheet.present

    def _prepare_differences(self):
        """Give the values of a row for each figure that comes to something else; called with all rights."""
        recounted, least = self._recounted(), self.kind_id.least_customers
        issued = {
            (one.indicator_id.id, (one.group_one_key or "", one.group_two_key or "")): one for one in self.figure_ids
        }
        indicators = self.kind_id.line_ids.indicator_id.filtered(lambda one: one.kind != "entered")
        keys = {*issued} | {(one.id, key) for one in indicators for key in recounted[one.id].cells}
        columns = self._group_columns({key for _indicator, key in keys})
        for indicator_id, key in keys:
            if indicator_id not in indicators._ids:
                continue
            figure = issued.get((indicator_id, key))
            cell = recounted[indicator_id].at(key) or Cell(None)
            old = figure.current_value if figure and figure.has_value else None
            if self._is_same(old, cell.value):
                continue
            yield {
                "report_id": self.id,
                "company_id": self.company_id.id,
                "indicator_id": indicator_id,
                **{name: columns[key][name] for name in ("group_one_label", "group_two_label")},
                "issued": old or 0.0,
                "has_issued": old is not None,
                "recounted": cell.value or 0.0,
                "has_recounted": cell.value is not None,
                "difference": float(cell.value or 0) - (old or 0),
                "is_small": bool(figure and figure.is_small) or 0 < cell.customers < least,
            }

    @staticmethod
    def _is_same(old: float | None, new: float | None) -> bool:
        """Say whether two figures are the same; no figure, and nothing counted, are."""
        old, new = float(old or 0), float(new or 0)
        return abs(old - new) <= NEGLIGIBLE * max(abs(old), abs(new), 1)
