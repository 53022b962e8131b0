from odoo import api, models


class CustomerStatisticSource(models.AbstractModel):
    """Where figures are counted, one statement per source. Addons add sources, figures and groups by extending it."""

    _name = "customer.statistic.source"
    _description = "Sources of customer statistics"

    @api.model
    def _figure_selection(self) -> list[tuple[str, str]]:
        """Return the codes of all known figures with their labels."""
        return []

    @api.model
    def _group_selection(self) -> list[tuple[str, str]]:
        """Return the breakdowns there are, with their labels."""
        return [
            ("region", self.env._("Region")),
            ("kind", self.env._("Kind of Customer")),
            ("nature", self.env._("Nature of Customer")),
            ("status", self.env._("Status")),
            ("level", self.env._("Secrecy Level")),
            ("department", self.env._("Department")),
            ("user", self.env._("Responsible")),
        ]
