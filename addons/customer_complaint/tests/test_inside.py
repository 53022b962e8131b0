from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase


class TestInside(IntakeCase):
    """S1.3-09.11c: the internal case never goes to the customer, whatever is tried."""

    def setUp(self):
        super().setUp()
        self.case = self.as_user(self.sales, self._open_complaint(investigation="SECRET"))
        self.scan = self.env["ir.attachment"].create(
            {"name": "form.pdf", "raw": b"SECRET", "res_model": self.case._name, "res_id": self.case.id}
        )
        self.mails = self.env["mail.mail"].search([])
        self.customers = self.partner | self.env["res.partner"].create(
            {"name": "Buyer", "email": "buyer@example.com", "parent_id": self.partner.id}
        )

    def _assert_nothing_went_out(self):
        sent = self.env["mail.mail"].search([]) - self.mails
        self.assertFalse(sent.recipient_ids & self.customers)
        self.assertFalse(sent.filtered(lambda mail: "example.com" in (mail.email_to or "")))

    @proves("S1.3-09.11c")
    def test_messages_to_outsiders_are_refused(self):
        for attempt in (
            lambda: self.case.message_post(body="x", partner_ids=self.partner.ids, message_type="comment"),
            lambda: self.case.message_post(body="x", outgoing_email_to="mill@example.com"),
            lambda: self.case.message_notify(body="x", subject="x", partner_ids=self.partner.ids),
            lambda: self.case.message_subscribe(partner_ids=self.partner.ids),
            lambda: self.case.with_context(mail_post_autofollow=True).message_post(
                body="x", partner_ids=self.partner.ids, subtype_xmlid="mail.mt_comment"
            ),
            lambda: self.case.message_mail_with_source(
                "mail.message_notification_limit_email", render_values={"email": "x"}, partner_ids=self.partner.ids
            ),
        ):
            with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
                attempt()
        self._assert_nothing_went_out()
        self.assertFalse(self.case.sudo().message_partner_ids & self.customers)

    @proves("S1.3-09.11c")
    def test_followers_outside_are_told_nothing(self):
        """Also one who became a follower behind the back of the model is told nothing."""
        self.env["mail.followers"].create(
            {
                "res_model": self.case._name,
                "res_id": self.case.id,
                "partner_id": self.partner.id,
                "subtype_ids": [(4, self.env.ref("mail.mt_comment").id)],
            }
        )
        self.case.message_post(body="SECRET", message_type="comment", subtype_xmlid="mail.mt_comment")
        self._assert_nothing_went_out()
        message = self.case.sudo().message_ids[:1]
        self.assertFalse(message.notified_partner_ids & self.partner)

    @proves("S1.3-09.11c")
    def test_the_composer_and_templates_write_to_nobody_outside(self):
        compose = self.env["mail.compose.message"].with_user(self.sales)
        for mode in ("comment", "mass_mail"):
            with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
                compose.with_context(
                    default_model=self.case._name, default_res_ids=self.case.ids, default_composition_mode=mode
                ).create({"body": "SECRET", "subject": "x", "partner_ids": self.partner.ids})._action_send_mail()
        template = self.env["mail.template"].create(
            {
                "name": "Case",
                "model_id": self.env["ir.model"]._get_id("customer.complaint"),
                "subject": "{{ object.number }}",
                "body_html": "SECRET",
                "email_to": "mill@example.com",
                "use_default_to": False,
                "attachment_ids": [(4, self.scan.id)],
            }
        )
        with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
            template.with_user(self.sales).send_mail(self.case.id)
        template.write({"email_to": False, "use_default_to": True})
        template.with_user(self.sales).send_mail(self.case.id)
        self._assert_nothing_went_out()

    @proves("S1.3-09.11c")
    def test_papers_of_the_case_go_out_with_no_other_mail(self):
        mail = {"subject": "x", "body_html": "x", "email_to": "mill@example.com", "attachment_ids": self.scan.ids}
        with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
            self.env["mail.mail"].create(mail)
        colleague = self.env["mail.mail"].create({**mail, "email_to": self.sales.email})
        self.assertTrue(colleague)
        with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
            self.partner.with_user(self.sales).message_post(
                body="x", partner_ids=self.partner.ids, attachment_ids=self.scan.ids, subtype_xmlid="mail.mt_comment"
            )

    @proves("S1.3-09.11c")
    def test_a_reply_encloses_no_paper_of_the_case(self):
        reply = self.as_user(self.sales, self.env["customer.complaint.reply"]).create(
            {"complaint_id": self.case.id, "kind": "interim", "body": "x", "attachment_ids": [(4, self.scan.id)]}
        )
        with self.assertRaisesRegex(UserError, "internal case"):
            reply.action_send()
        own = self.env["ir.attachment"].with_user(self.sales).create({"name": "letter.pdf", "raw": b"letter"})
        reply.attachment_ids = own
        reply.action_send()
        mail = self.env["mail.mail"].search([]) - self.mails
        self.assertEqual((mail.email_to, mail.attachment_ids), ("mill@example.com", own.sudo()))
        self.assertIn("/my/complaints/", mail.body_html)
        self.assertNotIn("SECRET", mail.body_html)

    @proves("S1.3-09.11c")
    def test_what_hangs_on_a_case_stays_inside_as_well(self):
        """Measures, objections and the monthly statement have a conversation of their own."""
        measure = self.env["customer.complaint.measure"].create(
            {"complaint_id": self.case.id, "name": "x", "user_id": self.sales.id, "due_date": "2030-01-01"}
        )
        rule = self.env["customer.complaint.statement.rule"].create(
            {"name": "x", "code": "x", "company_id": self.company.id, "unit_id": self.units["sales"].id}
        )
        statement = self.env["customer.complaint.statement"].create(
            {"month": "2025-05-01", "rule_id": rule.id, "company_id": self.company.id}
        )
        for record in (measure, statement):
            for attempt in (
                lambda: record.message_post(body="x", partner_ids=self.partner.ids, message_type="comment"),  # noqa: B023
                lambda: record.message_post(body="x", outgoing_email_to="mill@example.com"),  # noqa: B023
                lambda: record.message_notify(body="x", subject="x", partner_ids=self.partner.ids),  # noqa: B023
                lambda: record.message_subscribe(partner_ids=self.partner.ids),  # noqa: B023
            ):
                with self.subTest(record._name), self.assertRaisesRegex(UserError, "with a reply"):
                    with self.env.cr.savepoint():
                        attempt()
        self.env["mail.followers"].create(
            {
                "res_model": measure._name,
                "res_id": measure.id,
                "partner_id": self.partner.id,
                "subtype_ids": [(4, self.env.ref("mail.mt_comment").id)],
            }
        )
        measure.message_post(body="SECRET", message_type="comment", subtype_xmlid="mail.mt_comment")
        self._assert_nothing_went_out()
        self.assertFalse(measure.message_ids[:1].notified_partner_ids & self.partner)

    @proves("S1.3-09.11c")
    def test_every_conversation_about_complaints_stays_inside(self):
        inside, threads = self.registry["customer.complaint.inside.mixin"], self.registry["mail.thread"]
        found = {
            name
            for name, model in self.registry.items()
            if name.startswith("customer.complaint") and not model._abstract and issubclass(model, threads)
        }
        self.assertGreater(len(found), 3)
        for name in found:
            self.assertTrue(issubclass(self.registry[name], inside), name)
            self.assertTrue(self.registry[name]._never_outside, name)

    @proves("S1.3-09.11c")
    def test_a_draft_of_a_reply_goes_out_by_its_button_only(self):
        reply = self.as_user(self.sales, self.env["customer.complaint.reply"]).create(
            {"complaint_id": self.case.id, "body": "We pay a million"}
        )
        template = self.env["mail.template"].create(
            {
                "name": "Reply",
                "model_id": self.env["ir.model"]._get_id(reply._name),
                "subject": "x",
                "body_html": '<t t-out="object.body"/>',
                "email_to": "mill@example.com",
                "use_default_to": False,
            }
        )
        with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
            template.with_user(self.sales).send_mail(reply.id, force_send=False)
        self._assert_nothing_went_out()

    @proves("S1.3-09.11c")
    def test_no_activity_and_no_later_message_is_for_the_customer(self):
        outsider = self._new_user("base.group_portal", "mill portal", partner_id=self.customers[-1:].id)
        activities = self.as_user(self.sales, self.env["mail.activity"])
        values = {
            "res_model_id": self.env["ir.model"]._get_id(self.case._name),
            "res_id": self.case.id,
            "summary": "SECRET",
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
        }
        with self.assertRaises(UserError), self.env.cr.savepoint():
            activities.create({**values, "user_id": outsider.id})
        later = self.as_user(self.sales, self.env["mail.scheduled.message"]).create(
            {
                "model": self.case._name,
                "res_id": self.case.id,
                "author_id": self.sales.partner_id.id,
                "subject": "x",
                "body": "SECRET",
                "partner_ids": [(6, 0, self.partner.ids)],
                "scheduled_date": "2099-01-01 00:00:00",
            }
        )
        with self.assertRaisesRegex(UserError, "with a reply"), self.env.cr.savepoint():
            later.post_message()
        self._assert_nothing_went_out()

    def test_colleagues_are_told(self):
        self.case.message_post(
            body="Look", partner_ids=self.people["quality"].partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertIn(self.people["quality"].partner_id, self.case.sudo().message_ids[:1].notified_partner_ids)

    @proves("S1.8-12")
    def test_the_public_contact_is_printed_on_what_the_customer_gets(self):
        kind = self.env["customer.complaint.type"].create(
            {"name": "Information Security", "code": "is", "company_id": self.company.id, "contact": "400-820-0000"}
        )
        case = self._open_complaint(type_id=kind.id)
        self._reply(case, kind="interim")
        mail = self.env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)])
        self.assertIn("400-820-0000", mail.body_html)
        kind.contact = False
        self._reply(case, kind="interim")
        mail = self.env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)]) - mail
        self.assertNotIn("400-820-0000", mail.body_html)


@tagged("post_install", "-at_install")
class TestInsideRpc(IntakeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales.password = "sales-password-1"

    @proves("S1.3-09.11c")
    def test_over_rpc(self):
        case = self._open_complaint()
        self.authenticate(self.sales.login, "sales-password-1")

        def call(method, **kwargs):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/customer.complaint/{method}",
                {"model": "customer.complaint", "method": method, "args": [case.ids], "kwargs": kwargs},
            )

        with mute_logger("odoo.http"):
            for context in ({}, {"complaint_reply_pass": True, "mail_notrack": True}):
                for method, key in (("message_post", "body"), ("message_notify", "body"), ("message_subscribe", "")):
                    with self.assertRaisesRegex(JsonRpcException, "UserError"):
                        call(method, partner_ids=self.partner.ids, context=context, **({key: "x"} if key else {}))
        self.assertFalse(case.sudo().message_partner_ids & self.partner)
