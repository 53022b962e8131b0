from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerStatisticPlan(models.Model):
    """What an indicator is to reach in a period, of the company or of a unit; months add up to quarters and years."""

    _name = "customer.statistic.plan"
    _description = "Plan of an indicator"
    _inherit = ["customer.fixed.mixin"]
    _fixed_fields = ("company_id",)
    _order = "date_from desc, indicator_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    indicator_id = fields.Many2one(
        "customer.statistic.indicator", required=True, index=True, ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the whole company, whose plan is else the sum of its units.",
    )
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date("Until", required=True)
    group_one_key = fields.Char("Group (Code)", help="Of which group of the first breakdown; empty: of all.")
    group_two_key = fields.Char("Second Group (Code)", help="Of which group of the second breakdown; empty: of all.")
    value = fields.Float("Plan", required=True, digits=0, aggregator="sum")
    unit = fields.Selection(related="indicator_id.unit", string="Measured In")
    note = fields.Char()

    _once = models.UniqueIndex(
        "(company_id, indicator_id, COALESCE(department_id, 0), date_from, date_to, COALESCE(group_one_key, ''), "
        "COALESCE(group_two_key, ''))",
        "There is a plan of this indicator for the period already.",
    )
    _in_order = models.Constraint("CHECK(date_from <= date_to)", "A plan ends after it begins.")

    @api.depends("indicator_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            # sudo: what an indicator is called is no secret
            plan.display_name = f"{plan.indicator_id.sudo().name or ''} {plan.date_from} – {plan.date_to}".strip()

    def _same_of(self):
        """Return what two plans have in common that are about the same thing."""
        self.ensure_one()
        return (
            self.company_id, self.indicator_id, self.department_id, self.group_one_key or "", self.group_two_key or "",
        )  # fmt: skip

    @api.constrains(
        "company_id", "indicator_id", "department_id", "date_from", "date_to", "group_one_key", "group_two_key"
    )
    def _check_overlap(self):
        """Of two plans about the same thing, one lies within the other or they lie apart: they add up."""
        for plan in self:
            others = self.search(
                [
                    ("id", "!=", plan.id),
                    ("company_id", "=", plan.company_id.id),
                    ("indicator_id", "=", plan.indicator_id.id),
                    ("department_id", "=", plan.department_id.id),
                    ("date_from", "<=", plan.date_to),
                    ("date_to", ">=", plan.date_from),
                ]
            )
            for other in others.filtered(lambda other, plan=plan: other._same_of() == plan._same_of()):
                inside = other.date_from <= plan.date_from and plan.date_to <= other.date_to
                around = plan.date_from <= other.date_from and other.date_to <= plan.date_to
                if not (inside or around):
                    raise ValidationError(
                        self.env._(
                            "%(plan)s overlaps with %(other)s.", plan=plan.display_name, other=other.display_name
                        )
                    )

    @api.model
    def _planned(self, company, first, last, department=None) -> dict[tuple[int, str, str], float]:
        """Return what is planned for a period: a plan for just this period, or else what shorter ones make up.

        Numbers and amounts add up where there is no gap; of what counts at its end, the last one holds; averages, and
        what is counted anew, have no plan but their own. The plan of the company is, where it has none, the sum of
        those of its units.

        :return: by indicator and the keys of both groups, "" for all
        """
        # sudo: the report stores the plan beside its figures
        known = self.sudo()
        domain = [("company_id", "=", company.id), ("date_from", ">=", first), ("date_to", "<=", last)]
        if department:
            return known.search([*domain, ("department_id", "=", department.id)])._make_up(first, last)
        by_unit = known.search(domain).grouped("department_id")
        ours = by_unit.pop(self.env["hr.department"], known.browse())
        found, planned = {}, set()
        # those above come first: what is planned for a unit within another is part of that
        for unit in sorted(by_unit, key=lambda unit: unit.parent_path.count("/")):
            adding = by_unit[unit].filtered(
                lambda one: one.indicator_id._adds_up() or one.indicator_id.rollup == "last"
            )
            above = {int(part) for part in unit.parent_path.split("/") if part}
            for key, value in adding._make_up(first, last).items():
                if not any((key, department_id) in planned for department_id in above):
                    found[key] = found.get(key, 0.0) + value
                    planned.add((key, unit.id))
        return {**found, **ours._make_up(first, last)}

    def _make_up(self, first, last) -> dict[tuple[int, str, str], float]:
        """Return what these plans of one unit, or of the company, make up for the period."""
        found = {}
        about = self.grouped(lambda one: (one.indicator_id.id, one.group_one_key or "", one.group_two_key or ""))
        for key, same in about.items():
            exact = same.filtered(lambda one: (one.date_from, one.date_to) == (first, last))
            if exact:
                found[key] = exact.value
            elif same.indicator_id._adds_up() and (parts := same._without_gap(first, last)):
                found[key] = sum(parts.mapped("value"))
            elif same.indicator_id.rollup == "last" and (at_end := same.filtered(lambda one: one.date_to == last)):
                found[key] = at_end.sorted("date_from")[-1].value
        return found

    def _without_gap(self, first, last):
        """Return those of these plans that, one after the other, make up the period; empty where there is a gap."""
        parts, day = self.browse(), first
        while day <= last:
            # the longest: a month within a quarter that has a plan of its own is part of that
            next_part = self.filtered(lambda one, day=day: one.date_from == day).sorted("date_to")[-1:]
            if not next_part:
                return self.browse()
            parts |= next_part
            day = next_part.date_to + timedelta(days=1)
        return parts
