from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _business_notices(self):
        """Add the grades of the customer that the user may see; they are for colleagues only (S1.1-4.2.1)."""
        notices = super()._business_notices()
        grades = self.env["customer.file.grade"].sudo(False)
        if not grades.has_access("read"):
            return notices
        found = grades.search(
            [
                ("file_id.partner_id", "in", self._business_customers().ids),
                ("company_id", "=", self.company_id.id),
                ("date_to", "=", False),
            ]
        )
        return notices + [row.display_name for row in found]
