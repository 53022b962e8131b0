from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.common import proves

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class RequestCase(IssuedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Requests = cls.env["customer.statistic.request"]
        cls.service = cls.env["hr.department"].create({"name": "Customer Service", "company_id": cls.company.id})
        cls.chief = cls._new_user("user", login="chief", name="Chief")
        cls.service.manager_id = cls._employ(cls.chief, department_id=cls.service.id)
        cls.server = cls._new_user("user", login="server", name="Server")
        cls._employ(cls.server, department_id=cls.service.id)
        cls.company.customer_statistic_department_id = cls.service
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 100), (cls.orders, 12.345)])
        cls.Receipts._enter(cls.report, "mail", user=cls.server)

    def _request(self, kind="inside", user=None, **values):
        vals = {
            "name": "New customers",
            "kind": kind,
            "wanted": "How many in March",
            "outside_unit": "Bureau",
            **values,
        }
        return self.as_user(user or self.clerk, self.Requests).create(vals)

    def _scan(self, user, name="letter.pdf"):
        return self.as_user(user, self.env["ir.attachment"]).create({"name": name, "raw": b"scan"})

    def _accepted(self, kind="inside", **values):
        request = self._request(kind, **values)
        request.action_submit()
        served = self.as_user(self.server, request)
        served.action_accept()
        return served

    def _give(self, request, figure, value):
        request.line_ids = [(0, 0, {"figure_id": figure.id, "value": value})]


@tagged("post_install", "-at_install")
class TestRequest(RequestCase):
    """The customer service department alone receives and handles requests."""

    @proves("S0-07")
    def test_one_logged_by_sales_is_re_routed(self):
        request = self._request("outside")
        self.assertEqual(request.asking_department_id, self.department)
        request.action_submit()
        self.assertRecordValues(
            request, [{"department_id": self.service.id, "routed_from_id": self.department.id, "state": "submitted"}]
        )
        self.assertIn(self.chief, request.sudo().activity_ids.user_id)
        self.assertRefused("“Customer Service” handles it", request.action_accept)
        self.assertRefused("“Customer Service” handles it", self.as_user(self.boss, request).action_accept)
        self.as_user(self.server, request).action_accept()
        self.assertRecordValues(request, [{"state": "accepted", "responsible_id": self.server.id}])

    def test_one_logged_by_the_department_itself_stays(self):
        request = self._request("outside", user=self.server)
        request.action_submit()
        self.assertRecordValues(request, [{"department_id": self.service.id, "routed_from_id": False}])

    def test_without_a_department_supervisors_handle_it(self):
        self.company.customer_statistic_department_id = False
        request = self._request()
        request.action_submit()
        self.assertRefused("A supervisor handles it", self.as_user(self.clerk, request).action_accept)
        self.as_user(self.boss, request).action_accept()
        self.assertEqual(request.responsible_id, self.boss)

    @proves("S0-07")
    def test_without_both_papers_an_outside_request_is_not_accepted(self):
        fields = self.env["ir.model.fields"]
        needed = [fields._get("customer.statistic.request", name).id for name in ("regulation_ids", "letter_ids")]
        self.env["customer.statistic.request.rule"].create(
            {
                "name": "Papers",
                "company_id": self.company.id,
                "mode": "enforce",
                "kind": "outside",
                "clause": "000 7",
                "field_ids": [(6, 0, needed)],
            }
        )
        request = self._request("outside")
        request.action_submit()
        served = self.as_user(self.server, request)
        self.assertRefused("missing is Scan of the Regulation, Scan of the Letter(.|\n)*000 7", served.action_accept)
        served.regulation_ids = self._scan(self.server, "regulation.pdf")
        self.assertRefused("missing is Scan of the Letter of Introduction", served.action_accept)
        served.letter_ids = self._scan(self.server)
        served.action_accept()
        self.assertEqual(request.state, "accepted")
        inside = self._request("inside")
        inside.action_submit()
        self.as_user(self.server, inside).action_accept()
        self.assertEqual(inside.state, "accepted", "a department needs no papers")

    def test_people_ask_in_their_own_name(self):
        with self.assertRaises(AccessError):
            self._request(requester_id=self.boss.id)
        with self.assertRaises(AccessError):
            self._request().requester_id = self.boss

    def test_what_was_asked_stays_once_it_was_submitted(self):
        request = self._request()
        request.action_submit()
        for change in ({"wanted": "x"}, {"kind": "outside"}, {"department_id": self.department.id}):
            with self.subTest(change), self.assertRaises(AccessError):
                self.as_user(self.clerk, request).write(change)

    def test_others_do_not_read_it(self):
        request = self._request()
        self.assertFalse(self._can_read(self.colleague, request))
        request.action_submit()
        self.assertTrue(self._can_read(self.server, request))
        self.assertFalse(self._can_read(self.colleague, request))

    def test_a_refusal_has_its_reason(self):
        request = self._request()
        request.action_submit()
        served = self.as_user(self.server, request)
        self.assertRefused("why it is refused", served.action_refuse)
        served.refusal = "Not counted"
        served.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertFalse(request.sudo().activity_ids)


