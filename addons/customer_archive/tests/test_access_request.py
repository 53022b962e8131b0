from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import PNG, AccessCase


@tagged("post_install", "-at_install")
class TestAccessRequest(AccessCase):
    """Application, formalities, approvals."""

    @proves("S3-15.1", "S2.4-2", "S4.core-3c")
    def test_what_an_application_must_say(self):
        self._approval("information_administrator")
        self._needs("purpose", "reason", "material", "copies", clause="003 15.1")
        complete = {"purpose": "visit", "reason": "work", "material": "contract", "copies": 2}
        for missing, label in (
            ("purpose", "Purpose"),
            ("reason", "Reason"),
            ("material", "Material"),
            ("copies", "Copies"),
        ):
            request = self._request(**{**complete, missing: False})
            with self.assertRaisesRegex(UserError, rf"(?s)missing is [^.]*{label}.*003 15.1"):
                request.action_submit()
            self.assertEqual(request.state, "draft")
        request = self._request(**complete)
        request.action_submit()
        self.assertEqual(request.state, "submitted")
        self.assertRegex(request.number, r"^AR-\d{4}-0001$")

    def test_an_application_is_about_something(self):
        self._approval("information_administrator")
        with self.refused("name the customer file"):
            self._request(file_id=False, material=" ").action_submit()
        with self.refused("say which rows"):
            self._request(kind="export").action_submit()
        with self.refused("until when"):
            self._request(kind="consult").action_submit()
        with self.refused("name the visitor"):
            self._request(self.archivist, applicant_kind="outsider", outsider_name=" ").action_submit()

    def test_a_condition_that_cannot_be_met_is_refused(self):
        for model, values in (("customer.access.rule", {}), ("customer.file.snapshot.rule", {"interval_months": 6})):
            for domain in ("[('nothing', '=', 1)]", "[("):
                with self.subTest(model=model, domain=domain):
                    with self.assertRaisesRegex(ValidationError, "condition is wrong"):
                        self._rule(model, domain=domain, **values)

    @proves("S3-15.2", "S3-16.2", "S4.core-3a")
    def test_the_unit_stamps_and_its_head_signs_first(self):
        self._approval(1, operation="unit", clause="003 15.2")
        self._approval("supervisor", "manager")
        self._needs("is_sealed")
        for kind in ("consult", "loan"):
            request = self._request(kind=kind, wanted_until="2099-01-01", is_sealed=True)
            with self.assertRaisesRegex(UserError, r"(?s)Manager of the department.*003 15.2"):
                request.action_submit()
            request.action_request_unit()
            with self.assertRaisesRegex(UserError, "waits for Manager of the department: boss"):
                request.action_submit()
            self.assertEqual(request.state, "draft")
            self._decide(request, self.boss, operation="unit")
            request.is_sealed = False
            with self.assertRaisesRegex(UserError, "missing is Stamped by the Unit"):
                request.action_submit()
            request.is_sealed = True
            request.action_submit()
            self.assertEqual(request.state, "submitted")

    def test_a_signature_of_the_unit_that_is_only_observed_is_noted_where_it_is_missing(self):
        rule = self._approval(1, operation="unit", mode="observe")
        self._approval("manager")
        self._request().action_submit()
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertIn("Signature of the Applying Unit would have needed an approval", seen.message)

    @proves("S4.core-3b")
    def test_supervisor_and_manager_both_decide(self):
        self._approval("supervisor", "manager", domain="[('kind', '=', 'loan')]")
        self._loan_term()
        request = self._request()
        request.action_submit()
        self._decide(request, self.supervisor)
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            self.as_user(self.archivist, request).action_issue()
        self._decide(request, self.manager)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(request.state, "issued")

    @proves("S1.6-sales-10a")
    def test_three_consents(self):
        head_office = self.env["hr.department"].create({"name": "Head Office", "company_id": self.company.id})
        head_office.manager_id = self.head.employee_id
        self.department.parent_id = head_office
        self._approval("information_administrator", 1, 2)
        self._loan_term(1)
        request = self._request()
        request.action_submit()
        self._decide(request, self.archivist)
        self._decide(request, self.boss)
        with self.assertRaises(UserError):
            self.as_user(self.archivist, request).action_issue()
        self.assertEqual(len(request.approval_ids.sudo().decision_ids), 2)
        self._decide(request, self.head)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(request.state, "issued")

    @proves("S3-16.4", "S3-16.6a")
    def test_the_information_administrator_decides_after_the_head_and_the_manager_consents(self):
        self._approval(1, operation="unit")
        self._approval("information_administrator", "manager")
        self._loan_term()
        request = self._request()
        request.action_request_unit()
        self._decide(request, self.boss, operation="unit")
        request.action_submit()
        self._decide(request, self.archivist)
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            self.as_user(self.archivist, request).action_issue()
        with freeze_time("2025-05-05 09:00:00"):
            self._decide(request, self.manager)
            self.as_user(self.archivist, request).action_issue()
            self.assertEqual(str(request.issued_date), "2025-05-05 09:00:00")

    @proves("S3-15.3")
    def test_an_incomplete_application_is_rejected_with_the_reason_and_a_complete_one_approved(self):
        self._approval("information_administrator")
        rule = self._needs("is_sealed", mode="observe")
        request = self._request()
        request.action_submit()
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertIn("missing is Stamped by the Unit", seen.message)
        self._decide(request, self.archivist, reject="the stamp is missing")
        self.assertEqual((request.state, request.approval_state), ("refused", "rejected"))
        decision = request.sudo().approval_ids.decision_ids
        self.assertEqual(decision.comment, "the stamp is missing")
        request.action_revise()
        request.is_sealed = True
        request.action_submit()
        self._decide(request, self.archivist)
        self.assertEqual(request.state, "approved")

    @proves("S3-15.4a")
    def test_outsiders_bring_a_letter_and_secret_files_need_the_general_manager(self):
        self._approval("general_manager", domain="[('is_secret', '=', True)]", sequence=1)
        self._approval("information_administrator", sequence=2)
        self._needs("identity_ids", domain="[('applicant_kind', '=', 'outsider')]")
        vals = {
            "kind": "consult",
            "wanted_until": "2099-01-01",
            "applicant_kind": "outsider",
            "outsider_name": "Li Ming",
            "outsider_unit": "Tax Office",
        }
        request = self._request(self.archivist, **vals)
        with self.assertRaisesRegex(UserError, "Letter of Introduction or Work Card"):
            request.action_submit()
        letter = self.env["ir.attachment"].with_user(self.archivist).create({"name": "letter.png", "datas": PNG})
        request.identity_ids = letter
        request.action_submit()
        self.assertEqual(request.state, "submitted")
        self.assertEqual((letter.res_model, letter.res_id), (request._name, request.id))

        self.file._classify(self._level(), "test")
        secret = self._request(kind="consult", wanted_until="2099-01-01")
        self.assertTrue(secret.is_secret)
        secret.action_submit()
        for user in (self.archivist, self.manager):
            with self.assertRaises(UserError):
                self._decide(secret, user)
        self._decide(secret, self.general_manager)
        self.assertEqual(secret.state, "approved")

    def test_a_file_that_becomes_secret_needs_another_approval(self):
        self._approval("general_manager", domain="[('is_secret', '=', True)]", sequence=1)
        self._approval("information_administrator", sequence=2)
        self._loan_term()
        request = self._approved(self.archivist)
        self.file._classify(self._level(), "test")
        with self.assertRaisesRegex(UserError, "content was changed"):
            self.as_user(self.users["supervisor"], request).action_issue()

    @proves("S1.12-4")
    def test_no_loan_without_an_approved_request_and_none_for_a_private_reason(self):
        with self.assertRaisesRegex(UserError, "needs an approval, and no rule says whose"):
            self._request().action_submit()
        self._approval("manager")
        self._loan_term()
        self._rule("customer.access.rule", refused_reasons="private\n私人", clause="001/12 4")
        for reason in ("a Private favour for a friend", "私人关系"):
            with self.assertRaisesRegex(UserError, r"(?s)is no reason for it.*001/12 4"):
                self._request(reason=reason).action_submit()
        request = self._request()
        for _state in ("draft", "submitted"):
            with self.assertRaises(UserError):
                self.as_user(self.archivist, request).action_issue()
            if request.state == "draft":
                request.action_submit()
        self._decide(request, self.manager)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(request.state, "issued")

    @proves("S2.4-3")
    def test_copying_needs_the_instruction_of_the_superior(self):
        self._approval(1, domain="[('kind', '=', 'copy')]", clause="002/4 3")
        request = self._request(kind="copy", wanted_until="2099-01-01")
        request.action_submit()
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            self.as_user(self.archivist, request).action_issue()
        self.assertEqual(self._register(request), self.env["customer.access.register"])
        self._decide(request, self.boss)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(self._register(request).mapped("event"), ["issued"])

    @proves("S4.core-23", "S3-18.2")
    def test_important_information_is_copied_with_two_approvals_and_carried_out_by_an_appointed_person(self):
        self._approval("manager", "general_manager", domain="[('kind', '=', 'copy'), ('is_important', '=', True)]")
        self._needs("carrier_id", "safety_measures", domain="[('place', '=', 'away')]")
        self.file.is_important = True
        vals = {"kind": "copy", "wanted_until": "2099-01-01", "place": "away"}
        request = self._request(**vals)
        with self.assertRaisesRegex(UserError, "Appointed Carrier, .*Safety Measures|Safety Measures, .*Carrier"):
            request.action_submit()
        request.safety_measures = "sealed bag"
        with self.assertRaisesRegex(UserError, "missing is Appointed Carrier"):
            request.action_submit()
        request.carrier_id = self.colleague
        request.action_submit()
        self._decide(request, self.manager)
        with self.assertRaises(UserError):
            self.as_user(self.archivist, request).action_issue()
        self._decide(request, self.general_manager)
        self.as_user(self.archivist, request).action_issue()
        row = self._register(request)
        self.assertEqual((row.carrier_name, row.safety_measures), ("colleague", "sealed bag"))

    @proves("S1.8-16")
    def test_authorities_consult_under_a_document_number_and_in_secret(self):
        self._approval("general_manager")
        self._needs("authority", "document_number", kind="authority", clause="001/8 16")
        vals = {
            "kind": "authority",
            "wanted_until": "2099-01-01",
            "authority": "police",
            "applicant_kind": "outsider",
            "outsider_name": "Officer Wang",
        }
        with self.assertRaisesRegex(AccessError, "entered by information administrators"):
            self._request(**vals)
        request = self._request(self.archivist, **vals)
        with self.assertRaisesRegex(UserError, r"(?s)Number of the Legal Document.*001/8 16"):
            request.action_submit()
        request.document_number = "公刑 2025-17"
        request.action_submit()
        self.assertEqual(
            set(dict(request._fields["authority"].selection)), {"police", "state_security", "procuratorate"}
        )
        own = lambda user: self.as_user(user, self.Requests).search([("id", "=", request.id)])  # noqa: E731
        other = self._new_user("information_administrator", login="other archivist")
        self.assertFalse(own(self.clerk) | own(self.colleague) | own(other))
        for user in (self.supervisor, self.users["security_auditor"], self.archivist):
            self.assertEqual(own(user), request)
        with self.assertRaises(AccessError):
            self.as_user(other, request).read(["authority"])
        self._decide(request, self.general_manager)
        self.as_user(self.supervisor, request).action_issue()
        register = self.env["customer.access.register"]
        self.assertFalse(self.as_user(other, register).search([]))
        self.assertEqual(len(self.as_user(self.supervisor, register).search([])), 1)

    @proves("S1.8-25")
    def test_documents_of_a_class_that_stays(self):
        self._approval("information_administrator")
        waybills = self._class("7", "Waybills", lendable=False, take_away=False)
        document = self._document("Waybill", class_id=waybills.id)
        loan = self._request(document_ids=document.ids)
        with self.refused("not lent"):
            loan.action_submit()
        with self.refused("on site only"):
            self._request(
                kind="consult", place="away", wanted_until="2099-01-01", document_ids=document.ids
            ).action_submit()
        request = self._request(kind="consult", place="on_site", wanted_until="2099-01-01", document_ids=document.ids)
        request.action_submit()
        self._decide(request, self.archivist)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(self._register(request).place, "on_site")

    @proves("S1.8-25")
    def test_documents_that_stay_do_not_leave_with_the_whole_file_or_after_the_approval(self):
        self._approval("information_administrator")
        self._loan_term()
        waybills = self._class("7", "Waybills", lendable=False)
        request = self._approved(self.archivist)
        away = self._approved(self.archivist, kind="copy", place="away", wanted_until="2099-01-01")
        document = self._filed_document("Waybill", class_id=waybills.id, file_id=self.file.id)
        with self.refused("not lent"):
            self._request().action_submit()
        with self.refused("not lent"):
            self.as_user(self.archivist, request).action_issue()
        self.assertFalse(self._register(request))
        waybills.take_away = False
        with self.refused("on site only"):
            self.as_user(self.archivist, away).action_issue()
        (waybills.lendable, waybills.take_away) = (True, True)
        self.as_user(self.archivist, request | away).action_issue()
        waybills.lendable = False
        other = self._file("Other")
        document.sudo().file_id = other
        self._request().action_submit()

    @proves("S3-15.4b")
    def test_what_is_filed_is_consulted_on_site_and_not_lent(self):
        self._approval("information_administrator")
        self._rule("customer.access.rule", kind="loan", refuses_filed=True, clause="003 15.4")
        filed = self._filed(name="Filed Customer")
        with self.assertRaisesRegex(UserError, r"(?s)is not handed out.*003 15.4"):
            self._request(file_id=filed.id).action_submit()
        document = self._filed_document()
        with self.refused("is not handed out"):
            self._request(document_ids=document.ids).action_submit()
        request = self._request(kind="consult", file_id=filed.id, wanted_until="2099-01-01")
        request.action_submit()
        self._decide(request, self.archivist)
        self.as_user(self.archivist, request).action_issue()
        self.assertEqual(self._register(request).mapped("event"), ["issued"])
        self._request(file_id=self.file.id).action_submit()
