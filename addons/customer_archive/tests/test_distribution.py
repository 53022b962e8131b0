from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestDistribution(AccessCase):
    """Numbered information goes to departments, which confirm it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.departments = cls.department
        cls.heads = {}
        for name in ("Service", "Finance"):
            head = cls._new_user("employee", login=f"head of {name}")
            department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
            department.manager_id = cls.env["hr.employee"].create(
                {"name": head.name, "user_id": head.id, "company_id": cls.company.id, "department_id": department.id}
            )
            cls.departments |= department
            cls.heads[name] = head

    def _send(self, **values):
        vals = {
            "name": "New address of Green Valley",
            "company_id": self.company.id,
            "department_ids": self.departments.ids,
            "confirm_by": "2025-05-08",
            **values,
        }
        distribution = self.as_user(self.archivist, self.env["customer.distribution"]).create(vals)
        distribution.action_send()
        return distribution

    @proves("S4.core-1b")
    def test_an_item_sent_to_three_departments_with_read_receipts(self):
        with freeze_time("2025-05-05 09:00:00"):
            number = self.env["customer.number.rule"].search(
                [("code", "=", "distribution"), ("company_id", "=", self.company.id)]
            )
            number.start = 31
            item = self._send()
        self.assertEqual(item.number, "CI-2025-0031")
        self.assertEqual(item.receipt_ids.department_id, self.departments)
        self.assertEqual(item.receipt_progress, "0 / 3")
        self.assertEqual(item.activity_ids.user_id, self.boss | self.env["res.users"].union(*self.heads.values()))
        overdue = [("is_overdue", "=", True), ("company_id", "=", self.company.id)]
        receipts = self.env["customer.distribution.receipt"]
        with freeze_time("2025-05-08 12:00:00"):
            self.assertFalse(receipts.search(overdue))
            for user, progress in ((self.heads["Service"], "1 / 3"), (self.clerk, "2 / 3")):
                own = self.as_user(user, item)
                self.assertTrue(own.can_confirm)
                own.action_confirm()
                self.env.invalidate_all()
                self.assertEqual((item.receipt_progress, item.state), (progress, "sent"))
        with freeze_time("2025-05-09 12:00:00"):
            late = receipts.search(overdue)
            self.assertEqual(late.department_id.name, "Finance")
            self.as_user(self.heads["Finance"], item).action_confirm()
            self.assertFalse(receipts.search(overdue))
        self.assertEqual(item.state, "received")
        self.assertEqual(late.received_by_id, self.heads["Finance"])
        self.assertEqual(str(late.received_date), "2025-05-09 12:00:00")
        self.assertEqual(item.receipt_ids.filtered("is_late"), late)
        sales = item.receipt_ids.filtered(lambda receipt: receipt.department_id == self.department)
        self.assertEqual((sales.received_by_id, sales.is_late), (self.clerk, False))

    def test_the_term_may_come_from_a_rule(self):
        self._rule("customer.deadline.rule", milestone="customer.distribution/receipt", duration=2, unit="day")
        with freeze_time("2025-05-05 09:00:00"):
            item = self._send(confirm_by=False)
        self.assertEqual(str(item.due_date), "2025-05-07")
        for user in (self.clerk, *self.heads.values()):
            with freeze_time("2025-05-06 09:00:00"):
                self.as_user(user, item).action_confirm()
        self.assertEqual(item.deadline_ids.state, "met")

    @proves("S4.core-1")
    def test_without_a_decided_level_nothing_is_sent_or_filed(self):
        self.contracts.needs_level = True
        document = self._document()
        self.as_user(self.clerk, document).action_hand_in()
        with self.assertRaisesRegex(UserError, "secrecy level must be decided"):
            self._send(document_id=document.id)
        with self.assertRaisesRegex(UserError, "secrecy level must be decided"):
            self.as_user(self.archivist, document).action_file()
        # what is not valid goes back to who collects it
        self.as_user(self.archivist, document).action_return()
        self.assertEqual(document.state, "draft")
        self.as_user(self.clerk, document).action_hand_in()
        document._classify(self._level(mode="observe"), "decided")
        self.as_user(self.archivist, document).action_file()
        self.assertEqual(document.state, "filed")
        self.assertEqual(self._send(document_id=document.id).state, "sent")

    def test_it_is_for_those_it_was_sent_to(self):
        other = self._new_user("employee", login="other")
        self.env["hr.employee"].create({"name": "Other", "user_id": other.id, "company_id": self.company.id})
        item = self._send(department_ids=self.department.ids)
        for user in (other, self.heads["Finance"]):
            with self.assertRaises(AccessError):
                self.as_user(user, item).read(["name"])
            with self.assertRaises(AccessError):
                self.as_user(user, item).action_confirm()
        self.assertTrue(self.as_user(self.clerk, item).read(["name", "body"]))
        with self.assertRaisesRegex(UserError, "no receipt for you"):
            self.as_user(self.archivist, item).action_confirm()
        self.as_user(self.clerk, item).action_confirm()
        with self.assertRaisesRegex(UserError, "no receipt for you"):
            self.as_user(self.clerk, item).action_confirm()

    def test_who_works_in_a_department_for_another_company_does_not_confirm(self):
        shared = self.env["hr.department"].create({"name": "Shared", "company_id": False})
        here, elsewhere = self._new_user("employee", login="here"), self._new_user("employee", login="elsewhere")
        elsewhere.company_ids |= self.other_company
        for user, company in ((here, self.company), (elsewhere, self.other_company)):
            self.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "company_id": company.id, "department_id": shared.id}
            )
        both = (self.company | self.other_company).ids
        receipt = self._send(department_ids=shared.ids).sudo().with_context(allowed_company_ids=both).receipt_ids
        here, elsewhere = (here | elsewhere).with_env(receipt.env)
        self.assertTrue(receipt._is_for(here))
        self.assertFalse(receipt._is_for(elsewhere))

    def test_receipts_cannot_be_forged_nor_what_was_sent_be_changed(self):
        item = self._send()
        for user in (self.clerk, self.archivist, self.general_manager):
            for attack in (
                lambda own: own.receipt_ids.write({"received_date": "2025-01-01"}),
                lambda own: own.receipt_ids.unlink(),
                lambda own: own.write({"state": "received"}),
                lambda own: own.write({"body": "other"}),
                lambda own: own.write({"receipt_ids": [(5,)]}),
                lambda own: own.unlink(),
            ):
                with self.assertRaises(UserError):
                    attack(self.as_user(user, item))

    def test_it_goes_somewhere_and_until_some_day(self):
        with self.refused("choose the departments"):
            self._send(department_ids=[])
        with self.refused("say until when"):
            self._send(confirm_by=False)
