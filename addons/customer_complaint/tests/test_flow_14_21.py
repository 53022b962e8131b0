from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestFlow1421(ManufacturerCase):
    """The manufacturer's procedure of 001/2, by its pack alone."""

    PACK = "manufacturer_complaint_14_21_001_2"
    ORIGIN = {"production_unit": "Hall 2", "operators": "Li, Wang", "lot_name": "L77"}

    @proves(
        "S1.2-07.2a", "S1.2-07.2c", "S1.2-07.3c", "S1.2-07.4a", "S1.2-07.4b", "S1.2-08", "S1.2-09.4a",
        "S1.2-09.5", "S1.2-09.11b",
    )  # fmt: skip
    def test_from_the_first_call_to_the_closed_case(self):
        with freeze_time("2025-05-05 01:00:00"):
            complaint = self._draft()
            complaint.action_submit()
            self.assertEqual((complaint.state, complaint.number), ("submitted", False))
            with self.assertRaises(UserError):
                self.as_user(self.people["quality"], complaint).action_accept()
            told = [("subject", "=", "Complaint 250501 was accepted")]
            self.assertFalse(self.env["mail.message"].search_count(told))
            self.as_user(self.people["office"], complaint).action_accept()
        self.assertEqual(complaint.number, "250501")
        self.assertLessEqual(
            {self.people[code].partner_id for code in ("sales", "quality", "manufacturing")},
            set(self.env["mail.message"].search(told).partner_ids),
        )
        with freeze_time("2025-05-06 01:00:00"):
            for code in ("office", "manufacturing", "sales"):
                with self.assertRaises(AccessError):
                    self.as_user(self.people[code], complaint).investigation = "I know it"
            quality = self.as_user(self.people["quality"], complaint)
            quality.write({"cause_class": "quality", "investigation": "Wet store"})
            with self.assertRaisesRegex(UserError, "Test of the Product"):
                self._do(complaint, "cause", self.people["quality"])
            quality.test_result = "fail"
            with self.assertRaisesRegex(UserError, "Confirmed Defective"):
                self._do(complaint, "cause", self.people["quality"])
            quality.line_ids.confirmed_quantity = 35
            self._do(complaint, "cause", self.people["quality"])
            self.assertEqual(
                set(complaint.sudo().open_task_ids.mapped("code")), {"report", "measure"}, "both begin together"
            )
            self._do(complaint, "report", result="Report")
            line = self.as_user(self.people["manufacturing"], complaint.line_ids)
            line.write({"production_unit": "Hall 2", "operators": "Li, Wang"})
            with self.assertRaisesRegex(UserError, "Lot"):
                self._do(complaint, "measure", countermeasure="A roof", result="It leaks")
            line.lot_name = "L77"
            with self.assertRaisesRegex(UserError, "what came of it"):
                self.as_user(self.people["manufacturing"], self._task(complaint, "measure")).result = False
                self._do(complaint, "measure")
            self._do(complaint, "measure", result="It leaks", countermeasure_date="2025-05-06")
            self._do(complaint, "check", result="Seen")
            self._do(complaint, "handle", self.people["sales"], handling_opinion="8 % less")
            self._do(complaint, "negotiate", self.people["sales"], negotiation="He accepts 8 % less")
            self.assertFalse(self._task(complaint, "opinion"), "the form does not go on without the head's review")
            with self.assertRaises(UserError):
                self._do(complaint, "review", self.people["sales"])
            self._do(complaint, "review", self.heads["sales"])
            self._do(
                complaint,
                "opinion",
                self.people["office"],
                comprehensive_opinion="Grant it",
                is_established="yes",
                needs_tracking="yes",
            )
            approval = complaint.sudo()._current_approvals("decide")
            self.as_user(self.heads["sales"], approval).action_approve()
            self.assertTrue(self._task(complaint, "inform"))
            with self.assertRaisesRegex(UserError, "waits for"):
                self.as_user(self.people["sales"], complaint).action_close()
            self._reply(complaint, self.people["sales"])
            self.as_user(self.people["sales"], complaint).action_close()
        self.assertEqual(complaint.state, "closed")
        with freeze_time("2025-06-01 01:00:00"):
            self.assertEqual(self._accepted().number, "250601")
