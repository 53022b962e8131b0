from odoo import api, fields, models


class CustomerStatisticReport(models.Model):
    """The reports of the units under that of the company (S0-03): each unit submits its own."""

    _inherit = "customer.statistic.report"

    part_count = fields.Integer("Units", compute="_compute_parts")
    missing_part_ids = fields.Many2many(
        "customer.statistic.report", string="Not Submitted Yet", compute="_compute_parts"
    )
    is_outdated = fields.Boolean(
        "Out of Date", compute="_compute_parts", help="A unit has submitted figures since they were added up."
    )

    @api.depends("part_ids.state", "part_ids.submitted_date", "computed_date")
    def _compute_parts(self):
        for report in self:
            # sudo: which units have submitted is for everybody who reads the report of the company
            parts = report.sudo().part_ids.filtered(lambda part: part.state != "cancelled")
            report.part_count = len(parts)
            report.missing_part_ids = parts.filtered(lambda part: part.state in ("draft", "computed")).ids
            since = report.computed_date
            report.is_outdated = bool(since) and any(
                part.submitted_date and part.submitted_date > since for part in parts
            )

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
        """Open the reports of the units that have none yet."""
        vals_list = []
        for report in self.filtered(lambda one: not one.department_id and one.state in ("draft", "computed")):
            known = report.part_ids.filtered(lambda part: part.state != "cancelled").department_id
            vals_list += [report._prepare_part_vals(unit) for unit in report.kind_id.unit_ids - known]
        return self.create(vals_list)

    def _prepare_part_vals(self, unit) -> dict:
        self.ensure_one()
        statisticians = unit._statisticians(self.company_id)
        return {
            "kind_id": self.kind_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "department_id": unit.id,
            "parent_id": self.id,
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
        """Return the report of the company that one with these values is a part of."""
        kind = self.env["customer.statistic.kind"].browse(vals.get("kind_id"))
        if not vals.get("department_id") or not kind or not vals.get("date_from"):
            return self.browse()
        # sudo: that there is one for the company is no secret
        return self.sudo()._of_company(kind, fields.Date.to_date(vals["date_from"]))

    def _submit_obstacle(self) -> str:
        """Say what is missing before the report can be submitted."""
        if self.is_outdated:
            return self.env._("Units have submitted since it was computed: compute it again.")
        kind = self.kind_id.sudo()  # sudo: what a kind is set to is no secret
        if self.missing_part_ids and kind.waits_for_units and kind.mode == "enforce":
            units = ", ".join(self.missing_part_ids.sudo().department_id.mapped("name"))  # sudo: names of units
            return f"{self.env._('These units have not submitted yet: %s.', units)} {kind._why()}"
        return ""

    def _before_submit(self):
        for report in self:
            kind = report.kind_id.sudo()  # sudo: see above
            if report.missing_part_ids and kind.waits_for_units and kind.mode == "observe":
                kind._breached_by(report, self.env._("%s: units have not submitted yet.", report.display_name))

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
