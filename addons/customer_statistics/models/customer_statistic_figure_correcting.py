from odoo import api, fields, models
from odoo.fields import Domain

#: what says the figure as it was issued
OLD = {"value", "numerator", "denominator"}
#: what stands where there is no figure
NOTHING = "–"


class CustomerStatisticFigure(models.Model):
    """A corrected figure: what was issued stands struck through beside what is right, and nowhere without it."""

    _inherit = "customer.statistic.figure"

    correction_line_ids = fields.One2many("customer.statistic.correction.line", "figure_id", string="Corrections")
    mark = fields.Char("Figure in Words", compute="_compute_mark", help="As it is printed, with its correction.")

    @api.depends("value", "current_value", "is_corrected", "has_value", "unit", "decimals")
    @api.depends_context("lang")
    def _compute_mark(self):
        for figure in self:
            text = figure._issued_text()
            if figure.is_corrected:
                new = figure._shown(figure.current_value)
                text = self.env._("%(old)s corrected to %(new)s", old=text, new=new)
            figure.mark = text

    @api.model
    def _search_display_name(self, operator, value):
        """Find figures by their name or parts of it: the indicator and the groups, in any order."""
        if operator not in ("ilike", "like", "=ilike", "=like", "=") or not isinstance(value, str):
            return NotImplemented
        names = ("indicator_id.name", "group_one_label", "group_two_label")
        parts = [part.strip() for part in value.split("/") if part.strip()]
        return Domain.AND(Domain.OR(Domain(name, operator, part) for name in names) for part in parts)

    def _issued_text(self) -> str:
        """Return the figure as it was issued, in words; a dash where there was none."""
        return self._shown(self.value) if self.has_value else NOTHING

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Export what was issued of a corrected figure as text, with its correction: never alone (S0-12.3)."""
        places = [number for number, path in enumerate(fields) if path and path[0] in OLD]
        if not places or not any(figure.is_corrected for figure in self):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for figure in self:
            # a figure with rows under it takes several, and stands in the first
            own = super(CustomerStatisticFigure, figure)._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
            for place in places if figure.is_corrected else ():
                own[0][place] = figure.mark
            rows += own
        return rows

    # its parts, from which totals and ratios are made

    def _parts(self) -> tuple[float, float]:
        """Return what is divided by what in the figure that counts, of a sum the figure and 1."""
        self.ensure_one()
        numerator = self._numerator_of(self.current_value) if self.is_corrected else self.numerator
        return numerator, self.denominator or 1

    def _numerator_of(self, value: float) -> float:
        """Return what is divided in ``value``, of as many cases as in the figure."""
        return value * (self.denominator or 1)

    def _shifted(self, changes) -> float:
        """Return this total when parts of it change.

        :param changes: of each part the figure, what it was and what it is
        """
        numerator, denominator = self._parts()
        for part, old, new in changes:
            numerator += part._numerator_of(new) - part._numerator_of(old)
        return numerator / denominator

    # what it is a total of

    def _total_domain(self) -> Domain:
        """Return the condition on figures of the report that this one is counted in: its totals."""
        self.ensure_one()
        domain = Domain("report_id", "=", self.report_id.id) & Domain("indicator_id", "=", self.indicator_id.id)
        for name in ("group_one_key", "group_two_key"):
            domain &= Domain(name, "in", [self[name], False])
        return domain & Domain("id", "!=", self.id)

    def _key(self) -> tuple[str, str]:
        """Return its groups; empty: of all."""
        return self.group_one_key or "", self.group_two_key or ""

    def _covers(self, figure) -> bool:
        """Say whether ``figure``, of the same report and indicator, is counted in this total."""
        return self != figure and all(
            mine in ("", theirs) for mine, theirs in zip(self._key(), figure._key(), strict=True)
        )

    def _adds_up(self) -> bool:
        """Say whether this total is the sum of its parts, along the first of its breakdowns that has any.

        Customers who bought are not: one who bought in two groups is counted in each.
        """
        self.ensure_one()
        # sudo: only whether they add up, small groups included
        known = self.sudo()
        same = known.report_id.figure_ids.filtered(lambda one: one.indicator_id == known.indicator_id)
        for along, across in ((0, 1), (1, 0)):
            parts = same.filtered(
                lambda one, along=along, across=across: one._key()[along] and one._key()[across] == known._key()[across]
            )
            if not known._key()[along] and parts:
                sums = [sum(values) for values in zip(*(part._parts() for part in parts), strict=True)]
                pairs = list(zip(sums, known._parts(), strict=True))
                # the parts of a sum are divided by 1, as it is itself
                compared = pairs[:1] if self._is_plain() else pairs
                return all(abs(one - total) <= 1e-9 * max(1, abs(total)) for one, total in compared)
        return False

    def _is_plain(self) -> bool:
        """Say whether it is a sum or count, which is divided by nothing."""
        return (self.denominator or 1) == 1
