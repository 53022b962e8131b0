from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .common import CommissionCase


@tagged("post_install", "-at_install")
class TestCommissionTour(TourCase, CommissionCase):
    def test_from_the_invoice_to_the_bill(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(1000000, day="2026-05-10")
        with freeze_time("2026-06-01 05:00:00"):
            may = self._made()
        self._tour(f"commission-statements/{may.id}", "dealer_commission_confirm", self.clerk)
        self.assertRecordValues(may, [{"state": "confirmed", "confirmed_by_id": self.clerk.id, "commission": 5000}])
        self._tour(f"commission-statements/{may.id}", "dealer_commission_approve", self.boss)
        self._tour(f"commission-statements/{may.id}", "dealer_commission_bill", self.accountant)
        self.assertRecordValues(may.bill_id, [{"state": "draft", "amount_total": 5000}])

    def test_views(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(1000000, day="2026-05-10")
        self._made()
        self._tour("commission-statements", "dealer_commission_views", self.boss)
