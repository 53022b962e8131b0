import ast

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.customer_policy.tests.common import proves

from .common import ComplaintCase, IntakeCase


class TestIntake(IntakeCase):
    def _rule(self, milestone, number, unit, **values):
        return self.env["customer.deadline.rule"].create(
            {
                "name": milestone,
                "code": milestone,
                "company_id": self.company.id,
                "milestone": f"customer.complaint/{milestone}",
                "duration": number,
                "unit": unit,
                "mode": "enforce",
                **values,
            }
        )

    def _deadline(self, case, milestone):
        return self.env["customer.deadline"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id), ("milestone", "=", milestone)]
        )

    @proves("S1.10-1")
    def test_any_employee_writes_down_five_things_and_passes_them_on_in_a_day(self):
        self._rule("submit", 24, "hour")
        self.procedure.step_ids = [
            self._step("note", 0, type="intake", fields=["received_date", "contact_name", "address", "phone"])
        ]
        clerk = self.users["employee"]
        told = {"contact_name": "Ms Li", "address": "Mill Road 1", "phone": "026-88880001"}
        for name in told:
            case = self._new_complaint(clerk, **{**told, name: False})
            label = case._fields[name]._description_string(case.env)
            with self.assertRaisesRegex(UserError, label):
                case.action_submit()
        for moment, late in (("2025-05-06 09:59:00", "met"), ("2025-05-06 10:01:00", "late")):
            with freeze_time("2025-05-05 10:00:00"):
                case = self._new_complaint(clerk, received_date="2025-05-05 10:00:00", **told)
            with freeze_time(moment):
                case.action_submit()
            deadline = self._deadline(case, "submit")
            self.assertEqual(deadline.state, late, moment)

    @proves("S4.gen8-5")
    def test_recorded_within_a_day(self):
        self._rule("record", 1, "day")
        with freeze_time("2025-05-07 12:00:00"):
            for received, late in (("2025-05-06 12:00:00", "met"), ("2025-05-05 12:00:00", "late")):
                case = self._new_complaint(received_date=received)
                deadline = self._deadline(case, "record")
                self.assertEqual(deadline.state, late, received)

    @proves("S4.dept-9")
    def test_a_case_nobody_has_by_the_evening_is_in_the_list_of_the_supervisor(self):
        self._rule("dispatch", 8, "hour")
        with freeze_time("2025-05-05 10:00:00"):
            case = self._new_complaint(received_date="2025-05-05 10:00:00")
            given = self._new_complaint(received_date="2025-05-05 10:00:00", unit_id=self.units["sales"].id)
        action = self.env.ref("customer_complaint.customer_complaint_action_without_unit")
        domain = ast.literal_eval(action.domain)
        cases = self.as_role("supervisor", self.env["customer.complaint"])
        for moment, shown in (("2025-05-05 17:59:00", False), ("2025-05-05 18:00:01", True)):
            with freeze_time(moment):
                found = cases.search(domain)
                self.assertEqual(case in found, shown, moment)
                self.assertNotIn(given, found)
        self.as_user(self.sales, case).unit_id = self.units["sales"]
        with freeze_time("2025-05-05 18:00:01"):
            self.assertNotIn(case, cases.search(domain))

    @proves("S1.11-4.2g")
    def test_the_type_decides_who_handles_it_and_in_how_many_days(self):
        kind = self.env["customer.complaint.type"].create(
            {
                "name": "Delivery",
                "code": "delivery",
                "company_id": self.company.id,
                "scope": "Late or incomplete deliveries",
                "unit_id": self.units["manufacturing"].id,
                "user_id": self.people["manufacturing"].id,
                "days": 7,
            }
        )
        at_once = self._new_complaint(type_id=kind.id, received_date="2025-05-05 10:00:00")
        later = self._new_complaint(received_date="2025-05-05 10:00:00")
        self.assertFalse(later.user_id)
        later.type_id = kind
        for case in (at_once, later):
            self.assertEqual(case.unit_id, self.units["manufacturing"])
            self.assertEqual(case.user_id, self.people["manufacturing"])
            self.assertEqual(case.required_date, fields.Datetime.to_datetime("2025-05-12 10:00:00"))
            self.assertTrue(self.as_user(self.people["manufacturing"], case).has_access("read"))
        own = self._new_complaint(
            type_id=kind.id, user_id=self.sales.id, required_date="2025-05-06 10:00:00", received_date="2025-05-05"
        )
        self.assertEqual((own.user_id, own.required_date.day), (self.sales, 6))

    @proves("S1.2-03a")
    def test_a_complaint_about_products_names_one(self):
        kind = self.env["customer.complaint.type"].create(
            {"name": "Quality", "code": "quality", "company_id": self.company.id, "needs_product": True}
        )
        case = self._new_complaint(type_id=kind.id, line_ids=[])
        with self.assertRaisesRegex(UserError, "product"):
            case.action_submit()
        self.assertEqual(case.state, "draft")
        case.line_ids = [Command.create({"product_id": self.product.id, "quantity": 5, "defective_quantity": 1})]
        case.action_submit()
        self.assertEqual(case.state, "open")

    @proves("S1.10-8")
    def test_who_was_told_first_follows_the_case(self):
        clerk = self.users["employee"]
        case = self._new_complaint(clerk)
        case.action_submit()
        self.as_user(self.sales, case).user_id = self.people["quality"]
        self.assertTrue(self.as_user(clerk, case).has_access("read"))
        self.assertEqual(self.as_user(clerk, case).name, "Cardboard is wet")
        self.assertIn(case, self.as_user(clerk, self.env["customer.complaint"]).search([]))
        stranger = self._new_user("base.group_user", login="stranger")
        with self.assertRaises(AccessError):
            self.as_user(stranger, case).name  # noqa: B018
        self.assertFalse(self.as_user(stranger, self.env["customer.complaint"]).search([]))

    @proves("S1.2-07.3c")
    def test_those_concerned_learn_the_number(self):
        self.procedure.tells_registration = True
        self.departments["quality"].manager_id = self.people["quality"].employee_ids
        self.procedure.step_ids = [
            self._step("cause", 5, "quality"),
            self._step("special", 6, "office", domain="[('is_special', '=', True)]"),
        ]
        before = self.env["mail.message"].search([])
        case = self._open_complaint()
        told = (self.env["mail.message"].search([]) - before).filtered(lambda one: case.number in (one.subject or ""))
        self.assertEqual(told.notified_partner_ids, (self.sales | self.people["quality"]).partner_id)
        self.procedure.tells_registration = False
        before = self.env["mail.message"].search([])
        silent = self._open_complaint()
        new = self.env["mail.message"].search([]) - before
        self.assertFalse(new.filtered(lambda one: silent.number in (one.subject or "")))

    def test_the_terms_stand_still_while_the_customer_answers(self):
        self._rule("close", 10, "day", pauses=True)
        with freeze_time("2025-05-05 10:00:00"):
            case = self._open_complaint()
            due = self._deadline(case, "close").due_date
            self.as_user(self.sales, case).action_wait_for_customer()
            self.assertEqual(self._deadline(case, "close").state, "paused")
            with self.assertRaises(UserError):
                self.as_user(self.sales, case).action_wait_for_customer()
        with freeze_time("2025-05-08 10:00:00"):
            with self.assertRaises(AccessError):
                self.as_user(self.people["quality"], case).action_customer_answered()
            self.as_user(self.sales, case).action_customer_answered()
        deadline = self._deadline(case, "close")
        self.assertEqual((deadline.state, (deadline.due_date - due).days), ("open", 3))

    def test_the_customer_is_found_by_the_telephone_number(self):
        self.partner.phone = "026-88880001"
        self.env["customer.file"].create({"partner_id": self.partner.id, "company_id": self.company.id})
        view = "customer_complaint.customer_complaint_view_form_telephone"
        for typed in ("+86 26 8888 0001", "（026）88880001", "026-88880001"):
            with Form(self.as_role("employee", self.env["customer.complaint"]), view) as form:
                form.phone = typed
                self.assertEqual(form.partner_id, self.partner, typed)
                self.assertEqual(form.contact_name, "Paper Mill")
                form.name = "Wet"
        with Form(self.as_role("employee", self.env["customer.complaint"]), view) as form:
            form.phone = "026-88880002"
            self.assertFalse(form.partner_id)
            form.name = "Wet"
        other = self.env["res.partner"].create({"name": "Other Mill", "phone": "026 8888 0001"})
        self.env["customer.file"].create({"partner_id": other.id, "company_id": self.company.id})
        self.assertFalse(self.env["customer.complaint"]._find_caller("026-88880001"), "two have this number")


