from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import period
from ..tools.period_label import period_label

SUPERVISOR = "customer_policy.group_supervisor"


class CustomerStatisticKind(models.Model):
    """A report that a company draws up again and again: which figures, for what period, by whom, until when."""

    _name = "customer.statistic.kind"
    _description = "Kind of statistics report"
    _inherit = ["customer.policy.rule.mixin"]

    period = fields.Selection(
        [("day", "Day"), ("week", "Week"), ("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    period_count = fields.Integer("Periods", default=1, required=True, help="2 with months: every two months.")
    line_ids = fields.One2many("customer.statistic.kind.line", "kind_id", string="Indicators", copy=True)
    base_kind_id = fields.Many2one(
        "customer.statistic.kind",
        string="Made from",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its issued reports of the period are added up, a year from twelve months; what is missing is counted.",
    )
    unit_ids = fields.Many2many(
        "hr.department",
        string="Reporting Units",
        check_company=True,
        help="Each draws up its own report and submits it; that of the company adds them up.",
    )
    waits_for_units = fields.Boolean(
        "Waits for All Units", default=True, help="Not submitted while the report of a unit is missing."
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Drawn Up By",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Empty: whoever opens the report, or a supervisor where it is opened by itself.",
    )
    opens_by_itself = fields.Boolean(
        "Opened by Itself", help="A report is opened for each period, the day after it has ended."
    )
    unit_due_days = fields.Integer("Units Submit within", help="Days after the end of the period; 0: no day is set.")
    due_days = fields.Integer("Issued within", help="Days after the end of the period; 0: no day is set.")
    group_one = fields.Selection(
        lambda self: self.env["customer.statistic.source"]._group_selection(), string="By", help="First breakdown."
    )
    group_two = fields.Selection(
        lambda self: self.env["customer.statistic.source"]._group_selection(), string="And by", help="Second breakdown."
    )
    text = fields.Selection(
        [("none", "Nothing"), ("explanation", "Explanation"), ("analysis", "Analysis Report")],
        string="Needs in Writing",
        required=True,
        default="none",
        help="Explanation: cause, effect and consequence for the main indicators that have a problem. "
        "Analysis: how far the plan is fulfilled, the reasons, and improvements.",
    )
    needs_survey = fields.Boolean("Needs Its Survey", help="Not issued without saying which surveys it rests on.")
    needs_document = fields.Boolean("Needs Its Document", help="Not issued without the written report attached.")
    needs_comment = fields.Boolean("Needs a Comment", help="Not issued before a manager has commented on it.")
    late_conduct_code = fields.Char(
        "Late", help="Code of the conduct rule that a unit's late report counts for; empty: for none."
    )
    refusal_conduct_code = fields.Char("Refused", help="Code of the conduct rule about units that do not report.")
    false_conduct_code = fields.Char(
        "False or Concealed", help="Code of the conduct rule about false or concealed figures."
    )
    forgery_conduct_code = fields.Char("Forged", help="Code of the conduct rule about forged or altered figures.")
    least_customers = fields.Integer(
        "Smallest Group",
        help="Figures of fewer customers are shown only to those who may open all of their files; 0: no limit.",
    )
    secret_customers = fields.Selection(
        [("counted", "Counted"), ("left_out", "Left Out")],
        required=True,
        default="counted",
        help="Whether customers whose files have a level of secrecy are part of the figures.",
    )
    own_secrecy_level_id = fields.Many2one(
        "customer.secrecy.level",
        string="Level of the Reports",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    recipient_ids = fields.Many2many(
        "res.users", string="Recipients", domain=[("share", "=", False)], help="Each issued report is sent to them."
    )
    runs_in_background = fields.Boolean(help="Computed by a scheduled job, with progress, while one goes on working.")

    _numbers = models.Constraint(
        "CHECK(period_count > 0 AND unit_due_days >= 0 AND due_days >= 0 AND least_customers >= 0)",
        "A period has at least one unit; days and customers cannot be negative.",
    )

    @api.constrains("base_kind_id", "period", "period_count")
    def _check_base_kind(self):
        for kind in self.filtered("base_kind_id"):
            if kind._has_cycle("base_kind_id"):
                raise ValidationError(self.env._("%s: it cannot be made from itself.", kind.name))
            whole = kind._period_of(fields.Date.today())
            base = kind.base_kind_id
            if base._period_of(whole.first).first != whole.first or base._period_of(whole.last).last != whole.last:
                raise ValidationError(
                    self.env._(
                        "%(kind)s: its period is not made up of periods of “%(base)s”.", kind=kind.name, base=base.name
                    )
                )

    def write(self, vals):
        if "company_id" in vals:
            self._check_stays(vals["company_id"])
        return super().write(vals)

    def _check_stays(self, company_id: int):
        """Refuse to move a kind to another company: its reports, issued ones too, would go with it.

        :raises UserError: naming the kind
        """
        # sudo: whether there are any, whoever reads them
        moved = self.filtered(lambda kind: kind.company_id.id != company_id)
        for [kind] in (
            moved.env["customer.statistic.report"].sudo()._read_group([("kind_id", "in", moved.ids)], ["kind_id"])
        ):
            raise UserError(self.env._("%s has reports, and stays in its company.", kind.name))

    def _main_lines(self) -> dict:
        """Return the lines of main indicators, by kind and indicator."""
        names = ["kind_id", "indicator_id", "is_main", "completion_needed"]
        domain = [("kind_id", "in", self.ids), ("is_main", "=", True)]
        found = self.env["customer.statistic.kind.line"].search_fetch(domain, names) if self else ()
        return {(line.kind_id, line.indicator_id): line for line in found}

    def _period_of(self, day):
        """Return the first and the last day of the period that ``day`` is in."""
        self.ensure_one()
        return period.around(day, self.period, self.period_count)

    def _period_label(self, first, last) -> str:
        self.ensure_one()
        return period_label(first, last, self.period, self.period_count)

    def _get_responsible(self):
        """Return who draws up reports that nobody opened: the one named, or else a supervisor of the company."""
        self.ensure_one()
        # sudo: who is in a group, to choose one
        supervisors = self.env.ref(SUPERVISOR).sudo().all_user_ids
        ours = supervisors.filtered(lambda user: user.active and self.company_id in user.company_ids)
        return self.responsible_id or ours.sorted("id")[:1]

    def _unfulfillable(self):
        lost = self.filtered(
            lambda kind: (
                (kind.opens_by_itself and not kind._get_responsible())
                or not all(unit._statisticians(kind.company_id) for unit in kind.unit_ids)
            )
        )
        return super()._unfulfillable() | lost

    # opening reports

    def _open_reports(self, day, responsible=None):
        """Open what is missing of the reports for the period that ``day`` is in, those of the units as well.

        :param responsible: who draws them up where the kind names nobody; default: the user
        :return: the reports of the companies
        :raises UserError: for a kind that is switched off
        """
        reports = self.env["customer.statistic.report"]
        opened = reports
        for kind in self:
            if kind.mode == "off" or not kind.active:
                raise UserError(self.env._("%s is switched off.", kind.name))
            first, last = kind._period_of(day)
            opened |= reports._of_company(kind, first) or reports.create(
                {
                    "kind_id": kind.id,
                    "date_from": first,
                    "date_to": last,
                    "responsible_id": (kind.responsible_id or responsible or self.env.user).id,
                }
            )
        opened._open_parts()
        return opened

    @api.model
    def _cron_open_reports(self):
        """Open the reports of the periods that have ended; of all since the last one where the job did not run."""
        kinds = self.search([("opens_by_itself", "=", True), ("mode", "!=", "off")])
        for kind in kinds:
            responsible = kind._get_responsible()
            today = kind.company_id._policy_today()
            if responsible and not (kind.effective_from and kind.effective_from > today):
                for day in kind._days_to_open(today):
                    kind._open_reports(day, responsible)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _days_to_open(self, today) -> list:
        """Return a day of each period that has ended and has no report yet, from the last one on that has."""
        self.ensure_one()
        ended = self._period_of(self._period_of(today).first - timedelta(days=1))
        latest = self.env["customer.statistic.report"].search(
            [("kind_id", "=", self.id), ("department_id", "=", False)], order="date_from desc", limit=1
        )
        if not latest:
            return [ended.first]
        days, missing = [], self._period_of(latest.date_to + timedelta(days=1))
        while missing.first <= ended.first:
            days.append(missing.first)
            missing = self._period_of(missing.last + timedelta(days=1))
        return days

    def action_view_reports(self):
        """Show the reports of this kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_statistics.customer_statistic_report_action")
        return {**action, "domain": [("kind_id", "=", self.id)], "context": {"default_kind_id": self.id}}
