from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.sweep import SweepMixin

from .common import CommissionCase


class TestSecurity(SweepMixin, CommissionCase):
    """Everybody reads the own statement; those of agents are as secret as their files."""

    sweep_tables = ("dealer_commission", "sale_order$", "account_move")
    sweep_words = ("confirm", "")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 1))
        cls._assign(cls.scheme)
        sellers = cls._scheme((0, 1), kind="consultant")
        for user in (cls.anna, cls.boris):
            cls._assign(sellers, user)

    def _all(self):
        self._invoice(1000, invoice_user_id=self.anna.id)
        self._invoice(2000, partner_id=self.other.id, invoice_user_id=self.boris.id)
        return self._make() | self._make(kind="consultant")

    def _seen(self, user):
        records = self.as_user(user, self.env["dealer.commission.statement"])
        lines = self.as_user(user, self.env["dealer.commission.statement.line"]).search([])
        self.assertEqual(lines.sudo().statement_id, records.search([]).sudo().filtered("line_ids"))
        return set(records.search([]).sudo().partner_id.ids)

    def test_who_reads_what(self):
        self._all()
        agent, anna, boris = (one.id for one in (self.partner, self.anna.partner_id, self.boris.partner_id))
        for user, seen in (
            (self.anna, {anna}),
            (self.boris, {boris}),
            (self.clerk, {agent}),
            (self.supervisor, {agent, anna, boris}),
            (self.boss, {agent, anna, boris}),
            (self.users["security_auditor"], {agent, anna, boris}),
            (self.accountant, set()),
            (self.users["employee"], set()),
            (self.users["rules_administrator"], set()),
            (self._new_user("general_manager", "elsewhere", self.other_company), set()),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._seen(user), seen)

    def test_accounting_reads_what_is_approved(self):
        self._all()
        statement = self._made()
        self._confirm(statement)
        self._approve(statement)
        self.assertEqual(self._seen(self.accountant), {self.partner.id})

    def test_only_supervisors_make_sheets_of_consultants(self):
        self._make(user=self.clerk)
        with self.assertRaisesRegex(AccessError, "Supervisor"):
            self._make(kind="consultant", user=self.clerk)
        with self.assertRaises(AccessError):
            self._make(user=self.anna)
        self._make(kind="consultant", user=self.supervisor)

    def test_nobody_gets_more_by_calling_methods(self):
        statements = self._all()
        stranger = self._new_user("base.group_user", "stranger")
        with freeze_time("2026-06-01 05:00:00"):
            changed, tried = self._sweep(stranger, statements)
        self.assertEqual(changed, [])
        self.assertGreater(tried, 10)

    def test_nobody_changes_what_is_not_theirs(self):
        statements = self._all()
        of_anna = statements.filtered(lambda one: one.user_id == self.anna)
        for user, others in (
            (self.boris, statements - statements.filtered(lambda one: one.user_id == self.boris)),
            (self.clerk, of_anna),
            (self.accountant, statements),
        ):
            with self.subTest(user.login), freeze_time("2026-06-01 05:00:00"):
                changed, tried = self._sweep(user, others)
                self.assertEqual(changed, [])
                self.assertGreater(tried, 10)

    def test_assignments_are_written_by_supervisors(self):
        vals = {"scheme_id": self.scheme.id, "partner_id": self.other.id, "company_id": self.company.id}
        for user in (self.clerk, self.anna, self.users["rules_administrator"]):
            with self.assertRaises(AccessError):
                self.as_user(user, self.env["dealer.commission.assignment"]).create(vals)
        made = self.as_user(self.supervisor, self.env["dealer.commission.assignment"]).create(vals)
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            made.partner_id = self.partner
