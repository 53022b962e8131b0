from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestWaybill(FileCase):
    def _issue(self, first, last, **values):
        ranges = self.as_role("information_administrator", self.env["customer.waybill.range"])
        return ranges.create(
            {"first_number": first, "last_number": last, "department_id": self.department.id, **values}
        )

    def _use(self, issued, first, last, **values):
        uses = self.as_user(self.clerk, self.env["customer.waybill.use"])
        return uses.create({"range_id": issued.id, "first_number": first, "last_number": last, **values})

    def _doubled(self, call):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            call()

    @proves("S1.8-18")
    def test_a_range_is_traced_and_no_number_is_issued_twice(self):
        issued = self._issue(1000, 1999)
        self._use(issued, 1000, 1450)
        self.assertEqual((issued.count, issued.used_count, issued.left_count), (1000, 451, 549))
        self.assertEqual(issued.left_ranges, "1451-1999")
        for first, last in ((1999, 2500), (500, 1000), (1200, 1300), (1000, 1999)):
            self._doubled(lambda first=first, last=last: self._issue(first, last))
        self._issue(2000, 2999)
        self._issue(1000, 1999, prefix="B")
        self._use(issued, 1500, 1500, kind="spoilt")
        self.assertEqual((issued.left_ranges, issued.left_count), ("1451-1499, 1501-1999", 548))

    def test_no_number_is_used_twice_or_out_of_its_range(self):
        issued = self._issue(1000, 1999)
        self._use(issued, 1000, 1450)
        self._doubled(lambda: self._use(issued, 1450, 1460))
        for first, last in ((998, 999), (999, 999), (1999, 2000)):
            self.assertRefused("not within the issued", lambda first=first, last=last: self._use(issued, first, last))

    def test_the_other_company_has_its_own_numbers(self):
        self._issue(1000, 1999)
        there = self.env["hr.department"].create({"name": "There", "company_id": self.other_company.id})
        issued = self.env["customer.waybill.range"].create(
            {
                "first_number": 1000, "last_number": 1999, "company_id": self.other_company.id,
                "department_id": there.id,
            }
        )  # fmt: skip
        self.assertEqual(issued.company_id, self.other_company)

    def test_what_was_issued_and_used_stays(self):
        issued = self._issue(1000, 1999)
        use = self._use(issued, 1000, 1450, user_id=self.boss.id)
        self.assertEqual(use.user_id, self.clerk)
        with self.assertRaises(AccessError):
            issued.last_number = 1500
        with self.assertRaisesRegex(UserError, "stay on record"):
            issued.sudo().unlink()  # sudo: to show that it does not help
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            use.sudo().last_number = 1400  # sudo: see above
