from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase

CLAUSES = ("Scope and way of use", "Protection during exchange", "Liability for leaks")


class AgreementCase(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Agreements = cls.env["customer.confidentiality.agreement"]
        cls.role = cls.env.ref("customer_policy.group_user")
        cls.newcomer = cls._new_user("employee", login="newcomer")

    def _agreement_rule(self, kind="nda", clauses=(), **values):
        return self._rule(
            "customer.confidentiality.agreement.rule",
            kind=kind,
            clause="001/8",
            clause_ids=[Command.create({"name": name}) for name in clauses],
            **values,
        )

    def _agreement(self, kind="nda", *, scan=True, **values):
        agreement = self.as_user(self.boss, self.Agreements).create({"kind": kind, **values})
        if scan:
            agreement.attachment_ids = self.as_user(self.boss, self.env["ir.attachment"]).create(
                {"name": "signed.pdf", "raw": b"%PDF"}
            )
        return agreement


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCase):
    @proves("S1.8-10")
    def test_without_a_signed_agreement_nobody_gets_access_to_customer_data(self):
        self._agreement_rule(for_roles=True)

        def by_user():
            self.newcomer.group_ids = [Command.link(self.role.id)]

        def by_group():
            self.role.user_ids = [Command.link(self.newcomer.id)]

        def by_new_user():
            self._new_user("user", login="another")

        for give in (by_user, by_group, by_new_user):
            self.assertRefused("no access to customer data.*agreement in force is missing(.|\n)*001/8", give)
        agreement = self._agreement(user_id=self.newcomer.id, scan=False)
        self.assertRefused("scan of the signed paper", agreement.action_activate)
        self.assertRefused("no access to customer data", by_user)
        agreement.attachment_ids = self.as_user(self.boss, self.env["ir.attachment"]).create(
            {"name": "signed.pdf", "raw": b"%PDF"}
        )
        agreement.action_activate()
        by_user()
        self.assertTrue(self.newcomer.has_group("customer_policy.group_user"))

    def test_who_has_the_role_keeps_it_and_an_ended_agreement_gives_none(self):
        self._agreement_rule(for_roles=True)
        self.clerk.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        agreement = self._agreement(user_id=self.newcomer.id)
        agreement.action_activate()
        agreement.action_end()
        with self.assertRaisesRegex(UserError, "agreement in force is missing"):
            self.newcomer.group_ids = [Command.link(self.role.id)]

    def test_another_company_asks_for_its_own_agreement(self):
        self._agreement_rule(for_roles=True, company_id=self.other_company.id)
        with self.assertRaisesRegex(UserError, "clerk gets no access to customer data in Second Company"):
            self.clerk.company_ids = [Command.link(self.other_company.id)]
        self.colleague.name = "Nothing is asked of whose rights stay"

    def test_it_is_in_force_from_the_first_to_the_last_day(self):
        covers = self.Agreements._covers
        agreement = self._agreement(user_id=self.newcomer.id, valid_from="2026-03-01", valid_until="2026-03-31")
        agreement.action_activate()
        for day, expected in (("02-28", False), ("03-01", True), ("03-31", True), ("04-01", False)):
            with freeze_time(f"2026-{day} 10:00:00"):
                agreement.invalidate_recordset()
                self.assertEqual(covers(self.newcomer, self.company, "nda"), expected)
                self.assertEqual(agreement.is_in_force, expected)
        self.assertFalse(covers(self.newcomer, self.other_company, "nda"))

    @proves("S1.8-13")
    def test_a_contract_with_two_of_three_clauses_is_not_activated(self):
        self._agreement_rule("principal", CLAUSES)
        contract = self._agreement("principal", partner_id=self._partner("Shop").id)
        self.assertEqual(contract.clause_ids.mapped("name"), list(CLAUSES))
        contract.clause_ids[:2].is_included = True
        with self.assertRaisesRegex(UserError, "Missing: the clause “Liability for leaks”"):
            contract.action_activate()
        self.assertEqual(contract.state, "draft")
        contract.clause_ids.is_included = True
        contract.action_activate()
        self.assertEqual(contract.state, "active")

    def test_a_clause_that_was_taken_out_is_missing_too(self):
        self._agreement_rule("principal", CLAUSES)
        contract = self._agreement("principal", partner_id=self._partner("Shop").id)
        contract.clause_ids[2].unlink()
        contract.clause_ids.is_included = True
        with self.assertRaisesRegex(UserError, "Liability for leaks"):
            contract.action_activate()
        contract.action_fill_clauses()
        self.assertEqual(len(contract.clause_ids), 3)

    @proves("S1.8-14")
    def test_a_processor_without_verified_capability_and_clause_gets_no_access(self):
        self._agreement_rule("processor", CLAUSES[:1], needs_capability=True, for_roles=True)
        office = self._partner("Typing Office")
        self.newcomer.partner_id.parent_id = office

        def give():
            self.newcomer.group_ids = [Command.link(self.role.id)]

        self.assertRefused("Data processing by a third party", give)
        contract = self._agreement("processor", partner_id=office.id)
        self.assertRefused("the clause.*capability was verified", contract.action_activate)
        contract.clause_ids.is_included = True
        self.assertRefused("capability was verified", contract.action_activate)
        self.assertRefused("Data processing by a third party", give)
        contract.capability_date = "2026-01-10"
        contract.action_activate()
        give()

    @proves("S1.8-39")
    def test_an_assessment_older_than_twelve_months_is_flagged(self):
        self._agreement_rule("connection", assessment_months=12)
        connection = self._agreement("connection", user_id=self.newcomer.id, valid_from="2025-05-01")
        with self.assertRaisesRegex(UserError, "the risk assessment"):
            connection.action_activate()
        connection.assessment_date = "2025-05-05"
        connection.action_activate()
        for day, expected in (("2026-05-05", False), ("2026-05-06", True)):
            with freeze_time(f"{day} 10:00:00"):
                connection.invalidate_recordset()
                self.assertEqual(connection.is_assessment_overdue, expected)
                found = self.Agreements.search([("is_assessment_overdue", "=", True), ("id", "=", connection.id)])
                self.assertEqual(bool(found), expected)
        connection.assessment_date = "2026-05-06"
        with freeze_time("2026-05-07 10:00:00"):
            connection.invalidate_recordset()
            self.assertFalse(connection.is_assessment_overdue)

    @proves("S1.8-39")
    def test_an_api_key_needs_an_approved_connection(self):
        self._agreement_rule("connection", for_api_keys=True)
        keys = self.as_user(self.newcomer, self.env["res.users.apikeys"])
        with self.assertRaisesRegex(UserError, "no API key"):
            keys._generate(None, "shop", "2026-12-31 10:00:00")
        self._agreement("connection", user_id=self.newcomer.id).action_activate()
        self.assertTrue(keys.sudo()._generate(None, "shop", "2030-12-31 10:00:00"))  # sudo: any duration

    @proves("S3-17.1")
    def test_who_has_signed_this_year_is_counted(self):
        rule = self._agreement_rule(valid_months=12)
        concerned = rule._concerned_users()
        self.assertIn(self.clerk, concerned)
        self.assertNotIn(self.newcomer, concerned)
        self.assertEqual((rule.covered_count, rule.concerned_count), (0, len(concerned)))
        for user in concerned:
            # nobody activates the own
            other = self.users["manager"] if user == self.boss else self.boss
            too_long = self._agreement(user_id=user.id, valid_from="2026-01-01", valid_until="2027-01-01")
            with self.assertRaisesRegex(UserError, "12 months at most"):
                self.as_user(other, too_long).action_activate()
            too_long.valid_until = "2026-12-31"
            self.as_user(other, too_long).action_activate()
        with freeze_time("2026-12-31 10:00:00"):
            rule.invalidate_recordset()
            self.assertEqual(rule.covered_count, len(concerned))
        with freeze_time("2027-01-01 10:00:00"):
            rule.invalidate_recordset()
            self.assertEqual(rule.covered_count, 0)
            self.assertEqual(self.env["res.users"].search(rule.action_view_missing()["domain"]), concerned)

    def test_an_active_agreement_stays_as_it_was_signed(self):
        agreement = self._agreement(user_id=self.newcomer.id)
        agreement.action_activate()
        for vals in ({"user_id": self.clerk.id}, {"valid_until": "2030-01-01"}, {"attachment_ids": [(5,)]}):
            with self.assertRaisesRegex(UserError, "as it was signed"):
                agreement.write(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.newcomer, agreement).assessment_date = False
        self.assertTrue(self.as_user(self.newcomer, agreement).has_access("read"))
        self.assertFalse(self.as_user(self.clerk, agreement).has_access("read"))
        agreement.action_end()
        with self.assertRaisesRegex(UserError, "closed"):
            agreement.assessment_date = "2026-01-01"

    def test_observing_activates_and_takes_note(self):
        rule = self._agreement_rule("principal", CLAUSES, mode="observe")
        contract = self._agreement("principal", partner_id=self._partner("Shop").id)
        contract.action_activate()
        self.assertEqual(contract.state, "active")
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertIn("Liability for leaks", observed.message)
        self._agreement_rule("principal", CLAUSES, sequence=20)
        with self.assertRaisesRegex(UserError, "Missing: .*Liability for leaks"):
            self._agreement("principal", partner_id=self._partner("Stall").id).action_activate()


@tagged("post_install", "-at_install")
class TestClearance(AgreementCase):
    @proves("S1.8-10")
    def test_clearance_for_a_level_that_asks_for_it_needs_an_agreement_in_force(self):
        level = self._rule("customer.secrecy.level", rank=2, needs_agreement=True)
        clearance = self.env["customer.clearance"].create(
            {"user_id": self.clerk.id, "company_id": self.company.id, "level_id": level.id, "reason": "Work"}
        )
        grant = self.as_role("security_administrator", clearance).action_grant
        self.assertRefused("no confidentiality agreement in force", grant)
        self._agreement(user_id=self.colleague.id).action_activate()
        self.assertRefused("no confidentiality agreement in force", grant)
        self._agreement(user_id=self.clerk.id).action_activate()
        grant()
        self.assertEqual(clearance.state, "in_force")
