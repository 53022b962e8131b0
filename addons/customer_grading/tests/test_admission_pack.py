from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

from .admission_common import AdmissionCase

JV = "customer_grading/jv_partner_admission_001_1.yaml"
PHARMACY = "customer_grading/pharmacy_admission_001_11.yaml"
BLACKLIST = "customer_grading/pharmacy_blacklist_001_11.yaml"


@tagged("post_install", "-at_install")
class TestAdmissionPacks(ShippedPackCase, AdmissionCase):
    def test_each_makes_the_round_trip(self):
        for name in (JV, PHARMACY, BLACKLIST):
            with self.subTest(name):
                self._check_round_trip(name)

    @proves("S1.1-4.1.1", "S1.1-4.1.2a", "S1.1-4.1.3a")
    def test_joint_venture_partner(self):
        self._apply_shipped(JV, self.company, enforce=True)
        kind = self.env["customer.file.kind"].search(
            [("code", "=", "jv-partner-001-1"), ("company_id", "=", self.company.id)]
        )
        file = self._file_of(kind_id=kind.id)
        self.assertEqual(file.admission_state, "none")
        self._order(partner=self.other).action_confirm()
        with self._refused("Green Valley is not admitted"):
            self._order()
        admission = self._application()
        self.assertEqual(admission.sheet_ids.mapped("is_main"), [True, False, False, False])
        self.assertEqual(admission.aspect_ids.mapped("name"), ["Address", "Personnel", "Equipment"])
        admission.answer_ids.write({"answer": "yes"})
        for sheet in admission.sheet_ids[:3]:
            scan = self.as_user(self.east, self.env["ir.attachment"]).create({"name": "scan.pdf", "raw": b"scan"})
            sheet.attachment_ids = [Command.link(scan.id)]
        self._inspect(admission, admission.aspect_ids)
        with self._refused(r"Missing or not met: Annex 3\."):
            admission.action_submit()
        admission.sheet_ids[3].attachment_ids = [Command.link(scan.id)]
        admission.action_submit()
        coordinated = self.as_user(self.boss, admission)
        coordinated.action_check()
        with self._refused("refused"):
            coordinated.action_admit()
        self.as_role("manager", admission.sudo()._current_approvals().sudo(False)).action_approve()
        coordinated.invalidate_recordset()
        coordinated.action_admit()
        self.assertEqual(file.admission_state, "admitted")
        self._order()

    @proves("S1.11-5.1.1", "S1.11-5.1.2a", "S1.11-5.1.2b", "S1.11-5.1.2c", "S1.11-5.1.2e")
    def test_pharmacy(self):
        self._apply_shipped(PHARMACY, self.company, enforce=True)
        kinds = {
            kind.code.removesuffix("-001-11"): kind
            for kind in self.env["customer.licence.kind"].search([("company_id", "=", self.company.id)])
        }
        retail = self.env["customer.file.kind"].search(
            [("code", "=", "retail-001-11"), ("company_id", "=", self.company.id)]
        )
        self._file_of(self.other, kind_id=retail.id)
        self._order(partner=self.other).action_confirm()
        order = self._order()
        with self._refused("Green Valley is not admitted"):
            order.action_confirm()
        admission = self._application(properties={"hospital_level": "3b", "beds": 300})
        admission.answer_ids[:3].write({"answer": "yes"})
        with self._refused("no valid licence: Business Licence"):
            admission.action_submit()
        self._licence(kinds["business"], valid_until="2099-12-31")
        with self._refused("no valid licence: Tax Registration"):
            admission.action_submit()
        self._licence(kinds["tax"])
        admission.action_submit()
        coordinated = self.as_user(self.boss, admission)
        coordinated.action_check()
        with self._refused("not met: Cooperates actively"):
            coordinated.action_admit()
        coordinated.action_return()
        admission.answer_ids[3].answer = "yes"
        admission.action_submit()
        coordinated.action_check()
        coordinated.action_admit()
        with self._refused("no valid contract"):
            order.action_confirm()
        self._licence(kinds["contract"], valid_until="2099-12-31")
        kinds["products"].product_ids = self.product
        with self._refused("no valid licence: Licence for Special Products"):
            order.action_confirm()
        self._licence(kinds["products"], valid_until="2099-12-31")
        order.action_confirm()
