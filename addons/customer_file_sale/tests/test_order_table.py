from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import SALESMAN, DealingCase


@tagged("post_install", "-at_install")
class TestOrderTable(DealingCase):
    @proves("S1.6-sales-11")
    def test_a_consultant_sees_the_own_orders_and_the_leader_those_of_the_group(self):
        leader = self._new_user(f"{SALESMAN},customer_file_sale.group_sale_team_leader", login="leader")
        teams = self.env["crm.team"].create(
            [
                {"name": "Group 1", "user_id": leader.id, "company_id": self.company.id},
                {"name": "Group 2", "company_id": self.company.id},
            ]
        )
        own = self._order(1000, team_id=teams[0].id)
        of_colleague = self._order(200, user_id=self.other_seller.id, team_id=teams[0].id)
        elsewhere = self._order(300, user_id=self.other_seller.id, team_id=teams[1].id)
        orders = own | of_colleague | elsewhere

        def seen(user):
            return self.as_user(user, self.env["sale.order"]).search([("id", "in", orders.ids)])

        self.assertEqual(seen(self.seller), own)
        self.assertEqual(seen(leader), own | of_colleague)
        self.assertEqual(self.as_user(leader, of_colleague).order_line.mapped("price_subtotal"), [200])
        with self.assertRaises(AccessError):
            self.as_user(self.seller, of_colleague).read(["amount_total"])
        with self.assertRaises(AccessError):
            self.as_user(leader, of_colleague).write({"note": "x"})