@tagged("post_install", "-at_install")
class TestAnswer(RequestCase):
    """An answer gives the figures that were issued, to whom they may be given."""

    @proves("S0-05")
    def test_another_figure_than_the_issued_one_is_refused(self):
        request = self._accepted("outside")
        figure = self._at(self.report)
        with self.assertRaisesRegex(ValidationError, "105 is not the figure that was issued, which is 100"):
            with self.env.cr.savepoint():
                self._give(request, figure, 105)
        self._give(request, figure, 100)
        with self.assertRaisesRegex(ValidationError, "105"), self.env.cr.savepoint():
            request.line_ids.value = 105
        request.action_answer()
        self.assertRecordValues(request, [{"state": "answered", "answered_by_id": self.server.id}])
        self.assertRecordValues(
            request.sudo().line_ids.figure_id.report_id.receipt_ids.filtered("request_id"),
            [{"recipient": "Bureau", "way": "paper", "user_id": False, "report_id": self.report.id}],
        )

    @proves("S0-05")
    def test_figures_of_reports_that_were_not_issued_are_refused(self):
        draft = self._report("2026-03-06", figures=[(self.new, 7)], issue=False)
        request = self._accepted("outside")
        with self.assertRaisesRegex(ValidationError, "issued reports only"):
            self._give(request, self._at(draft), 7)

    def test_a_figure_corrected_meanwhile_is_refused(self):
        request = self._accepted("outside")
        self._give(request, self._at(self.report), 100)
        self._correction(self.report, (self._at(self.report), 98)).action_submit()
        self.assertRefused("100 is not the figure that was issued, which is 98", request.action_answer, ValidationError)
        request.line_ids.value = 98
        request.action_answer()
        self.assertEqual(request.state, "answered")

    def test_a_figure_may_be_given_rounded_as_it_is_shown(self):
        self.orders.decimals = 1
        request = self._accepted("outside")
        self._give(request, self._at(self.report, self.orders), 12.3)
        with self.assertRaisesRegex(ValidationError, "12.4"):
            request.line_ids.value = 12.4

    def test_the_form_gives_the_figure_that_is_held(self):
        request = self._accepted("outside")
        with Form(request) as form, form.line_ids.new() as line:
            line.figure_id = self._at(self.report)
            self.assertEqual(line.value, 100)

    def test_small_groups_do_not_go_outside(self):
        report = self._report("2026-03-06")
        report._write_protected({"state": "draft"})
        small = self._figure(report, self.new, 2, "East", is_small=True)
        report._write_protected({"state": "issued"})
        request = self._accepted("outside")
        with self.assertRaisesRegex(ValidationError, "of so few customers"):
            self._give(request.sudo(), small, 2)

    @proves("S3-11")
    def test_a_department_gets_the_report_it_asked_for(self):
        request = self._accepted("inside", name="Analysis for Sales", wanted_until=date(2030, 5, 5))
        self.assertFalse(self._can_read(self.clerk, self.report))
        request.report_ids = self.report
        request.action_answer()
        self.assertTrue(self._can_read(self.clerk, self.report))
        self.assertRecordValues(
            self.report.receipt_ids.filtered("request_id"), [{"user_id": self.clerk.id, "request_id": request.id}]
        )
        told = request.sudo().message_ids.filtered(lambda one: self.clerk.partner_id in one.partner_ids)
        self.assertIn("Answered", told[:1].body)

    def test_who_is_not_cleared_gets_no_answer(self):
        self._clear(self.server, self.secret)
        self.report._classify(self.secret, "Test")
        request = self._accepted("inside")
        request.report_ids = self.report
        self.assertRefused("clerk is not cleared", request.action_answer)
        self._clear(self.clerk, self.secret)
        request.action_answer()
        self.assertEqual(request.secrecy_level_id, self.secret)

    def test_who_does_not_handle_it_does_not_answer(self):
        request = self._accepted("inside")
        for user in (self.clerk, self.boss):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.as_user(user, request).answer = "x"
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._give(self.as_user(user, request), self._at(self.report), 100)

    def test_who_asks_does_not_answer(self):
        request = self._request(report_ids=[(6, 0, self.report.ids)], answer="100")
        self.assertRecordValues(request.sudo(), [{"report_ids": [], "answer": False}])
        requests = self.as_user(self.clerk, self.Requests).with_context(default_answer="100")
        self.assertFalse(requests.create({"name": "x"}).answer)

    def test_an_answer_says_something(self):
        self.assertRefused("give figures, a report, or an answer", self._accepted("inside").action_answer)

    def test_outsiders_who_have_figures_are_named_when_these_are_corrected(self):
        request = self._accepted("outside")
        self._give(request, self._at(self.report), 100)
        request.action_answer()
        correction = self._correction(self.report, (self._at(self.report), 98))
        correction.action_submit()
        self.assertEqual(correction.untold, "Bureau")


