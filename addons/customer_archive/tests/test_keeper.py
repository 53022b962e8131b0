from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestKeeper(ArchiveCase):
    def _without(self):
        domain = [("archive_keeper_id", "=", False), ("company_id", "=", self.company.id)]
        return self.as_role("information_administrator", self.env["hr.department"]).search(domain)

    @proves("S2.2-04a")
    def test_each_of_five_departments_has_one_archivist_and_the_one_without_is_listed(self):
        departments = self.department | self.env["hr.department"].create(
            [{"name": f"Department {n}", "company_id": self.company.id} for n in range(3)]
        )
        for department in departments[:3]:
            self._keeper(department, self.clerk)
        self.assertEqual(self._without(), departments[3])
        self.assertEqual(departments[0].archive_keeper_id, self.clerk)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "_one_per_department"):
            self._keeper(departments[0], self.colleague)

    @proves("S2.3-3a")
    def test_the_head_names_the_keeper_and_the_archive_is_told_once(self):
        keeper = self.as_user(self.boss, self.env["customer.archive.keeper"]).create(
            {"department_id": self.department.id, "user_id": self.clerk.id}
        )
        told = keeper.sudo().activity_ids
        self.assertEqual((told.user_id, told.summary), (self.archivist, f"Keeper of Sales: {self.clerk.name}"))
        self.as_user(self.boss, keeper).user_id = self.colleague
        new = keeper.sudo().activity_ids - told
        self.assertEqual((len(new), new.summary), (1, f"Keeper of Sales: {self.colleague.name}"))
        self.assertEqual(self.department.archive_keeper_id, self.colleague)
        self.as_user(self.boss, keeper).date_from = "2026-05-05"
        self.assertEqual(len(keeper.sudo().activity_ids), 2, "nothing changed for the archive")

    def test_who_is_not_the_head_names_nobody(self):
        keepers = self.as_user(self.clerk, self.env["customer.archive.keeper"])
        with self.assertRaises(AccessError):
            keepers.create({"department_id": self.department.id, "user_id": self.clerk.id})
        named = self._keeper(self.department, self.colleague)
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, named).user_id = self.clerk
        with self.assertRaises(AccessError):
            self.as_user(self.boss, named).department_id = self.office
