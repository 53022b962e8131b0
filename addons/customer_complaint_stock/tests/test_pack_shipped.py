from odoo.tests import tagged

from odoo.addons.customer_complaint_sale.tests import test_pack_shipped


@tagged("post_install", "-at_install")
class TestShippedPacks(test_pack_shipped.TestShippedPacks):
    ADDON = "customer_complaint_stock"
    PACKS = 2

    def _before(self, name):
        """Those of complaints and of settlements of the same policy."""
        settlement = name.replace(self.ADDON, "customer_complaint_sale").replace("_return_", "_settlement_")
        return [*super()._before(name), settlement]
