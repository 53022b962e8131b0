import re

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase
from .test_intake_mail import PNG

URL = "/my/complaints"


@tagged("post_install", "-at_install")
class TestPortal(IntakeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales.name = "Colleague Wang"
        cls.buyer = cls._portal_user("buyer@mill", cls.partner)
        cls.second_buyer = cls._portal_user("second@mill", cls.partner)
        cls.stranger_partner = cls.env["res.partner"].create({"name": "Red Hill Steel", "is_company": True})
        cls.stranger = cls._portal_user("stranger@red", cls.stranger_partner)
        cls.types = cls.env["customer.complaint.type"].create(
            [
                {
                    "name": name,
                    "code": name,
                    "company_id": cls.company.id,
                    "on_portal": shown,
                    "contact": contact,
                    "unit_id": cls.units["sales"].id,
                    "user_id": cls.sales.id,
                }
                for name, shown, contact in (
                    ("Delivery", True, False),
                    ("Information Security", True, "400-820-0000"),
                    ("Internal Kind", False, False),
                )
            ]
        )

    @classmethod
    def _portal_user(cls, login, partner):
        contact = cls.env["res.partner"].create({"name": login, "parent_id": partner.id, "email": f"{login}.com"})
        return cls._new_user(
            "base.group_portal", login=login, partner_id=contact.id, name=login, password=f"password-{login}"
        )

    def _login(self, user):
        self.authenticate(user.login, f"password-{user.login}")

    def _get(self, path, **kwargs):
        self.env.flush_all()
        return self.url_open(path, **kwargs)

    def _text(self, path):
        response = self._get(path)
        self.assertEqual(response.status_code, 200, path)
        return html.fromstring(response.content).text_content()

    def _send(self, path, data=None, files=()):
        token = re.search(r'csrf_token: "([^"]+)"', self._get("/my").text).group(1)
        response = self.url_open(
            path,
            data={"csrf_token": token, **(data or {})},
            files=[("files", file) for file in files] or [("none", ("", b""))],
        )
        self.env.invalidate_all()
        return response

    def _file(self, files=(), **data):
        """File a complaint on the portal; return the case and the page that is shown then."""
        before = self.env["customer.complaint"].search([])
        kind = str(self.types[0].id)
        data = {"name": "Wet again", "type_id": kind, "description": "It came wet", "demand": "Money", **data}
        response = self._send(f"{URL}/new", data, files)
        return self.env["customer.complaint"].search([]) - before, response

    # filing

    @proves("S4.prop-4", "S4.edu-4")
    def test_a_customer_files_a_complaint_with_photographs(self):
        self._login(self.buyer)
        case, response = self._file([("wet.png", PNG, "image/png")], order="S00042")
        self.assertEqual(response.status_code, 200)
        self.assertEqual((case.channel, case.state, case.company_id), ("portal", "draft", self.company))
        self.assertEqual((case.partner_id, case.type_id), (self.buyer.partner_id, self.types[0]))
        self.assertEqual((case.user_id, case.first_contact_id), (self.sales, self.sales))
        self.assertEqual(case.attachment_ids.mapped("name"), ["wet.png"])
        self.assertIn("It came wet", case.description)
        self.assertIn("S00042", case.description)
        page = self._text(f"{URL}/{case.id}")
        self.assertIn("It came wet", page)
        self.assertIn("Received by us", page)
        photograph = self._get(f"{URL}/{case.id}/file/{case.attachment_ids.id}")
        self.assertEqual((photograph.content, photograph.headers["Content-Type"]), (PNG, "image/png"))
        self.as_user(self.sales, case).action_submit()

    def test_only_types_for_customers_are_offered(self):
        self._login(self.buyer)
        page = self._text(f"{URL}/new")
        self.assertIn("Delivery", page)
        fields = html.fromstring(self._get(f"{URL}/new").content).xpath("//form//*[@name]/@name")
        self.assertLessEqual({"name", "type_id", "order", "description", "demand", "files"}, set(fields))
        self.assertNotIn("Internal Kind", page)
        case, response = self._file(type_id=str(self.types[2].id))
        self.assertFalse(case)
        self.assertIn("what kind of complaint", response.text)

    @proves("S1.8-12")
    def test_the_public_contact_is_shown(self):
        self._login(self.buyer)
        self.assertIn("400-820-0000", self._text(f"{URL}/new"))
        case, _response = self._file(type_id=str(self.types[1].id))
        self.assertIn("400-820-0000", self._text(f"{URL}/{case.id}"))

    def test_what_is_refused_keeps_what_was_typed(self):
        self._login(self.buyer)
        for data, files, message in (
            ({"name": " "}, [], "what you complain about"),
            ({"description": ""}, [], "what happened"),
            ({"name": "x" * 201}, [], "longer than 200"),
            ({"description": "x" * 5001}, [], "longer than 5000"),
            ({}, [("a.png", b"<html>no</html>", "image/png")], "neither a photograph nor a PDF"),
            ({}, [("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")], "neither a photograph"),
            ({}, [(f"{n}.png", PNG, "image/png") for n in range(11)], "no more than 10 files"),
            ({}, [("big.png", PNG + b"0" * (10 * 1024 * 1024), "image/png")], "larger than 10 MB"),
        ):
            case, response = self._file(files, **{"demand": "Typed before", **data})
            self.assertFalse(case, message)
            self.assertIn(message, html.fromstring(response.content).text_content())
            self.assertIn("Typed before", response.text)

    def test_a_flood_is_stopped(self):
        self._login(self.buyer)
        self.env["customer.complaint"].create(
            [{"name": "x", "partner_id": self.partner.id, "channel": "portal"} for _n in range(20)]
        )
        case, response = self._file()
        self.assertFalse(case)
        self.assertIn("Too many complaints", response.text)

    # what is shown

    def _inside_case(self):
        """Return a case of the customer full of what is internal."""
        case = self._open_complaint(
            opinion="SECRET-opinion", description="SECRET-description", type_id=self.types[0].id
        )
        case.sudo().write(
            {
                "investigation": "SECRET-cause",
                "countermeasure": "SECRET-measure",
                "comprehensive_opinion": "SECRET-all",
                "attachment_ids": [(0, 0, {"name": "SECRET.png", "raw": PNG})],
            }
        )
        self.as_user(self.sales, case).message_post(
            body="SECRET-chat", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.as_user(self.sales, case).message_post(
            body="SECRET-author", author_id=self.buyer.partner_id.id, message_type="email"
        )
        self._do(case, "settle", is_established="no", result="SECRET-task")
        self.as_user(self.sales, self.env["customer.complaint.reply"]).create(
            {"complaint_id": case.id, "kind": "interim", "body": "SECRET-draft"}
        )
        enclosure = self.env["ir.attachment"].with_user(self.sales).create({"name": "letter.png", "raw": PNG})
        self._reply(case, subject="Our answer", attachment_ids=enclosure.ids)
        return case, enclosure

    @proves("S1.3-09.11c")
    def test_nothing_internal_is_shown(self):
        case, enclosure = self._inside_case()
        self._login(self.buyer)
        for path in (URL, f"{URL}/{case.id}"):
            response = self._get(path)
            self.assertNotIn("SECRET", response.text)
            self.assertNotIn("Colleague Wang", response.text)
            self.assertIn(case.number, response.text)
        self.assertIn("It was rain", response.text)
        self.assertIn("Our answer", response.text)
        self.assertIn("Answered", response.text)
        self.assertEqual(self._get(f"{URL}/{case.id}/file/{enclosure.id}").content, PNG)
        internal = case.sudo().attachment_ids
        self.assertEqual(self._get(f"{URL}/{case.id}/file/{internal.id}").status_code, 404)

    def test_states_in_the_words_of_customers(self):
        self._login(self.buyer)
        case = self._new_complaint(type_id=self.types[0].id)
        page = f"{URL}/{case.id}"
        self.assertIn("Received by us", self._text(page))
        case.action_submit()
        self.assertIn("Being handled", self._text(page))
        self.as_user(self.sales, case).action_wait_for_customer()
        self.assertIn("Waiting for your answer", self._text(page))
        self.as_user(self.sales, case).action_customer_answered()
        other = self._open_complaint(type_id=self.types[0].id)
        self.as_user(self.sales, other)._merge_into(self.as_user(self.sales, case), "Twice")
        self.assertIn(f"Handled together with {case.number}", self._text(f"{URL}/{other.id}"))
        self._do(case, "settle", is_established="no")
        self._reply(case)
        self.as_user(self.sales, case).action_close()
        self.assertIn("Closed", self._text(page))
        void = self._new_complaint(type_id=self.types[0].id)
        self.as_user(self.sales, void)._void("SECRET reason")
        text = self._text(f"{URL}/{void.id}")
        self.assertIn("Ended", text)
        self.assertNotIn("SECRET", text)

    # whose

    def test_customers_see_the_cases_of_their_company_only(self):
        case, enclosure = self._inside_case()
        other = self._open_complaint(
            partner_id=self.stranger_partner.id, name="Steel is bent", type_id=self.types[0].id
        )
        self._login(self.second_buyer)
        listed = self._text(URL)
        self.assertIn(case.number, listed)
        self.assertNotIn("Steel is bent", listed)
        self._login(self.stranger)
        self.assertIn("Steel is bent", self._text(URL))
        self.assertNotIn("Cardboard", self._text(URL))
        for path in (
            f"{URL}/{case.id}",
            f"{URL}/{case.id}/file/{enclosure.id}",
            f"{URL}/{other.id}/file/{enclosure.id}",
        ):
            self.assertEqual(self._get(path).status_code, 404, path)
        for verb in ("answer", "accept", "refuse"):
            response = self._send(f"{URL}/{case.id}/{verb}", {"text": "INTRUDER", "satisfaction": "5"})
            self.assertEqual(response.status_code, 404, verb)
        self.assertNotIn("INTRUDER", "".join(case.sudo().message_ids.mapped("body")))
        self.assertFalse(case.sudo().customer_answer or case.sudo().follower_case_ids)

    def test_the_link_of_one_case_opens_no_other(self):
        case, enclosure = self._inside_case()
        other, other_enclosure = self._inside_case()
        token = case.sudo().customer_token
        self.assertTrue(token)
        self.assertNotEqual(token, other.sudo().customer_token)
        query = f"?token={token}"
        self.assertIn("It was rain", self._text(f"{URL}/{case.id}{query}"))
        self.assertEqual(self._get(f"{URL}/{case.id}/file/{enclosure.id}{query}").content, PNG)
        internal = case.sudo().attachment_ids
        for path in (
            f"{URL}/{case.id}",
            f"{URL}/{case.id}?token=",
            f"{URL}/{case.id}?token=False",
            f"{URL}/{other.id}{query}",
            f"{URL}/{other.id}/file/{other_enclosure.id}{query}",
            f"{URL}/{case.id}/file/{other_enclosure.id}{query}",
            f"{URL}/{case.id}/file/{internal.id}{query}",
            f"/web/content/{enclosure.id}?access_token={token}",
            f"/web/content/{internal.id}?access_token={token}",
        ):
            self.assertEqual(self._get(path).status_code, 404, path)
        never_answered = self._open_complaint(type_id=self.types[0].id)
        self.assertFalse(never_answered.sudo().customer_token)
        self.assertEqual(self._get(f"{URL}/{never_answered.id}?token=False").status_code, 404)
        self.assertEqual(self._send(f"{URL}/{other.id}/answer{query}", {"text": "INTRUDER"}).status_code, 404)

    def test_the_token_is_nobodys_to_read(self):
        case, _enclosure = self._inside_case()
        for user in (self.sales, self.users["general_manager"]):
            with self.assertRaises(AccessError):
                self.as_user(user, case).read(["customer_token"])
            with self.assertRaises(AccessError):
                self.as_user(user, case.browse()).search([("customer_token", "!=", False)])

    def test_portal_users_have_no_rights(self):
        case, _enclosure = self._inside_case()
        names = [name for name in self.env.registry if name.startswith("customer.complaint")]
        self.assertGreater(len(names), 10)
        for name in names:
            model = self.env[name].with_user(self.buyer)
            if model._abstract:
                continue
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), (name, operation))
        with self.assertRaises(AccessError):
            case.with_user(self.buyer).message_post(body="x")

    # answering

    def test_the_customer_answers(self):
        case = self._open_complaint(type_id=self.types[0].id)
        self.as_user(self.sales, case).action_wait_for_customer()
        self._login(self.buyer)
        self._send(f"{URL}/{case.id}/answer", {"text": "<b>Here</b> it is"}, [("later.png", PNG, "image/png")])
        self.assertFalse(case.sudo().is_waiting)
        self.assertEqual(case.sudo().attachment_ids.mapped("name"), ["later.png"])
        message = case.sudo().message_ids.filtered(lambda one: one.author_id == self.buyer.partner_id and one.body)
        self.assertIn("&lt;b&gt;Here&lt;/b&gt; it is", message.body)
        self.assertTrue(case.sudo().activity_ids.filtered(lambda one: one.user_id == self.sales))
        self.assertIn("<b>Here</b> it is", self._text(f"{URL}/{case.id}"))
        response = self._send(f"{URL}/{case.id}/answer", {"text": " "})
        self.assertIn("write something", response.text)

    def test_an_answer_to_a_closed_case_is_noted(self):
        case = self._answered_complaint(type_id=self.types[0].id)
        self.as_user(self.sales, case).action_close()
        self._login(self.buyer)
        self._send(f"{URL}/{case.id}/answer", {"text": "Thank you"}, [("later.png", PNG, "image/png")])
        self.assertEqual(case.sudo().state, "closed")
        self.assertFalse(case.sudo().attachment_ids)
        self.assertIn("Thank you", self._text(f"{URL}/{case.id}"))
        self.assertIn("closed already", self._send(f"{URL}/{case.id}/accept", {"satisfaction": "5"}).text)
        self.assertFalse(case.sudo().satisfaction)

    def test_the_customer_accepts_the_result(self):
        case = self._open_complaint(type_id=self.types[0].id)
        self._login(self.buyer)
        response = self._send(f"{URL}/{case.id}/accept", {"satisfaction": "5"})
        self.assertIn("no result", response.text)
        self._do(case, "settle", is_established="no")
        self._reply(case)
        self._send(f"{URL}/{case.id}/accept", {"satisfaction": "4"})
        self.assertEqual((case.sudo().customer_answer, case.sudo().satisfaction), ("accepted", "4"))
        self.assertNotIn("I do not accept", self._text(f"{URL}/{case.id}"))
        response = self._send(f"{URL}/{case.id}/refuse", {"text": "No after all"})
        self.assertIn("no result to accept or refuse now", response.text)
        self.assertFalse(case.sudo().follower_case_ids)

    @proves("S1.2-09.9")
    def test_the_customer_refuses_the_result(self):
        case = self._answered_complaint(type_id=self.types[0].id)
        self._login(self.buyer)
        response = self._send(f"{URL}/{case.id}/refuse", {"text": " "})
        self.assertIn("why you do not accept", response.text)
        self._send(f"{URL}/{case.id}/refuse", {"text": "It was not rain"}, [("proof.png", PNG, "image/png")])
        following = case.sudo().follower_case_ids
        self.assertEqual((following.state, following.origin_id), ("draft", case.sudo()))
        self.assertEqual(following.attachment_ids.mapped("name"), ["proof.png"])
        self.assertEqual(following.first_contact_id, self.sales)
        self.assertEqual((case.state, case.customer_answer), ("closed", "refused"))
        self.assertIn("It was not rain", self._text(f"{URL}/{following.id}"))

    def test_the_link_is_enough_to_answer(self):
        case = self._answered_complaint(type_id=self.types[0].id)
        query = f"?token={case.sudo().customer_token}"
        self._send(f"{URL}/{case.id}/refuse{query}", {"text": "It was not rain"})
        following = case.sudo().follower_case_ids
        self.assertEqual(following.partner_id, self.partner)
        page = self._text(f"{URL}/{following.id}?token={following.customer_token}")
        self.assertIn("It was not rain", page)

    def test_pages_are_framed_and_passed_on_nowhere(self):
        case = self._open_complaint(type_id=self.types[0].id)
        self._login(self.buyer)
        headers = self._get(f"{URL}/{case.id}").headers
        self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")
        with mute_logger("odoo.http"):
            response = self.url_open(f"{URL}/{case.id}/answer", data={"text": "from another site"})
        self.assertEqual(response.status_code, 400)