class TestWithoutLoss(ComplaintCase):
    """S1.2-03b: what caused no loss is an abnormality: it is improved, and nothing is decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._procedure(
            [cls._step("improve", 10, "manufacturing", fields=["countermeasure"])],
            code="slip",
            sequence=1,
            domain="[('has_loss', '=', False)]",
        )
        cls._procedure([cls._step("decide", 10, "office", type="decision")], code="full", sequence=2)
        cls._decided_by("general_manager")

    @proves("S1.2-03b")
    def test_the_slip_asks_for_an_improvement_and_is_never_decided(self):
        case = self._new_complaint(has_loss=False)
        case.action_submit()
        self.assertEqual(case.sudo().open_task_ids.unit_id, self.units["manufacturing"])
        self._do(case, "improve", countermeasure="A roof")
        self.assertFalse(case.sudo().open_task_ids)
        self.assertFalse(case.sudo()._current_approvals("decide"))
        self.as_role("user", case).action_close()
        self.assertEqual(case.state, "closed")
        loss = self._new_complaint(is_established="yes")
        loss.action_submit()
        self.assertEqual(loss.sudo().open_task_ids.type, "decision")


class TestAfterTheDecision(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._procedure([cls._step("decide", 10, "office", type="decision")])
        cls._decided_by("general_manager")

    @proves("S1.2-07.1b")
    def test_sales_tells_the_customer_on_the_day_of_the_decision(self):
        case = self._new_complaint(is_established="yes", demand="Take it back", investigation="Rain")
        case.action_submit()
        approval = case.sudo()._current_approvals("decide")
        inform = self.env.ref("customer_complaint.mail_activity_type_inform")
        self.assertFalse(case.sudo().activity_ids.filtered(lambda one: one.activity_type_id == inform))
        with freeze_time("2025-05-05 12:00:00"):
            self.as_role("general_manager", approval).action_approve()
        activity = case.sudo().activity_ids.filtered(lambda one: one.activity_type_id == inform)
        self.assertEqual(activity.user_id, self.people["sales"])
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2025-05-05"))
        replies = self.as_user(self.people["sales"], self.env["customer.complaint.reply"])
        replies.create({"complaint_id": case.id, "body": "x", "kind": "interim"}).action_send()
        self.assertTrue(activity.exists().active)
        replies.create({"complaint_id": case.id, "body": "x", "channel": "phone"}).action_send()
        self.assertFalse(activity.exists().active)
