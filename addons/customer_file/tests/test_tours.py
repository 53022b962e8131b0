import base64

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.clerk = new_test_user(cls.env, login="clerk", groups="customer_policy.group_user")
        cls.boss = new_test_user(cls.env, login="boss", groups="customer_policy.group_supervisor")
        names = ("name", "need", "legal_representative")
        cls.env["customer.file.requirement"].create(
            {
                "name": "What we must know",
                "company_id": cls.company.id,
                "mode": "enforce",
                "sequence": 0,
                "field_ids": [(4, cls.env["ir.model.fields"]._get("customer.file", name).id) for name in names],
            }
        )

    def test_from_first_contact_to_filed(self):
        with mute_logger("odoo.http"):  # the incomplete file is refused on the way
            self.start_tour("/odoo/customer-files", "customer_file_from_first_contact_to_filed", login="clerk")
        file = self.env["customer.file"].search([("name", "=", "Tour Mill")])
        self.assertRecordValues(file, [{"state": "to_review", "need": "carton", "responsible_id": self.clerk.id}])
        self.start_tour(f"/odoo/customer-files/{file.id}", "customer_file_review_and_sort", login="boss")
        self.assertRecordValues(
            file, [{"state": "filed", "reviewed_by_id": self.boss.id, "sorted_by_id": self.boss.id}]
        )

    def test_import_a_list(self):
        content = "客户名称,电话\n旅一纸业,0571 1111 0000\n,0571 2222 0000\n旅二纸业,0571 3333 0000\n"
        job = (
            self.env["customer.import"]
            .with_user(self.boss)
            .create({"data": base64.b64encode(content.encode()), "filename": "tour.csv", "company_id": self.company.id})
        )
        action = self.env.ref("customer_file.customer_import_action")
        self.start_tour(f"/odoo/action-{action.id}/{job.id}", "customer_import_list", login="boss")
        self.assertEqual(job.line_ids.file_id.mapped("name"), ["旅一纸业", "旅二纸业"])

    def _approve(self, correction, operation):
        for user in (self.manager, self.director):
            approval = self.env["customer.approval"].search(
                [("res_model", "=", correction._name), ("res_id", "=", correction.id), ("operation", "=", operation)]
            )
            approval.with_user(user).action_approve()

    def test_a_correction_in_two_phases(self):
        self.manager = new_test_user(self.env, login="manager", groups="customer_policy.group_manager")
        self.director = new_test_user(self.env, login="director", groups="customer_policy.group_general_manager")
        values = {"name": "x", "company_id": self.company.id, "mode": "enforce", "sequence": 0}
        self.env["customer.file.correction.rule"].create({**values, "flow": "two_phase"})
        for operation in ("plan", "report"):
            self.env["customer.approval.rule"].create(
                {
                    **values,
                    "document_model": "customer.file.correction",
                    "operation": operation,
                    "level_ids": [
                        (0, 0, {"sequence": number, "group_id": self.env.ref(f"customer_policy.group_{role}").id})
                        for number, role in enumerate(("manager", "general_manager"))
                    ],
                }
            )
        partner = self.env["res.partner"].create({"name": "Corrected Mill", "is_company": True})
        file = partner.customer_file_id or self.env["customer.file"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        file.write(
            {
                "need": "carton",
                "legal_representative": "Li",
                "kind_id": self.env.ref("customer_file.customer_file_kind_dealer").id,
                "responsible_id": self.clerk.id,
            }
        )
        file.with_user(self.clerk).action_submit()
        file.with_user(self.boss).action_review()
        file.with_user(self.boss).action_sort()
        self.start_tour(f"/odoo/customer-files/{file.id}", "customer_file_correction_plan", login="clerk")
        correction = file.correction_ids
        self.assertEqual((correction.state, file.need), ("planned", "carton"))
        self._approve(correction, "plan")
        url = f"/odoo/customer-file-corrections/{correction.id}"
        self.start_tour(url, "customer_file_correction_report", login="clerk")
        self.assertEqual(file.need, "paper")
        self._approve(correction, "report")
        self.start_tour(url, "customer_file_correction_archive", login="clerk")
        self.assertEqual(correction.state, "done")

    def test_a_handover(self):
        leaver = new_test_user(self.env, login="tour_leaver", groups="customer_policy.group_user")
        successor = new_test_user(self.env, login="tour_successor", groups="customer_policy.group_user")
        self.env["customer.handover.rule"].create(
            {
                "name": "x",
                "company_id": self.company.id,
                "mode": "enforce",
                "sequence": 0,
                "item_ids": [(0, 0, {"kind": "tool", "name": "Computer"})],
            }
        )
        partner = self.env["res.partner"].create({"name": "Handed Mill", "is_company": True})
        file = partner.customer_file_id or self.env["customer.file"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        file.write({"responsible_id": leaver.id, "custodian_id": False})
        self.start_tour("/odoo/customer-handovers", "customer_handover_start", login="boss")
        handover = self.env["customer.handover"].search([("leaver_id", "=", leaver.id)])
        url = f"/odoo/customer-handovers/{handover.id}"
        self.start_tour(url, "customer_handover_hand_over", login="tour_leaver")
        self.start_tour(url, "customer_handover_receive", login="tour_successor")
        self.start_tour(url, "customer_handover_complete", login="boss")
        self.assertEqual((handover.state, file.responsible_id), ("done", successor))

    def test_an_employee_without_a_role_reports_a_leak(self):
        self.company.customer_leak_supervisor_id = self.boss
        employee = new_test_user(self.env, login="tour_employee", groups="base.group_user")
        self.start_tour("/odoo/report-a-leak", "customer_leak_report", login="tour_employee")
        report = self.env["customer.leak.report"].search([("reporter_id", "=", employee.id)])
        self.assertRecordValues(report, [{"name": "A list in the lift", "responsible_id": self.boss.id}])
