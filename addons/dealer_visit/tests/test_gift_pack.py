from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestGiftPack(PackCase):
    @proves("S1.6-ka-01b", "S1.6-ka-08", "S1.6-sales-05")
    def test_numbers_of_the_car_dealers_policy(self):
        company = self._empty_company()
        self._apply_shipped("dealer_visit/gifts_001_6.yaml", company)
        here = [("company_id", "=", company.id)]
        gift = self.env["dealer.gift.rule"].search(here)
        self.assertRecordValues(gift, [{"price_multiple": 10, "needs_registration": True, "mode": "observe"}])
        marketing = self.env.ref("customer_policy.group_information_administrator")
        self.assertEqual(gift.register_group_id, marketing)
        self.assertEqual(gift.unregistered_conduct_code, "gift-unregistered-001-6")
        approvals = self.env["customer.approval.rule"].search([*here, ("document_model", "=", "dealer.gift")])
        application, slip = approvals.filtered(lambda rule: not rule.operation), approvals.filtered("operation")
        manager = self.env.ref("customer_policy.group_manager")
        self.assertEqual(application.level_ids.sorted("sequence").mapped("group_id"), marketing | manager)
        self.assertEqual((slip.operation, slip.level_ids.decided_by), ("slip", "manager"))
        referral = self.env["dealer.reward.rule"].search([*here, ("kind", "=", "referral")])
        self.assertEqual((referral.amount, referral.mode), (200, "observe"))
        old, new = (
            self._file(name, life_status=status) for name, status in (("Old", "cooperating"), ("New", "potential"))
        )
        self.assertEqual((old | new).filtered_domain(referral._get_domain()), old)
