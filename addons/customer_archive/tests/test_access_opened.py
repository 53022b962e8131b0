from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccess(AccessCase):
    """What an approved request opens, and until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.level = cls._level(opens_to_responsible=False)
        cls.file._classify(cls.level, "test")

    def _opens(self, user=None):
        self.env.invalidate_all()
        try:
            return bool(self.as_user(user or self.clerk, self.file).read(["number", "need"]))
        except AccessError:
            return False

    def _log(self, outcome):
        domain = [("res_id", "=", self.file.id), ("res_model", "=", "customer.file"), ("outcome", "=", outcome)]
        return self.env["customer.access.log"].search(domain)

    @proves("S1.7-6", "S2.1-07")
    def test_a_file_opens_with_an_approved_request_until_its_day(self):
        self._approval("manager")
        with freeze_time("2025-05-20 09:00:00"):
            self.assertFalse(self._opens())
            self.assertEqual(self._log("refused").mapped("user_id"), self.clerk)
            self.assertEqual(len(self._log("refused")), 1)
            found = self.as_user(self.clerk, self.env["customer.file.index"]).browse(self.file.id)
            action = found.action_request_access()
            self.assertEqual(action["context"]["default_file_id"], self.file.id)
            request = self._request(kind="consult", wanted_until="2025-05-31")
            request.action_submit()
            self.assertFalse(self._opens())
            self._decide(request, self.manager)
            self.assertTrue(self._opens())
            self.assertFalse(self._opens(self.colleague))
        with freeze_time("2025-05-31 23:59:00"):
            self.assertTrue(self._opens())
        with freeze_time("2025-06-01 00:00:00"):
            self.assertFalse(self._opens())

    def test_access_ends_with_the_return_and_with_the_withdrawal(self):
        self._approval("manager")
        request = self._approved(self.manager, kind="consult", wanted_until="2099-01-01")
        self.assertTrue(self._opens())
        request.action_cancel()
        self.assertFalse(self._opens())
        request = self._approved(self.manager, kind="consult", wanted_until="2099-01-01")
        self.as_user(self.archivist, request).action_issue()
        self.assertTrue(self._opens())
        self._return(request)
        self.assertFalse(self._opens())

    def test_the_rule_bounds_the_days(self):
        self._approval("manager")
        self._rule("customer.access.rule", kind="consult", access_days=2)
        self._rule("customer.access.rule", kind="consult", access_days=1, mode="observe")
        with freeze_time("2025-05-05 09:00:00"):
            self._approved(self.manager, kind="consult", wanted_until="2025-12-31")
        with freeze_time("2025-05-07 23:59:00"):
            self.assertTrue(self._opens())
        with freeze_time("2025-05-08 00:00:00"):
            self.assertFalse(self._opens())

    def test_a_rule_that_observes_opens_nothing(self):
        self._approval("manager", mode="observe")
        request = self._request(kind="consult", wanted_until="2099-01-01")
        request.action_submit()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.valid_until)
        self.assertFalse(self._opens())

    def test_an_approval_that_is_void_opens_nothing_any_more(self):
        self._approval("manager")
        request = self._approved(self.manager, kind="consult", wanted_until="2099-01-01")
        self.assertTrue(request.valid_until and self._opens())
        request.sudo()._tell_approval_void(request.sudo().approval_ids)
        self.assertEqual((request.state, request.valid_until), ("draft", False))
        self.assertFalse(self._opens())

    def test_the_applicant_follows_the_decision_about_a_closed_file(self):
        self._approval("manager")
        request = self._request(kind="consult", wanted_until="2099-01-01")
        request.action_submit()
        self.assertFalse(self._opens())
        self.assertEqual(request.approval_ids.mapped("state"), ["pending"])
        self.assertFalse(request.sudo().approval_ids.file_id, "whoever decides need not be cleared for the file")

    def test_a_visitor_and_an_authority_get_no_grant(self):
        self._approval("manager")
        for vals in ({"applicant_kind": "outsider", "outsider_name": "X"}, {"kind": "authority"}):
            request = self._request(self.archivist, **{"kind": "consult", "wanted_until": "2099-01-01", **vals})
            request.action_submit()
            self._decide(request, self.manager)
        self.assertFalse(self._opens(self.archivist))

    @proves("S3-18.1")
    def test_a_secret_file_is_printed_with_an_approved_request_only(self):
        self._approval("supervisor", domain="[('kind', '=', 'copy')]")
        self._approval("manager")
        self._rule("customer.access.rule", kind="copy", guards="secret", clause="003 18.1")
        self._approved(self.manager, kind="consult", wanted_until="2099-01-01")
        self.assertTrue(self._opens())
        render = self.as_user(self.clerk, self.env["ir.actions.report"])._render_qweb_html
        with self.assertRaisesRegex(UserError, r"(?s)approved request for copying.*003 18.1"):
            render("customer_file.report_customer_file", self.file.ids)
        self.assertTrue(self._log("refused").filtered(lambda row: row.note == "Copying"))
        request = self._request(kind="copy", wanted_until="2099-01-01")
        request.action_submit()
        with self.assertRaises(UserError):
            render("customer_file.report_customer_file", self.file.ids)
        self._decide(request, self.supervisor)
        self.assertIn(self.file.number, render("customer_file.report_customer_file", self.file.ids)[0].decode())
        row = self.env["customer.export.register"].search([("user_id", "=", self.clerk.id)])
        self.assertEqual((row.door, row.row_count, row.outcome), ("print", 1, "logged"))
        self.assertEqual(self._log("printed").mapped("user_id"), self.clerk)
        ordinary = self._file("Ordinary")
        render("customer_file.report_customer_file", ordinary.ids)

    def test_important_customers_are_guarded_too_where_the_rule_says_so(self):
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        self._rule("customer.access.rule", kind="copy", guards="important")
        important = self._file("Important", is_important=True)
        with self.assertRaisesRegex(UserError, "approved request for copying"):
            self.as_user(self.clerk, important).export_data(["name"])
        self.as_user(self.clerk, self._file("Ordinary")).export_data(["name"])
