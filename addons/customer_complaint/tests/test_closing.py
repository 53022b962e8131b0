from lxml import html

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .outcome_common import OutcomeCase


class TestClosing(OutcomeCase):
    def _reply(self, complaint, **values):
        replies = self.as_role("user", self.env["customer.complaint.reply"])
        reply = replies.create({"complaint_id": complaint.id, "body": "We take it back", **values})
        reply.action_send()
        return reply

    @proves("S4.edu-4")
    def test_without_cause_solution_or_reply_it_is_not_closed(self):
        asked = ["investigation", "countermeasure", "reply_ids"]
        self._procedure([self._step("closing", 90, fields=asked, type="closing")])
        given = {"investigation": "Stored outside", "countermeasure": "A roof"}
        for left_out, label in (("investigation", "Investigation"), ("countermeasure", "Countermeasure")):
            complaint = self.as_role("user", self._accepted())
            complaint.write({name: text for name, text in given.items() if name != left_out})
            self._reply(complaint)
            with self.assertRaisesRegex(UserError, label):
                complaint.action_close()
        complaint = self.as_role("user", self._accepted())
        complaint.write(given)
        with self.assertRaisesRegex(UserError, "Replies"):
            complaint.action_close()
        self._reply(complaint)
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    @proves("S1.2-09.11b")
    def test_one_reply_by_letter_or_telephone_is_needed(self):
        self._procedure([self._step("closing", 90, fields=["reply_ids"], type="closing")])
        for channel in ("letter", "mail", "phone"):
            complaint = self.as_role("user", self._accepted())
            self.assertNotIn("close", complaint.allowed_steps)
            self._reply(complaint, kind="interim", channel=channel)
            with self.assertRaisesRegex(UserError, "Replies"):
                complaint.action_close()
            self._reply(complaint, channel=channel)
            complaint.action_close()
        channels = dict(self.env["customer.complaint.reply"]._fields["channel"]._description_selection(self.env))
        self.assertEqual(set(channels), {"letter", "mail", "phone"})

    def test_what_a_case_is_asked_for_can_depend_on_it(self):
        step = self._step("closing", 90, fields=["call_back", "satisfaction"], type="closing")
        for command in step[2]["field_ids"]:
            command[2]["domain"] = "[('severity', '=', '3')]"
        self._procedure([step])
        self._close(self._accepted())
        complaint = self.as_role("user", self._accepted(severity="3"))
        with self.assertRaisesRegex(UserError, "Satisfaction with the Handling, Call-Back"):
            complaint.action_close()
        complaint.write({"call_back": "All is well", "satisfaction": "5"})
        complaint.action_close()

    def test_conditions_are_checked_when_they_are_written(self):
        step = self._step("closing", 90, fields=["call_back"], type="closing")
        step[2]["field_ids"][0][2]["domain"] = "[('no_such_field', '=', 1)]"
        with self.assertRaises(ValidationError):
            self._procedure([step])

    # the copies

    def _copies(self):
        keepers = {
            "quality": "QC",
            "manufacturing": "Manufacturing",
            "sales": "Sales",
            "finance": "Finance",
            "office": "GM",
        }
        self._new_unit("finance", "Finance")
        return self.env["customer.form.rule"].create(
            {
                "name": "Complaint Handling Form",
                "code": "complaint_form",
                "company_id": self.company.id,
                "report_id": self.env.ref("customer_complaint.report_customer_complaint_form").id,
                "mode": "enforce",
                "copy_ids": [
                    Command.create(
                        {
                            "name": f"Copy {number}",
                            "keeper": keeper,
                            "sequence": number,
                            "complaint_unit_id": self.units[code].id,
                        }
                    )
                    for number, (code, keeper) in enumerate(keepers.items(), 1)
                ],
            }
        )

    @proves("S1.2-09.8")
    def test_five_keepers_are_told_once_when_the_case_is_closed(self):
        self._copies()
        complaint = self._accepted()
        self._close(complaint)
        handovers = self.env["customer.form.handover"].search([("issue_id.res_id", "=", complaint.id)], order="id")
        self.assertEqual(handovers.mapped("keeper"), ["QC", "Manufacturing", "Sales", "Finance", "GM"])
        self.assertEqual(handovers.mapped("copy_number"), [1, 2, 3, 4, 5])
        mails = self.env["mail.message"].search([("subject", "like", f"Closed: {complaint.number}, Copy%")])
        self.assertEqual(len(mails), 5)
        for code in ("quality", "manufacturing", "sales", "finance", "office"):
            told = mails.filtered(lambda mail, code=code: self.people[code].partner_id in mail.notified_partner_ids)
            self.assertEqual(len(told), 1, code)
        self.assertEqual(self.as_user(self.people["finance"], complaint).name, complaint.name)
        with self.assertRaises(UserError):
            self.as_role("user", complaint).action_close()
        self.assertEqual(self.env["customer.form.handover"].search_count([("issue_id.res_id", "=", complaint.id)]), 5)

    @proves("S1.2-09.8")
    def test_the_form_is_printed_in_five_copies(self):
        self._copies()
        text = self._print("form", self._close(self._accepted()))
        for number, keeper in enumerate(("QC", "Manufacturing", "Sales", "Finance", "GM"), 1):
            self.assertIn(f"Copy {number}", text)
            self.assertIn(f"Kept by: <t>{keeper}</t>".replace("<t>", "").replace("</t>", ""), text)
        self.assertEqual(text.count("Complaint Handling Form</h3>"), 5)

    def _print(self, name, records):
        report = f"customer_complaint.report_customer_complaint_{name}"
        page, _kind = self.as_role("user", self.env["ir.actions.report"])._render_qweb_html(report, records.ids)
        return page.decode()

    @proves("S1.3-09.1c")
    def test_the_form_says_that_the_quantity_is_undetermined(self):
        complaint = self._accepted(demand="Money back")
        self.assertNotIn("undetermined", self._print("form", complaint))
        complaint.line_ids.sudo().defective_quantity = 0
        other = self._new_complaint(demand="Money back")
        other.line_ids.defective_quantity = 0
        with self.assertRaisesRegex(UserError, "undetermined"):
            other.action_submit()
        other.is_undetermined = True
        other.action_submit()
        self.assertIn("Customer still processing, undetermined", self._print("form", other))
        user = self.as_role("user", other)
        user.write(
            {
                "is_established": "yes",
                "action_ids": [Command.create({"kind": "return", "line_id": other.line_ids.id, "quantity": 10})],
            }
        )
        with self.assertRaisesRegex(UserError, "none can come back"):
            other.sudo()._ask_for_decision()
        user.write(
            {"is_undetermined": False, "line_ids": [Command.update(other.line_ids.id, {"defective_quantity": 10})]}
        )
        other.sudo()._ask_for_decision()

    def test_the_8d_report_is_filled_from_the_case(self):
        complaint = self._accepted()
        office = self.people["office"]
        self.as_role("user", complaint).write(
            {
                "user_id": office.id,
                "prevention": "All yards get a roof",
                "finding_ids": [
                    Command.create({"kind": "occurrence", "name": "It rained in", "whys": "No roof\nNo money"}),
                    Command.create({"kind": "detection", "name": "Nobody looked"}),
                ],
            }
        )
        for kind, name in (("containment", "Yard locked"), ("corrective", "A roof"), ("preventive", "A checklist")):
            self._measure(complaint, self.users["user"], kind=kind, name=name)
        text = self._print("8d", complaint)
        for part in ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"):
            self.assertIn(f"<h5>{part} ", text)
        between = text.split("<h5>")
        self.assertIn(complaint.number, between[0])
        self.assertNotIn(complaint.number, between[2])
        self.assertIn(office.name, between[1])
        self.assertIn("Yard locked", between[3])
        self.assertIn("It rained in", between[4])
        self.assertIn("Nobody looked", between[4])
        self.assertIn("A roof", between[5])
        self.assertIn("A checklist", between[7])
        self.assertIn("All yards get a roof", between[7])

    def test_what_is_empty_leaves_an_empty_cell(self):
        complaint = self._accepted()
        complaint.sudo().line_ids.write({"part_number": False, "lot_name": False, "shipped_date": False})
        for name in ("form", "8d", "register"):
            tables = html.fromstring(self._print(name, complaint)).xpath("//table[thead/tr/th]")
            self.assertTrue(tables)
            for table in tables:
                for row in table.xpath("tbody/tr[not(td/@colspan)]"):
                    self.assertEqual(len(row.xpath("td")), len(table.xpath("thead/tr/th")), name)

    def test_the_other_forms(self):
        complaint = self._accepted(has_loss=False)
        self.assertIn("Abnormality Handling Slip", self._print("abnormality", complaint))
        self.assertIn(complaint.number, self._print("register", complaint))
        measure = self._measure(complaint, self.users["user"], is_notice=True)
        self.assertIn("Corrective and Preventive Notice", self._print("notice", measure))
        complaint.sudo().comprehensive_opinion = "Our own fault"
        reply = self._reply(complaint, channel="letter")
        text = self._print("reply", reply)
        self.assertIn("We take it back", text)
        self.assertNotIn("Our own fault", text)


