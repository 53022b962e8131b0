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
