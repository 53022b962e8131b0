from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .admission_common import AdmissionCase


class TestLicence(AdmissionCase):
    @proves("S1.11-5.1.2a")
    def test_admission_is_asked_for_with_valid_licences(self):
        self._form(annexes=(), aspects=False)
        business = self._licence_kind("business", name="Business Licence")
        tax = self._licence_kind("tax", name="Tax Registration")
        medical = self._licence_kind(
            "medical",
            name="Medical Institution Licence",
            domain="[('customer_file_ids.kind_id.code', '=', 'hospital')]",
        )
        admission = self._application()
        admission.answer_ids.write({"answer": "yes"})
        first = self._licence(business, valid_until="2026-04-30")
        with self._refused("no valid licence: Tax Registration"), freeze_time("2026-04-01 12:00:00"):
            admission.action_submit()
        self._licence(tax)
        with freeze_time("2026-05-05 12:00:00"):
            with self._refused("no valid licence: Business Licence"):
                admission.action_submit()
            first.valid_until = "2026-12-31"
            admission.action_submit()
        with freeze_time("2026-12-31 12:00:00"):
            self.as_user(self.boss, admission).action_check()
        with freeze_time("2027-01-01 12:00:00"), self._refused("Business Licence"):
            self.as_user(self.boss, admission).action_admit()
        with freeze_time("2026-12-31 12:00:00"):
            self.as_user(self.boss, admission).action_admit()
        hospital = self.env["customer.file.kind"].create(
            {"name": "Hospital", "code": "hospital", "company_id": self.company.id}
        )
        file = self._file_of(self.other, kind_id=hospital.id)
        for kind in (business, tax):
            self._licence(kind, self.other)
        second = self._application(self.other)
        second.answer_ids.write({"answer": "yes"})
        with self._refused("Medical Institution Licence"):
            second.action_submit()
        self._licence(medical, self.other)
        second.action_submit()
        self.assertEqual(second.sudo().file_id, file)

    def test_the_day_is_that_of_the_company(self):
        """In Shanghai 31 December is over at 16:00 UTC."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.company.flush_recordset()
        licence = self._licence(self._licence_kind(), valid_from="2026-01-01", valid_until="2026-12-31")
        for moment, valid in (
            ("2025-12-31 15:59:00", False),
            ("2025-12-31 16:00:00", True),
            ("2026-12-31 15:59:00", True),
            ("2026-12-31 16:00:00", False),
            ("2027-03-01 00:00:00", False),
        ):
            with freeze_time(moment):
                licence.invalidate_recordset()
                self.assertEqual(licence.is_valid, valid, moment)
                self.assertEqual(bool(licence.search([("id", "=", licence.id), ("is_valid", "=", True)])), valid)

    def test_counts_once_checked_and_not_after_a_change(self):
        licence = self._licence(self._licence_kind(needs_check=True))
        self.assertFalse(licence.is_valid)
        seen = self.as_user(self.east, licence)
        with self._refused("information administrator"):
            seen.action_check()
        with self._refused("with its button"):
            seen.checked_date = "2026-01-01 00:00:00"
        with self.assertRaises(AccessError):
            seen.unlink()
        self.as_role("information_administrator", licence).action_check()
        self.assertTrue(licence.is_valid)
        seen.note = "In the safe"
        self.assertTrue(licence.is_valid)
        seen.valid_until = "2099-01-01"
        self.assertFalse(licence.is_valid)

    def test_entered_with_the_last_day(self):
        kind = self._licence_kind(needs_expiry=True)
        with self._refused("last day", ValidationError):
            self._licence(kind)
        self._licence(kind, valid_until="2026-12-31")

    def _term(self, licence):
        return self.env["customer.deadline"].search(
            [("res_model", "=", licence._name), ("res_id", "=", licence.id), ("state", "=", "open")]
        )

    def test_reminded_before_it_expires_and_not_after_it_was_renewed(self):
        self.env["customer.deadline.rule"].create(
            {
                "name": "Renew",
                "code": "renew",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "customer.licence/renew",
                "duration": 30,
                "step_ids": [
                    Command.create(
                        {
                            "offset": 29,
                            "unit": "day",
                            "moment": "before",
                            "recipient": "responsible",
                            "action_id": self.env.ref("customer_policy.customer_deadline_action_activity").id,
                        }
                    )
                ],
            }
        )
        kind = self._licence_kind()
        with freeze_time("2026-01-01 12:00:00"):
            file = self._file_of(responsible_id=self.east.id)
            licence = self._licence(kind, valid_until="2026-12-31")
            deadline = self._term(licence)
            self.assertEqual(str(deadline.due_date), "2027-01-01 00:00:00")
            licence.valid_until = "2026-11-30"
            deadline = self._term(licence)
            self.assertEqual(str(deadline.due_date), "2026-12-01 00:00:00")
        for day, activities in (("2026-11-01 23:59:00", 0), ("2026-11-02 00:00:00", 1)):
            self.env.flush_all()
            with freeze_time(day), self.registry.cursor() as cr:
                self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
            self.env.invalidate_all()
            self.assertEqual(len(file.activity_ids.filtered(lambda one: one.user_id == self.east)), activities)
        with freeze_time("2026-11-20 12:00:00"):
            self._licence(kind, valid_until="2027-11-30")
            self.assertEqual(deadline.state, "met")