@tagged("post_install", "-at_install")
class TestConfidential(RequestCase):
    """A confidential report goes outside with an approval of the answer, or by a release (S0-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.server, cls.secret)
        cls.report._classify(cls.secret, "Test")

    def _outside(self):
        request = self._accepted("outside")
        self._give(request, self._at(self.report), 100)
        self.assertTrue(request.is_confidential)
        return request

    def _approvals(self):
        managers = self.env.ref("customer_policy.group_manager")
        self.env["customer.approval.rule"].create(
            {
                "name": "Confidential",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.statistic.request",
                "domain": "[('secrecy_level_id', '!=', False)]",
                "level_ids": [(0, 0, {"group_id": managers.id})],
            }
        )

    @proves("S0-22")
    def test_without_a_rule_that_says_who_approves_it_does_not_leave(self):
        self.assertRefused("no rule says whose", self._outside().action_answer)

    @proves("S0-22")
    def test_it_leaves_once_it_is_approved(self):
        self._approvals()
        request = self._outside()
        self.assertRefused("approval must be requested", request.action_answer)
        request.action_request_answer_approval()
        self.assertRefused("It waits for", request.action_answer)
        self.as_user(self.head, request.sudo().approval_ids).action_approve()
        request.action_answer()
        self.assertEqual(request.state, "answered")

    def test_what_is_changed_after_the_approval_needs_another(self):
        self._approvals()
        request = self._outside()
        request.action_request_answer_approval()
        self.as_user(self.head, request.sudo().approval_ids).action_approve()
        request.line_ids = [(0, 0, {"figure_id": self._at(self.report, self.orders).id, "value": 12.345})]
        self.assertEqual(request.sudo().approval_ids.state, "void")
        self.assertRefused("approval must be requested", request.action_answer)

    @proves("S0-22")
    def test_it_leaves_by_a_release_to_the_outside(self):
        request = self._outside()
        release = self.env["customer.release"].create(
            {
                "recipient": "Bureau",
                "purpose": "Census",
                "content": "New customers",
                "basis": "legal",
                "legal_reference": "Statistics Law",
                "company_id": self.company.id,
                "file_ids": [(6, 0, self._file().ids)],
            }
        )
        request.sudo().release_id = release
        self.assertRefused("no rule says whose", request.action_answer)
        release.action_request()
        release.action_release()
        request.action_answer()
        self.assertEqual(request.state, "answered")

    @proves("S0-22")
    def test_nothing_of_a_report_goes_outside_by_its_conversation(self):
        outsider = self._partner("Bureau", email="bureau@example.com")
        for record in (self.report, self._correction(self.report, user=self.server), self._outside().sudo()):
            for send in (
                lambda one=record: one.message_post(body="x", partner_ids=outsider.ids),
                lambda one=record: one.message_notify(body="x", partner_ids=outsider.ids),
                lambda one=record: one.message_subscribe(outsider.ids),
                lambda one=record: one.message_post(body="x", outgoing_email_to="bureau@example.com"),
            ):
                self.assertRefused("by the answer to a request only", send)
        self.report.message_post(body="x", partner_ids=self.boss.partner_id.ids)
