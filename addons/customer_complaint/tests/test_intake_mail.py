from email.message import EmailMessage
from itertools import count

from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase

#: one pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
NUMBERS = count()


class MailCase(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain = cls.env["mail.alias.domain"].create(
            {"name": "factory.example.com", "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        cls.company.alias_domain_id = cls.alias_domain
        cls.company.email = "office@factory.example.com"
        cls.type = cls.env["customer.complaint.type"].create(
            {"name": "Delivery", "code": "delivery", "company_id": cls.company.id, "unit_id": cls.units["sales"].id}
        )
        cls.mailbox = cls.env["customer.complaint.mailbox"].create(
            {
                "name": "Complaints",
                "code": "complaints",
                "company_id": cls.company.id,
                "alias_name": "complaints",
                "user_id": cls.sales.id,
            }
        )

    def _mail(self, sender="mill@example.com", to="complaints@factory.example.com", headers=(), files=(), text="Wet"):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, "Cardboard is wet"
        message["Message-Id"] = f"<{self.id()}-{next(NUMBERS)}@x>"
        for name, value in headers:
            message[name] = value
        message.set_content(text)
        for name, content in files:
            message.add_attachment(content, maintype="image", subtype="png", filename=name)
        before = self.env["customer.complaint"].search([])
        self.env["mail.thread"].with_user(self.env.ref("base.user_root")).message_process(None, message.as_string())
        return self.env["customer.complaint"].search([]) - before

    def _answer(self, complaint, sender="mill@example.com", headers=(), **values):
        """Let the customer answer the last mail of the case."""
        sent = complaint.sudo().message_ids.filtered(lambda one: one.message_type == "email_outgoing")[:1]
        reference = [("In-Reply-To", sent.message_id), ("References", sent.message_id)]
        return self._mail(sender, "catchall@factory.example.com", [*reference, *headers], **values)


class TestIntakeMail(MailCase):
    @proves("S4.prop-4")
    def test_a_mail_makes_a_case_that_is_classified_before_it_is_handled(self):
        case = self._mail(files=[("wet.png", PNG)])
        self.assertEqual((case.channel, case.state, case.partner_id), ("mail", "draft", self.partner))
        self.assertFalse(case.type_id)
        self.assertEqual((case.company_id, case.first_contact_id), (self.company, self.sales))
        self.assertEqual(case.attachment_ids.mapped("name"), ["wet.png"])
        self.assertIn("Wet", case.description)
        mine = self.as_user(self.sales, case)
        with self.assertRaisesRegex(UserError, "of which type"):
            mine.action_submit()
        self.assertEqual(case.state, "draft")
        mine.type_id = self.type
        self.assertEqual(case.unit_id, self.units["sales"])
        mine.line_ids = [(0, 0, {"product_id": self.product.id, "quantity": 2, "defective_quantity": 1})]
        mine.action_submit()
        self.assertEqual(case.state, "open")

    def test_a_mailbox_of_one_type_classifies(self):
        self.mailbox.type_id = self.type
        self.assertEqual(self._mail().type_id, self.type)

    def test_a_stranger_makes_a_case_without_a_customer(self):
        case = self._mail("Nobody <nobody@example.net>")
        self.assertFalse(case.partner_id)
        self.assertEqual(case.email, "nobody@example.net")

    def test_a_colleague_who_passes_a_mail_on_is_the_first_contact(self):
        clerk = self.users["employee"]
        case = self._mail(f"Clerk <{clerk.email}>")
        self.assertEqual(case.first_contact_id, clerk)
        self.assertFalse(case.partner_id)

    def test_automatic_mails_make_no_case(self):
        for headers in (
            [("Auto-Submitted", "auto-replied")],
            [("Auto-Submitted", "auto-generated; owner-email=x@y")],
            [("Precedence", "bulk")],
            [("X-Autoreply", "yes")],
        ):
            self.assertFalse(self._mail(headers=headers), headers)
        self.assertFalse(self._mail("MAILER-DAEMON@example.com"))
        self.assertFalse(self._mail(to="bounce@factory.example.com"))
        self.assertEqual(len(self._mail(headers=[("Auto-Submitted", "no")])), 1)

    def test_a_flood_of_one_sender_is_stopped(self):
        """Core's check of loops finds the cases of a sender by the address on them."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        self.assertEqual(len(self._mail() | self._mail()), 2)
        self.assertFalse(self._mail())

    def test_an_answer_of_the_customer_ends_the_waiting(self):
        case = self._open_complaint()
        self._reply(case, kind="interim")
        self.as_user(self.sales, case).action_wait_for_customer()
        for sender, headers, waits in (
            ("mill@example.com", [("Auto-Submitted", "auto-replied")], True),
            ("supplier@example.org", (), True),
            ("mill@example.com", (), False),
        ):
            self.assertFalse(self._answer(case, sender, headers, files=[("later.png", PNG)], text=f"Here {sender}"))
            self.assertEqual(case.sudo().is_waiting, waits, (sender, headers))
        self.assertEqual(len(case.sudo().attachment_ids), 1, "only what the customer sent is a photograph of the case")
        self.assertIn("Here mill", "".join(case.sudo().message_ids.mapped("body")))
        self.assertTrue(case.sudo().activity_ids.filtered(lambda one: "customer wrote" in one.summary))

    def test_a_mail_never_opens_a_closed_case_again(self):
        case = self._answered_complaint()
        self.as_user(self.sales, case).action_close()
        self.assertFalse(self._answer(case, files=[("later.png", PNG)], text="Thank you"))
        self.assertEqual(case.sudo().state, "closed")
        self.assertFalse(case.sudo().attachment_ids)
        self.assertIn("Thank you", "".join(case.sudo().message_ids.mapped("body")))
        note = case.sudo().activity_ids.filtered(lambda one: "closed case" in one.summary)
        self.assertEqual(note.user_id, self.sales)
