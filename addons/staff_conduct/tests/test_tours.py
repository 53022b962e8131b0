from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def setUp(self):
        super().setUp()
        self.company = self.env.ref("base.main_company")
        common = {"company_id": self.company.id, "mode": "enforce"}
        self.boss = new_test_user(self.env, login="tourboss", groups="customer_policy.group_supervisor")
        self.manager = new_test_user(self.env, login="tourmanager", groups="customer_policy.group_general_manager")
        self.colleague = new_test_user(self.env, login="tourcolleague", groups="base.group_user")
        self.wang = new_test_user(self.env, login="tourwang", groups="base.group_user")
        self.env["hr.employee"].create({"name": "Tour Wang", "user_id": self.wang.id, "company_id": self.company.id})
        self.rule = self.env["staff.conduct.rule"].create(
            {"name": "Tour rudeness", "amount": 100, "hearing_days": 3, "is_published": True, **common}
        )
        self.env["customer.approval.rule"].create(
            {
                "name": "Tour: who decides",
                "document_model": "staff.conduct.case",
                "domain": f"[('rule_id', '=', {self.rule.id})]",
                "sequence": 0,
                "level_ids": [Command.create({"group_id": self.env.ref("customer_policy.group_general_manager").id})],
                **common,
            }
        )

    def test_from_the_report_to_the_announcement(self):
        self.start_tour("/odoo/conduct-reports", "staff_conduct_report", login="tourcolleague")
        report = self.env["staff.conduct.report"].search([("create_uid", "=", self.colleague.id)])
        case = report.case_id
        self.assertEqual((case.employee_user_id, case.amount), (self.wang, 100))
        self.start_tour("/odoo/conduct-cases", "staff_conduct_hear", login="tourboss")
        self.assertEqual((case.state, case.heard_by_id), ("hearing", self.boss))
        self.start_tour("/odoo/my-conduct", "staff_conduct_statement", login="tourwang")
        self.assertEqual(case.statement, "I was on the telephone")
        self.start_tour(f"/odoo/conduct-cases/{case.id}", "staff_conduct_submit", login="tourboss")
        case._current_approvals().with_user(self.manager).sudo(False).action_approve("agreed")
        self.start_tour(f"/odoo/conduct-cases/{case.id}", "staff_conduct_decided", login="tourboss")
        pdf, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("staff_conduct.report_staff_conduct_notice", case.ids)
        )
        self.assertTrue(pdf.startswith(b"%PDF"))
        month = self.company._policy_today().replace(day=1)
        announcement = self.env["staff.conduct.announcement"]._prepare_month(self.company, month)
        self.assertEqual(announcement.month + relativedelta(months=1) > self.company._policy_today(), True)
        self.start_tour("/odoo/personnel-announcements", "staff_conduct_announce", login="tourboss")
        self.assertEqual(announcement.line_ids.person, "Tour Wang")
