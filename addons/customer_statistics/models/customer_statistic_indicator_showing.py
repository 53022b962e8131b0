from collections.abc import Callable
from typing import NamedTuple

from odoo import models
from odoo.tools import get_lang


class Terms(NamedTuple):
    """What an indicator is called, and how its values are written."""

    name: str
    unit: str
    decimals: int


class CustomerStatisticIndicator(models.Model):
    """How values of an indicator are written: on screens, on paper and in spreadsheets.

    An issued report has terms of its own, see ``_terms_of`` there; without any they are those of today.
    """

    _inherit = "customer.statistic.indicator"

    def _terms(self) -> Terms:
        # sudo: what an indicator is called and in which unit it is counted is no secret
        indicator = self.sudo()
        return Terms(indicator.name, indicator.unit, indicator.decimals)

    def _kept_terms(self) -> dict[str, dict]:
        """Return, by id, what a report that is issued keeps of these indicators; names in all languages."""
        return {
            str(one.id): {
                "name": one._fields["name"]._get_stored_translations(one),
                "unit": one.unit,
                "decimals": one.decimals,
            }
            for one in self.sorted("id")
        }

    def _shown(self, value: float, terms: Terms | None = None) -> str:
        """Return ``value`` as it is written, in the language of the reader."""
        return self._writer(terms)(value) if self else ""

    def _writer(self, terms: Terms | None = None) -> Callable[[float], str]:
        """Return what writes many values of this indicator."""
        terms = terms or self._terms()
        language = self.env["res.lang"].browse(get_lang(self.env).id)
        pattern, sign = f"%.{terms.decimals}f", " %" if terms.unit == "percent" else ""
        return lambda value: language.format(pattern, value, grouping=True) + sign

    def _unit_label(self, terms: Terms | None = None) -> str:
        """Return the unit as a column says it; of amounts the currency."""
        terms = terms or self._terms()
        if terms.unit == "amount":
            return self.sudo().company_id.currency_id.name  # sudo: the currency of a company is no secret
        return dict(self._fields["unit"]._description_selection(self.env)).get(terms.unit, "")

    def _number_format(self, terms: Terms | None = None) -> str:
        """Return the number format of a spreadsheet."""
        terms = terms or self._terms()
        digits = f".{'0' * terms.decimals}" if terms.decimals else ""
        # a value in percent is 25, not 0.25
        return f'#,##0{digits}"%"' if terms.unit == "percent" else f"#,##0{digits}"
