from odoo import Command
from odoo.exceptions import AccessError

from odoo.addons.customer_file.tests.secrecy_common import SecrecyCase
from odoo.addons.customer_policy.tests.common import proves

from .grade_common import GradeCase


class TestGradeSecrecy(GradeCase, SecrecyCase):
    """Who sees a grade: record rules say so, on every way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme({"code": "B", "benefit": "Discount"}, visible_to="unit", setter_group_id=False)
        (cls.file,) = cls._customers(1)
        cls.env["customer.grade.change"].create(
            {
                "file_id": cls.file.id,
                "scheme_id": cls.scheme.id,
                "grade_id": cls.scheme.grade_ids.id,
                "reason": "Known",
            }
        ).action_request()
        cls.row = cls.file._grade_in(cls.scheme)

    def _sees(self, user) -> bool:
        """Say whether ``user`` sees the grade, on several ways that must agree."""
        self.env.invalidate_all()
        rows = self.as_user(user, self.row)
        grades = self.scheme.grade_ids
        files = self.as_user(user, self.file)
        ways = {
            rows.has_access("read"),
            bool(rows.search([("id", "in", rows.ids)])),
            bool(rows._read_group([("id", "in", rows.ids)], ["grade_id"])),
            bool(files.graded_ids),
            bool(files.search([("graded_ids", "in", grades.ids)])),
            bool(files.search([("grade_ids.grade_id", "in", grades.ids)])),
            bool(files.search([("graded_ids.code", "=", "B")])),
            bool(files.grade_ids),
            bool(self.as_user(user, self.row.change_id).has_access("read")),
        }
        self.assertEqual(len(ways), 1, ways)
        return ways.pop()

    @proves("S1.1-4.2.1")
    def test_department_and_coordinating_roles(self):
        self.assertTrue(self._sees(self.seller))
        for user in (self.other_seller, self.boss, self.users["general_manager"]):
            self.assertFalse(self._sees(user), user.login)
        self.scheme.coordinator_ids = [Command.link(self.env.ref("customer_policy.group_general_manager").id)]
        self.assertTrue(self._sees(self.users["general_manager"]))
        below = self.env["hr.department"].create(
            {"name": "Below", "parent_id": self.east.id, "company_id": self.company.id}
        )
        self.file.department_id = below
        self.assertTrue(self._sees(self.seller))
        self.file.department_id = self.west
        self.assertFalse(self._sees(self.seller))
        self.assertTrue(self._sees(self.other_seller))
        self.scheme.visible_to = "file"
        self.assertTrue(self._sees(self.boss))

    def test_proposals_too(self):
        run = self._run(self.scheme)
        self.assertTrue(run.sudo().line_ids)
        self.env.invalidate_all()
        self.assertFalse(self.as_user(self.boss, run).line_ids)
        self.assertEqual(self.as_user(self.boss, run).line_count, 0)
        self.env.invalidate_all()
        self.assertTrue(self.as_user(self.chief, run).line_ids)

    @proves("S1.1-4.2.1")
    def test_portal_and_print_show_none(self):
        """The customer's portal user reads no grade, and the printed order and its page name none."""
        portal = self._new_user("base.group_portal", login="portal", partner_id=self.file.partner_id.id)
        for records in (self.row, self.scheme, self.scheme.grade_ids, self.row.change_id):
            with self.assertRaises(AccessError):
                records.with_user(portal).read()
        order = self._ordered(self.file, 10)
        self.assertIn("Value: B", self._notice(order))
        self.assertNotIn("Value: B", order.with_user(portal).sudo().business_notice or "")
        self.scheme.name = "ZQ7scheme"
        self.scheme.grade_ids.name = "ZQ7grade"
        report = self.env["ir.actions.report"].sudo()
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertIn(order.name, html)
        self.assertNotIn("ZQ7", html)

    def _notice(self, order):
        seller = self.seller
        seller.group_ids = [Command.link(self.env.ref("sales_team.group_sale_salesman_all_leads").id)]
        return self.as_user(seller, order).business_notice

    def test_notice_only_for_those_who_may_see(self):
        order = self._ordered(self.file, 10)
        self.assertIn("Value: B", self._notice(order))
        self.other_seller.group_ids = [Command.link(self.env.ref("sales_team.group_sale_salesman_all_leads").id)]
        self.assertFalse(self.as_user(self.other_seller, order).business_notice)

    def test_secret_files(self):
        self.scheme.visible_to = "file"
        run = self._run(self.scheme)
        line = run.sudo().line_ids
        self.file._classify(self.secret, "Contract")
        self.assertFalse(self._can_read(self.other_seller, self.row))
        self.assertFalse(self._can_read(self.boss, line))
        self._clear(self.boss, self.secret)
        self.assertTrue(self._can_read(self.boss, self.row))
        again = self._run(self.scheme)
        self.assertEqual(again.sudo().line_ids.secrecy_level_id, self.secret)

    def test_other_company(self):
        stranger = self._new_user("general_manager", "stranger", self.other_company)
        self.scheme.visible_to = "file"
        self.assertFalse(self._can_read(stranger, self.row))
        self.assertFalse(self._can_read(stranger, self.scheme))

    def test_activities_do_not_tell_the_grade(self):
        """Whoever opens the file reads its activities, also who may not see the grade."""
        scheme = self._scheme(
            {"code": "A", "service_ids": ["VIP course", "VIP gift"]}, code="secret", visible_to="unit"
        )
        (file,) = self._customers(1)
        self._graded(scheme)
        activities = self.as_user(self.other_seller, file.activity_ids)
        self.assertEqual(
            activities.mapped("summary"), ["Begin the personal plan that goes with the grade of the customer."]
        )
        self.assertNotIn("VIP", str(activities.read()))
