from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import ROLES

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccessRequestAttack(AccessCase):
    """What a user tries over RPC to get around the steps."""

    def test_nobody_sets_what_steps_set(self):
        self._approval("manager")
        request = self._request()
        for vals in (
            {"state": "approved"},
            {"valid_until": "2099-01-01"},
            {"signed_date": "2025-01-01"},
            {"number": "X"},
        ):
            with self.assertRaises(AccessError):
                request.write(vals)
            with self.assertRaises(AccessError):
                self._request(**vals)
            with self.assertRaises(AccessError):
                self.as_user(self.general_manager, request).write(vals)

    def test_what_is_asked_for_is_fixed_once_submitted(self):
        self._approval("manager")
        request = self._request()
        request.action_submit()
        for user in (self.clerk, self.archivist, self.general_manager):
            with self.assertRaises(AccessError):
                self.as_user(user, request).write({"material": "everything"})
        with self.assertRaises(AccessError):
            request.write({"department_id": False})
        with self.assertRaisesRegex(AccessError, "in the state “To Decide”: “Material” stays as it is"):
            request.write({"material": "everything"})

    def test_what_decides_who_approves_is_not_set_by_the_applicant(self):
        """Secret or not, important or not, and the applying unit follow from file and applicant."""
        self.file._classify(self._level(), "test")
        self.file.is_important = True
        other = self.env["hr.department"].create({"name": "Other", "company_id": self.company.id})
        lies = {"is_secret": False, "is_important": False, "department_id": other.id, "borrower_name": "somebody"}
        applicants = (self.clerk, self.archivist)
        self.env["ir.default"].set("customer.access.request", "is_secret", False, user_id=self.archivist.id)
        self.env["ir.default"].set("customer.access.request", "department_id", other.id, user_id=self.archivist.id)
        for user in applicants:
            plain = self._request(user)
            for name, lie in lies.items():
                with self.assertRaises(AccessError, msg=name):
                    plain.write({name: lie})
            # “important” is closed to the clerk: core refuses to be given it at all
            allowed = {name: lie for name, lie in lies.items() if user == self.archivist or name != "is_important"}
            context = {f"default_{name}": lie for name, lie in allowed.items()}
            given = self._request(user, **allowed)
            vals = {"file_id": self.file.id, "company_id": self.company.id}
            by_context = self.as_user(user, self.Requests).with_context(**context).create(vals)
            for request in (plain, given, by_context):
                self.env.invalidate_all()
                known = request.sudo()
                self.assertTrue(known.is_secret and known.is_important)
                self.assertEqual(known.department_id, user.employee_id.department_id)
                self.assertEqual(known.borrower_name, user.name)

    def test_nobody_asks_in_the_name_of_others_or_decides_the_own(self):
        self._approval("user")
        with self.assertRaisesRegex(AccessError, "in the own name"):
            self._request(applicant_id=self.colleague.id)
        with self.assertRaisesRegex(AccessError, "entered by information administrators"):
            self._request().kind = "authority"
        request = self._request()
        with self.assertRaisesRegex(AccessError, "in the own name"):
            request.applicant_id = self.colleague
        request.action_submit()
        with self.assertRaises(UserError):
            self._decide(request, self.clerk)
        entered = self._request(self.archivist, applicant_id=self.colleague.id)
        entered.action_submit()
        for user in (self.archivist, self.colleague):
            with self.assertRaises(UserError):
                self._decide(entered, user)

    def test_others_do_not_see_it(self):
        self._approval("manager")
        request = self._request()
        self.assertFalse(self.as_user(self.colleague, self.Requests).search([]))
        for role in ("employee", "user", "rules_administrator", "network_administrator"):
            with self.assertRaises(AccessError):
                self.as_role(role, request).read(["reason"])
        foreign = self._new_user("general_manager", company=self.other_company)
        with self.assertRaises(AccessError):
            self.as_user(foreign, request).read(["reason"])

    def test_a_head_outside_customer_service_reads_what_waits_for_the_signature(self):
        head = self._new_user("employee", login="outside head")
        self.department.manager_id = self._employ(head)
        self._approval(1, operation="unit")
        request = self._request()
        with self.assertRaises(AccessError):
            self.as_user(head, request).read(["reason"])
        request.action_request_unit()
        self.assertTrue(self.as_user(head, request).read(["reason"]))
        self._decide(request, head, operation="unit")
        with self.assertRaises(AccessError):
            self.as_user(head, request).read(["reason"])

    def test_an_employee_outside_customer_service_applies(self):
        self._approval("manager")
        outsider = self._new_user("employee", login="driver")
        request = self._request(outsider, file_id=False, material="map of the district")
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    def test_steps_are_for_their_role(self):
        self._approval("manager")
        self._loan_term()
        request = self._approved(self.manager)
        for user in (self.clerk, self.colleague, self.users["security_auditor"]):
            with self.assertRaises(UserError):
                self.as_user(user, request).action_issue()
        with self.assertRaises(UserError):
            self.as_user(self.colleague, request).action_sign()
        with self.assertRaisesRegex(AccessError, "in person"):
            self.as_user(self.archivist, request).action_sign()
        with self.assertRaises(UserError):
            self.as_user(self.colleague, request).action_cancel()

    def test_who_only_reads_a_request_does_not_end_it(self):
        self._approval("manager")
        request = self._approved(self.manager)
        auditor = self.as_user(self.users["security_auditor"], request)
        self.assertTrue(auditor.read(["reason"]))
        for step in (auditor.action_cancel, auditor.action_close):
            with self.refused("It is for the applicant"):
                step()
        self.assertEqual(request.state, "approved")

    def test_the_register_cannot_be_touched(self):
        self._approval("manager")
        self._loan_term()
        row = self._register(self._issued(self.manager))
        for role in ROLES:
            for attack in (
                lambda own: own.write({"copies": 1}),
                lambda own: own.unlink(),
                lambda own: own.create(row.copy_data()[0]),
            ):
                with self.assertRaises(UserError):
                    attack(self.as_role(role, row))
        self.assertEqual(self.as_user(self.clerk, row).search([]), row)
        self.assertFalse(self.as_user(self.colleague, row).search([]))