class TestLetters(OutcomeCase):
    def _letter(self, code, **values):
        return self._rule("customer.complaint.letter", code, body="<p>Dear {{contact}}, case {{number}}</p>", **values)

    def _offered(self, complaint, kind="interim"):
        replies = self.as_role("user", self.env["customer.complaint.reply"])
        return replies.new({"complaint_id": complaint.id, "kind": kind}).offered_letter_ids._origin

    @proves("S4.cs5-5")
    def test_an_apology_is_for_what_is_our_fault(self):
        apology = self._letter("apology", domain="[('fault', '=', 'company')]")
        receipt = self._letter("receipt")
        complaint = self.as_role("user", self._accepted())
        self.assertEqual(self._offered(complaint), receipt)
        complaint.fault = "customer"
        self.assertEqual(self._offered(complaint), receipt)
        replies = self.as_role("user", self.env["customer.complaint.reply"])
        reply = replies.create({"complaint_id": complaint.id, "kind": "interim", "letter_id": apology.id})
        with self.assertRaisesRegex(UserError, "not meant"):
            reply.action_send()
        complaint.fault = "company"
        self.assertEqual(self._offered(complaint), apology | receipt)
        reply.action_send()
        self.assertEqual(reply.state, "sent")

    @proves("S4.cs5-5")
    def test_what_is_serious_is_reported(self):
        self._procedure([self._step("report", 10, "office", domain="[('severity', '=', '3')]")])
        self.assertFalse(self._accepted(severity="2").sudo().task_ids)
        self.assertEqual(self._accepted(severity="3").sudo().task_ids.mapped("code"), ["report"])

    def test_a_letter_is_filled_in_from_the_case(self):
        letter = self._letter("receipt", subject="Your complaint {{number}}")
        complaint = self._accepted(contact_name="<b>Eve</b>")
        reply = self.as_role("user", self.env["customer.complaint.reply"]).create(
            {"complaint_id": complaint.id, "kind": "interim", "letter_id": letter.id}
        )
        self.assertEqual(reply.subject, f"Your complaint {complaint.number}")
        self.assertIn("&lt;b&gt;Eve", reply.body)

    def test_a_place_that_is_not_known_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "opinion"):
            self._rule("customer.complaint.letter", "bad", body="<p>{{opinion}}</p>")
