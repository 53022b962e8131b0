from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .admission_common import ANNEXES, AdmissionCase


class TestAdmission(AdmissionCase):
    @proves("S1.1-4.1.1")
    def test_a_set_is_a_main_form_and_three_annexes(self):
        self._form()
        admission = self._application()
        self.assertEqual(admission.sheet_ids.mapped("name"), ["Main Form", *ANNEXES])
        self.assertEqual(admission.sheet_ids.mapped("is_main"), [True, False, False, False])
        self._inspect(admission)
        (admission.answer_ids - admission.sheet_ids[-1].answer_ids).write({"answer": "yes"})
        with self._refused(r"Missing or not met: Annex 3\."):
            admission.action_submit()
        admission.sheet_ids[-1].answer_ids.answer = "yes"
        admission.action_submit()
        self.assertRecordValues(admission, [{"state": "submitted", "submitted_by_id": self.east.id}])

    @proves("S1.1-4.1.1")
    @mute_logger("odoo.sql_db")
    def test_one_open_set_for_a_customer(self):
        self._form()
        first = self._application()
        with self.assertRaises(IntegrityError):
            self._application(unit="West")
        first.action_withdraw()
        self._application(unit="West")

    def test_a_form_has_one_main_form(self):
        form = self._form()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            form.sheet_ids[1].is_main = True
            self.env.flush_all()
        with self._refused("one main form", ValidationError):
            form.sheet_ids[0].unlink()
            form._check_one_main_form()

    def test_signed_sheets_need_their_scan(self):
        form = self._form(annexes=(), aspects=False)
        form.sheet_ids.needs_scan = True
        admission = self._application()
        admission.answer_ids.answer = "yes"
        with self._refused("Main Form"):
            admission.action_submit()
        scan = self.as_user(self.east, self.env["ir.attachment"]).create({"name": "form.pdf", "raw": b"signed"})
        admission.sheet_ids.attachment_ids = [Command.link(scan.id)]
        admission.action_submit()
        self.assertEqual((scan.res_model, scan.res_id), ("customer.admission.sheet", admission.sheet_ids.id))

    @proves("S1.1-4.1.2a")
    def test_the_unit_inspects_on_site_before_it_submits(self):
        self._form()
        admission = self._application()
        admission.answer_ids.write({"answer": "yes"})
        with self._refused("site inspection of: Address, Personnel, Equipment"):
            admission.action_submit()
        self._inspect(admission, self.aspects[:2])
        with self._refused(r"site inspection of: Equipment\."):
            admission.action_submit()
        with self._refused("once it took place", ValidationError):
            self._inspect(admission, self.aspects[2:]).date = "2099-01-01"
        self._inspect(admission, self.aspects[2:])
        admission.action_submit()

    @proves("S1.1-4.1.2b")
    def test_unclear_and_blank_are_not_met(self):
        self._form(annexes=(), aspects=False, conditions=map(str, range(10)))
        admission = self._application()
        answers = admission.answer_ids
        answers[:8].write({"answer": "yes"})
        answers[8].answer = "unclear"
        admission.action_submit()
        self.assertRecordValues(admission, [{"met_count": 8, "not_met_count": 2}])

    @proves("S1.1-4.1.2b")
    def test_of_key_partners_what_no_material_shows_is_not_met(self):
        form = self._form(annexes=(), aspects=False, conditions=("Results", "Staff"))
        form.sheet_ids.item_ids[0].needs_material = True
        admission = self._application()
        admission.answer_ids.write({"answer": "yes"})
        self.assertEqual(admission.answer_ids.mapped("is_met"), [False, True])
        admission.is_key_partner = True
        self.assertEqual(admission.answer_ids.mapped("is_met"), [False, False])
        scan = self.as_user(self.east, self.env["ir.attachment"]).create({"name": "list.pdf", "raw": b"list"})
        admission.answer_ids[0].attachment_ids = [Command.link(scan.id)]
        self.assertRecordValues(admission, [{"met_count": 1, "not_met_count": 1}])

    @proves("S1.11-5.1.2b")
    def test_one_of_three_required_conditions_not_met_blocks(self):
        form = self._form(annexes=(), aspects=False, conditions=("Reputation", "Law", "Cooperation"))
        form.sheet_ids.item_ids.write({"is_required": True})
        admission = self._application()
        admission.answer_ids[:2].write({"answer": "yes"})
        admission.action_submit()
        mine = self.as_user(self.boss, admission)
        mine.action_check()
        with self._refused(r"not met: Cooperation is right\."):
            mine.action_admit()
        form.mode = "observe"
        mine.action_admit()
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", form.code)])
        self.assertIn("Cooperation", noted.message)
        self.assertEqual(admission.state, "admitted")

    @proves("S1.1-4.1.3b")
    def test_declined_with_the_reason_which_the_unit_is_told(self):
        self._form()
        admission = self.as_user(self.boss, self._submitted())
        with self._refused("Write why the customer is declined"):
            admission.action_decline()
        admission.decline_reason = "  "
        with self._refused("Write why the customer is declined"):
            admission.action_decline()
        admission.decline_reason = "Too far away"
        admission.action_decline()
        self.assertRecordValues(admission, [{"state": "declined", "declined_by_id": self.boss.id}])
        told = admission.message_ids[0]
        self.assertIn("Too far away", told.body)
        self.assertIn(self.east.partner_id, told.partner_ids)
        with self._refused("closed"):
            admission.sudo().decline_reason = "Better now"

    @proves("S1.1-4.1.3b", "S1.1-3.2")
    def test_the_coordinating_group_checks_and_admits(self):
        self._form(valid_months=12)
        admission = self._submitted()
        for step in ("check", "return"):
            with self._refused("It needs the role"):
                getattr(admission, f"action_{step}")()
        self.as_user(self.boss, admission).action_check()
        with self._refused("It needs the role"):
            admission.action_admit()
        with self.assertRaises(AccessError):
            admission.state = "admitted"
        with freeze_time("2026-02-01 12:00:00"):
            self.as_user(self.boss, admission).action_admit()
        self.assertRecordValues(admission, [{"state": "admitted", "admitted_by_id": self.boss.id}])
        self.assertEqual(str(admission.valid_until), "2027-01-31")

    @proves("S1.1-3.2")
    def test_approved_by_whom_the_rule_says(self):
        self._form()
        self.env["customer.approval.rule"].create(
            {
                "name": "Admission",
                "code": "admit",
                "company_id": self.company.id,
                "document_model": "customer.admission",
                "mode": "enforce",
                "level_ids": [
                    Command.create(
                        {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_general_manager").id}
                    )
                ],
            }
        )
        admission = self.as_user(self.boss, self._submitted())
        admission.action_check()
        with self._refused("General manager|General Manager"):
            admission.action_admit()
        approval = admission.sudo()._current_approvals()
        self.as_role("general_manager", approval.sudo(False)).action_approve()
        admission.invalidate_recordset()
        admission.action_admit()
        self.assertEqual(admission.state, "admitted")

    @proves("S1.1-3.2")
    def test_a_joint_inspection_of_two_units(self):
        self._form()
        admission = self._submitted()
        with self._refused("coordinating group"):
            admission.needs_joint_inspection = True
        mine = self.as_user(self.boss, admission)
        mine.needs_joint_inspection = True
        mine.action_check()
        with self._refused("joint inspection"):
            mine.action_admit()
        joint = self._inspect(admission, units=("East", "West"), user=self.boss)
        self.assertTrue(joint.is_joint)
        mine.action_admit()
        self.assertEqual(admission.state, "admitted")

    def test_an_application_keeps_what_it_was_asked(self):
        form = self._form(valid_months=12)
        admission = self._application()
        form.sheet_ids[1:].unlink()
        form.write({"valid_months": 6, "aspect_ids": [Command.clear()]})
        form.sheet_ids.item_ids.name = "Something else"
        self.assertEqual(len(admission.sheet_ids), 4)
        self.assertEqual(admission.answer_ids[:1].name, "Main is right")
        self.assertEqual((admission.valid_months, admission.aspect_ids), (12, self.aspects))

    def test_business_figures_that_the_company_defines(self):
        form = self._form(annexes=(), aspects=False)
        form.property_definition = [
            {"name": "level", "type": "char", "string": "Hospital Level"},
            {"name": "beds", "type": "integer", "string": "Beds"},
        ]
        admission = self._application(properties={"level": "3B", "beds": 300})
        self.assertEqual((admission.properties["level"], admission.properties["beds"]), ("3B", 300))

    def test_the_first_form_that_meets_the_customer(self):
        self._form(code="companies", domain="[('is_company', '=', True)]", sequence=1)
        person = self.env["res.partner"].create({"name": "Wang"})
        admission = self._application(person)
        self.assertFalse(admission.form_id)
        with self._refused("no admission form is meant"):
            admission.action_submit()
        self.assertEqual(self._application().form_id.code, "companies")

    def test_sent_back_and_completed(self):
        self._form()
        admission = self._submitted()
        with self._refused("was submitted and stays as it is"):
            admission.answer_ids[0].answer = "no"
        with self.assertRaises(AccessError):
            admission.is_key_partner = True
        self.as_user(self.boss, admission).action_return()
        self.assertIn(self.east.partner_id, admission.sudo().message_ids[0].partner_ids)
        admission.answer_ids[0].answer = "no"
        admission.action_submit()
        self.assertEqual(admission.not_met_count, 1)
