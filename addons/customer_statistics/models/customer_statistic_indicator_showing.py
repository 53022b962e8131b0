from collections.abc import Callable

from odoo import models
from odoo.tools import get_lang


class CustomerStatisticIndicator(models.Model):
    """How values of an indicator are written: on screens, on paper and in spreadsheets."""

    _inherit = "customer.statistic.indicator"

    def _shown(self, value: float) -> str:
        """Return ``value`` as it is written, in the language of the reader."""
        return self._writer()(value) if self else ""

    def _writer(self) -> Callable[[float], str]:
        """Return what writes many values of this indicator."""
        # sudo: in which unit an indicator is counted is no secret
        indicator = self.sudo()
        language = self.env["res.lang"].browse(get_lang(self.env).id)
        pattern, sign = f"%.{indicator.decimals}f", " %" if indicator.unit == "percent" else ""
        return lambda value: language.format(pattern, value, grouping=True) + sign

    def _unit_label(self) -> str:
        """Return the unit as a column says it; of amounts the currency."""
        indicator = self.sudo()  # sudo: see _shown
        if indicator.unit == "amount":
            return indicator.company_id.currency_id.name
        return dict(self._fields["unit"]._description_selection(self.env)).get(indicator.unit, "")

    def _number_format(self) -> str:
        """Return the number format of a spreadsheet."""
        indicator = self.sudo()  # sudo: see _shown
        digits = f".{'0' * indicator.decimals}" if indicator.decimals else ""
        # a value in percent is 25, not 0.25
        return f'#,##0{digits}"%"' if indicator.unit == "percent" else f"#,##0{digits}"
