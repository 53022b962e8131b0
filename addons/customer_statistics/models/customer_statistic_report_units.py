from odoo import api, fields, models


class CustomerStatisticReport(models.Model):
    """The reports of the units under that of the company (S0-03): each unit submits its own."""

    _inherit = "customer.statistic.report"

    part_count = fields.Integer("Units", compute="_compute_parts")
    missing_units = fields.Char(
        "Not Submitted Yet", compute="_compute_parts", help="The units whose reports are still missing."
    )
    counted_parts = fields.Json(
        readonly=True, copy=False, help="The reports of units it was made from, by id, with when they were submitted."
    )
    is_outdated = fields.Boolean(
        "Out of Date",
        compute="_compute_parts",
        help="Units have submitted since their figures were added up, or theirs were taken back.",
    )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "counted_parts"}

    @api.depends("part_ids.state", "part_ids.submitted_date", "counted_parts", "state")
    def _compute_parts(self):
        for report in self:
            # sudo: which units have submitted is for everybody who reads the report of the company
            parts = report.sudo().part_ids.filtered(lambda part: part.state != "cancelled")
            report.part_count = len(parts)
            missing = parts.filtered(lambda part: part.state in ("draft", "computed")).department_id
            report.missing_units = ", ".join(missing.mapped("name"))
            report.is_outdated = (
                report.state in ("computed", "submitted")
                and (report.counted_parts or {}) != report.sudo()._submitted_parts()  # sudo: see above
            )

    def _submitted_parts(self) -> dict[str, str]:
        """Return the reports of units that this one is made from now, by id, with when they were submitted."""
        return {str(part.id): fields.Datetime.to_string(part.submitted_date) for part in self._part_reports()}

    @api.model
    def _of_company(self, kind, first):
        """Return the report of the company, not one of its units, for the period that begins on ``first``."""
        return self.search(
            [
                ("kind_id", "=", kind.id),
                ("date_from", "=", first),
                ("department_id", "=", False),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )

    def _open_parts(self):
        """Open the reports of the units that have none yet: that of a unit within another is part of its report."""
        for report in self.filtered(lambda one: not one.department_id and one.state in ("draft", "computed")):
            # those above come first
            for unit in report.kind_id.unit_ids.sorted(lambda unit: len(unit.parent_path)):
                if not report._report_of(unit):
                    self.create(report._prepare_part_vals(unit))

    def _report_of(self, unit):
        """Return the report of ``unit`` for the same period, of the same kind."""
        self.ensure_one()
        return self.search(
            [
                ("kind_id", "=", self.kind_id.id),
                ("date_from", "=", self.date_from),
                ("department_id", "=", unit.id),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )

    def _report_above(self, unit):
        """Return the report that the one of ``unit`` is part of: of the nearest unit above, or of the company."""
        self.ensure_one()
        above = unit.parent_id
        while above and above not in self.kind_id.unit_ids:
            above = above.parent_id
        return (above and self._report_of(above)) or self

    def _prepare_part_vals(self, unit) -> dict:
        self.ensure_one()
        statisticians = unit._statisticians(self.company_id)
        return {
            "kind_id": self.kind_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "department_id": unit.id,
            "parent_id": self._report_above(unit).id,
            "responsible_id": (statisticians[:1] or unit._get_manager_user() or self.responsible_id).id,
        }

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # set here, since default_<field> in the context is user input
            vals_list = [{**vals, "parent_id": self._parent_of(vals).id} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _parent_of(self, vals: dict):
        """Return the report that one with these values is a part of."""
        kind = self.env["customer.statistic.kind"].browse(vals.get("kind_id"))
        if not vals.get("department_id") or not kind or not vals.get("date_from"):
            return self.browse()
        # sudo: that there is one for the company is no secret
        whole = self.sudo()._of_company(kind, fields.Date.to_date(vals["date_from"]))
        return whole and whole._report_above(self.env["hr.department"].browse(vals["department_id"]).sudo())

    def _submit_obstacle(self) -> str:
        """Say what is missing before the report can be submitted."""
        if self.is_outdated:
            return self.env._("Units have submitted or taken back figures since it was computed: compute it again.")
        if obstacle := self._base_obstacle():
            return obstacle
        kind = self.kind_id.sudo()  # sudo: what a kind is set to is no secret
        if self.missing_units and self.waits_for_units and kind.mode == "enforce":
            return f"{self.env._('These units have not submitted yet: %s.', self.missing_units)} {kind._why()}"
        if empty := self.total_ids.filtered(lambda one: one.indicator_id.kind == "entered" and not one.has_value):
            return self.env._("Not entered yet: %s.", ", ".join(empty.indicator_id.mapped("name")))
        return ""

    def _before_submit(self):
        for report in self:
            kind = report.kind_id.sudo()  # sudo: see above
            if report.missing_units and report.waits_for_units and kind.mode == "observe":
                kind._breached_by(report, self.env._("%s: units have not submitted yet.", report.display_name))

    def _taking_back_obstacle(self) -> str:
        """Say that what was added up and submitted is not taken back from below."""
        # sudo: the state of the report above is no secret
        if not self.env.su and self.state == "submitted" and self.parent_id.sudo().state == "submitted":
            return self.env._("Its figures are part of a report that was submitted: send that back first.")
        return ""

    def _part_obstacle(self) -> str:
        """Say that the report of a unit is issued with that of the company."""
        # sudo: the state of the company's report is no secret
        if not self.env.su and self.parent_id.sudo().state in ("draft", "computed", "submitted"):
            return self.env._("It is issued with the report of the company.")
        return ""

    def _issue_parts(self):
        """Issue what the units have submitted, with the report of the company; called with all rights."""
        parts = self.part_ids.filtered(lambda part: part.state == "submitted")
        if parts:
            parts._run_step("issue")

    def _plan_values(self) -> dict[tuple[int, tuple[str, str]], float]:
        """Return what is planned for the period, by indicator and the keys of both groups."""
        self.ensure_one()
        plans = self.env["customer.statistic.plan"]
        planned = plans._planned(self.company_id, self.date_from, self.date_to, self.department_id)
        return {(indicator_id, (one, two)): value for (indicator_id, one, two), value in planned.items()}
