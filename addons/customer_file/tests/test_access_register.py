import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestAccessRegister(SecrecyCase):
    def _entries(self, file):
        return self.env["customer.access.log"].search([("res_model", "=", file._name), ("res_id", "=", file.id)])

    @proves("S1.7-6", "S2.1-07")
    def test_a_refused_opening_is_registered(self):
        file = self._secret_file()
        # no assertRaises here: it takes back what the refusal entered
        with contextlib.suppress(AccessError):
            self.as_user(self.clerk, file).read(["need"])
        self.assertRecordValues(
            self._entries(file),
            [{"user_id": self.clerk.id, "outcome": "refused", "secrecy_level_id": self.secret.id}],
        )
        self.assertEqual(self._entries(file).document_name, file.number)

    def test_asking_whether_one_may_is_no_opening(self):
        file = self._secret_file()
        self.as_user(self.clerk, file).has_access("read")
        self.as_user(self.clerk, file).search([("id", "=", file.id)])
        self.assertFalse(self._entries(file))

    @proves("S1.8-34b")
    def test_openings_are_registered_whoever_opens(self):
        file, other = self._secret_file(), self._secret_file(name="Other")
        self._clear(self.clerk, self.secret)
        for user in (self.clerk, self.boss):
            self.as_user(user, file).web_read({"need": {}})
        self.assertEqual(self._entries(file).mapped("outcome"), ["opened", "opened"])
        self.assertEqual(self._entries(file).user_id, self.clerk | self.boss)
        both = self.as_user(self.clerk, file | other)
        both.read(["city", "kind_id"])
        self.assertFalse(self._entries(other), "a list enters where the level says so")
        both.read(["city", "need"])
        self.assertEqual(self._entries(other).outcome, "opened", "no list shows long texts")
        self.secret.registers = "readings"
        both.read(["city"])
        self.assertEqual(set(self._entries(other).mapped("outcome")), {"opened", "listed"})
        both.read(["number", "display_name"])
        self.assertEqual(len(self._entries(other)), 2, "what the index shows is no reading")
        self.secret.registers = "refusals"
        self.as_user(self.clerk, other).read(["need"])
        self.assertEqual(len(self._entries(other)), 2)

    def test_printing_is_refused_or_registered(self):
        file = self._secret_file()
        for name in ("customer_list", "customer_file"):
            report = f"customer_file.report_{name}_document"
            reports = self.env["ir.actions.report"]
            self.env.invalidate_all()
            file.sudo().mapped("legal_representative")  # in memory, as something before may have left it
            with self.assertRaises(AccessError):
                self.as_user(self.clerk, reports)._render_qweb_html(report, file.ids)
            self.as_user(self.boss, reports)._render_qweb_html(report, file.ids)
        printed = self._entries(file).filtered(lambda entry: entry.outcome == "printed")
        self.assertEqual(printed.user_id, self.boss)
        self.assertEqual(len(printed), 2)

    @proves("S1.8-34b")
    def test_the_auditor_reads_registers_and_changes_nothing(self):
        file = self._secret_file()
        self.as_user(self.boss, file).read(["need"])
        entry = self._entries(file)
        seen = self.as_role("security_auditor", entry)
        self.assertEqual(seen.outcome, "opened")
        for model in ("customer.access.log", "customer.secrecy.change", "customer.access.grant", "customer.clearance"):
            records = self.as_role("security_auditor", self.env[model])
            self.assertTrue(records.has_access("read"), model)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))
        for role in self.users:
            with self.assertRaises(UserError):
                self.as_role(role, entry).write({"outcome": "listed"})
            with self.assertRaises(UserError):
                self.as_role(role, entry).unlink()
        with self.assertRaises(AccessError):
            seen.env["customer.file"].browse(file.id).read(["need"])
