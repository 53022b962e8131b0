from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase

MATERIALS = ("Original vouchers", "Statistics manuals", "Ledgers", "Reports", "Documents", "Historical data")
TOOLS = ("Computer", "Plotter", "Books")


class HandoverCase(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Handovers = cls.env["customer.handover"]
        cls.successor = cls.colleague
        cls.archivist = cls._new_user("manager", login="archivist")
        cls.information = cls.env["hr.department"].create({"name": "Information", "company_id": cls.company.id})
        cls.information.manager_id = cls._employ(cls.archivist, department_id=cls.information.id)

    def _rules(self, **values):
        return self._rule("customer.handover.rule", clause="001/7 五", **values)

    def _customers(self, count):
        return self.Files.create(
            [
                {
                    "partner_id": self._partner(f"Customer {number}", email=f"c{number}@example.com").id,
                    "company_id": self.company.id,
                    "responsible_id": self.clerk.id,
                }
                for number in range(count)
            ]
        )

    def _start(self, **values):
        vals = {"leaver_id": self.clerk.id, "successor_id": self.successor.id, **values}
        handover = self.as_user(self.head, self.Handovers).create(vals)
        handover.action_start()
        return handover

    def _tick(self, lines):
        self.as_user(self.clerk, lines).action_hand_over()
        self.as_user(self.successor, lines).action_receive()

    def _sign(self, handover):
        for receipt in handover.receipt_ids:
            self.as_user(receipt.user_id, receipt).action_sign()


@tagged("post_install", "-at_install")
class TestHandover(HandoverCase):
    @proves("S1.7-5", "S2.1-06")
    def test_archiving_is_blocked_until_both_departments_signed_and_all_files_changed_hands(self):
        self._rules(receivers=2, receiver_department_ids=[(6, 0, self.information.ids)])
        files = self._customers(23)
        for archive in (self.clerk.action_archive, lambda: self.clerk.write({"active": False})):
            self.assertRefused("has not handed over.*Customer File 23(.|\n)*001/7 五", archive)
        handover = self._start()
        self.assertEqual(handover.line_count, 23)
        self._tick(handover.line_ids[:22])
        self.as_user(self.boss, handover.receipt_ids[0]).action_sign()
        with self.assertRaisesRegex(UserError, "1 items are not received(.|\n)*1 of 2 departments signed"):
            handover.action_complete()
        self.assertRefused("has not handed over", self.clerk.action_archive)
        self._tick(handover.line_ids)
        with self.assertRaisesRegex(UserError, "1 of 2 departments signed"):
            handover.action_complete()
        self.as_user(self.archivist, handover.receipt_ids[1]).action_sign()
        handover.action_complete()
        self.assertEqual(files.responsible_id, self.successor)
        self.clerk.action_archive()
        self.assertFalse(self.clerk.active)

    @proves("S1.7-7.4", "S2.1-08d")
    def test_each_customer_is_informed_and_contacted_by_the_replacement(self):
        self._rules(informs_customers=True, asks_first_contact=True, first_contact_days=3)
        files = self._customers(18)
        files[0].partner_id.email = False
        files[1].contact_staff_ids = self.clerk | self.boss
        handover = self._start()
        self._tick(handover.line_ids)
        with freeze_time("2026-06-01 10:00:00"):
            handover.action_complete()
        mails = self.env["mail.mail"].search(
            [("model", "=", "customer.handover.line"), ("res_id", "in", handover.line_ids.ids)]
        )
        self.assertEqual(len(mails), 17)
        self.assertEqual(sorted(mails.mapped("email_to")), sorted(files[1:].mapped("email")))
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertIn(self.successor.name, mails[0].body_html)
        self.assertNotIn(handover.line_ids.filtered("informed_date").file_id, files[0])
        first = files.activity_ids
        self.assertEqual(len(first), 18)
        self.assertEqual(first.user_id, self.successor)
        self.assertEqual(set(first.mapped("date_deadline")), {fields.Date.to_date("2026-06-04")})
        self.assertIn("not informed by mail", files[0].activity_ids.summary)
        self.assertEqual(files[1].contact_staff_ids, self.successor | self.boss)

    def test_a_mail_is_in_the_language_of_the_customer_and_sent_once(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("customer_file.mail_template_handover")
        template.with_context(lang="zh_CN").subject = "您的新联系人"
        self._rules(informs_customers=True)
        file = self._customers(1)
        file.partner_id.lang = "zh_CN"
        handover = self._start()
        handover.action_inform_customers()
        handover.action_inform_customers()
        self._tick(handover.line_ids)
        handover.action_complete()
        mails = self.env["mail.mail"].search([("model", "=", "customer.handover.line")])
        self.assertEqual(
            mails.filtered(lambda mail: mail.res_id in handover.line_ids.ids).mapped("subject"), ["您的新联系人"]
        )

    @proves("S0-16")
    def test_six_materials_and_three_tools_are_ticked_one_by_one(self):
        self._rules(
            item_ids=[
                (0, 0, {"kind": kind, "name": name})
                for kind, names in (("material", MATERIALS), ("tool", TOOLS))
                for name in names
            ]
        )
        handover = self._start()
        lines = handover.line_ids
        self.assertEqual(len(lines.filtered(lambda line: line.kind == "material")), 6)
        self.assertEqual(len(lines.filtered(lambda line: line.kind == "tool")), 3)
        self._tick(lines[:8])
        with self.assertRaisesRegex(UserError, "1 items are not handed over"):
            handover.action_complete()
        self.assertEqual(handover.state, "running")
        self._tick(lines)
        handover.action_complete()
        self.assertEqual(handover.state, "done")

    @proves("S0-14")
    def test_that_the_successor_works_independently_is_signed_by_both(self):
        self._rules(needs_training=True)
        handover = self._start()
        with self.assertRaisesRegex(UserError, "works independently is not signed by both"):
            handover.action_complete()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, handover).action_sign_independent()
        self.as_user(self.successor, handover).action_sign_independent()
        with self.assertRaisesRegex(UserError, "works independently is not signed by both"):
            handover.action_complete()
        self.as_user(self.boss, handover).action_sign_independent()
        handover.action_complete()
        self.assertRecordValues(
            handover, [{"state": "done", "independent_by_id": self.successor.id, "confirmed_by_id": self.boss.id}]
        )

    @proves("S0-15")
    def test_each_work_in_hand_is_explained_before_it_is_ticked(self):
        self._rules(needs_explanation=True)
        file = self._file(responsible_id=self.head.id)
        for number in range(7):
            file.activity_schedule("mail.mail_activity_data_todo", summary=f"Report {number}", user_id=self.clerk.id)
        handover = self._start()
        works = self.as_user(self.clerk, handover.line_ids)
        self.assertEqual([line.kind for line in works], ["activity"] * 7)
        works[:6].explanation = "Nearly done, the figures of May are missing"
        with self.assertRaisesRegex(UserError, "explain the state of the work first"):
            works.action_hand_over()
        self._tick(works[:6])
        with self.assertRaisesRegex(UserError, "1 items are not handed over"):
            handover.action_complete()
        works[6].explanation = "Not begun"
        self._tick(works[6])
        handover.action_complete()
        self.assertEqual(file.activity_ids.user_id, self.successor, "core would delete those of an archived user")

    @proves("S0-13")
    def test_no_specialist_leaves_or_changes_post_without_a_handover(self):
        self._rules(item_ids=[(0, 0, {"kind": "tool", "name": "Computer"})])
        employee = self.clerk.employee_id
        for leave in (
            lambda: employee.write({"active": False}),
            lambda: employee.write({"department_id": self.information.id}),
            lambda: employee.version_id.write({"department_id": self.information.id}),
        ):
            self.assertRefused("has not handed over", leave)
        handover = self._start(reason="post")
        self._tick(handover.line_ids)
        handover.action_complete()
        employee.department_id = self.information
        self.assertEqual(employee.department_id, self.information)
        with self.assertRaisesRegex(UserError, "has not handed over"):
            employee.active = False

    @proves("S2.3-3b")
    def test_what_is_on_the_list_is_not_deleted(self):
        self._rules()
        self.clerk.group_ids |= self.env.ref("customer_policy.group_information_administrator")
        files = self._customers(30)
        handover = self._start()
        self.assertEqual(handover.line_count, 30)
        with self.assertRaisesRegex(UserError, "is being handed over"):
            self.as_user(self.clerk, files[3]).unlink()
        with self.assertRaisesRegex(UserError, "is being handed over"):
            self.as_user(self.clerk, files[3]).action_archive()
        self.assertEqual(len(files.exists().filtered("active")), 30)

    @proves("S1.8-38")
    def test_the_account_ends_on_the_last_day(self):
        self._rules(ends_account=True)
        with freeze_time("2026-05-28 10:00:00"):
            handover = self._start(date="2026-05-31")
            handover.action_complete()
            self.Handovers._cron_end_accounts()
            self.assertTrue(self.clerk.active)
        with freeze_time("2026-05-30 10:00:00"):
            self.Handovers._cron_end_accounts()
            self.assertTrue(self.clerk.active)
        with freeze_time("2026-05-31 10:00:00"):
            self.Handovers._cron_end_accounts()
            self.assertFalse(self.clerk.active)

    @proves("S1.8-38")
    def test_what_the_leaver_exported_in_the_last_days_is_shown(self):
        self._rules(export_days=30)
        file, vals = self._file("Exported"), {"partner_id": self._partner("A").id, "company_id": self.other_company.id}
        elsewhere = self.Files.create(vals)
        for day, outcome in (("04-30", "exported"), ("05-01", "exported"), ("05-20", "printed"), ("05-21", "opened")):
            with freeze_time(f"2026-{day} 10:00:00"):
                for known in (file, elsewhere):
                    self.env["customer.access.log"].with_user(self.clerk)._record(outcome, known)
        handover = self._start(date="2026-05-31")
        self.assertEqual(len(handover.exports.splitlines()), 2)
        self.assertRegex(handover.exports, f"Exported {file._secrecy_title()}")
        self.assertFalse(self.as_user(self.clerk, handover).exports)

    def test_one_who_has_something_elsewhere_keeps_no_other_account_open(self):
        self._rules(ends_account=True)
        second = self._new_user("user", login="second_leaver")
        self._employ(second)
        for leaver in (self.clerk, second):
            self._start(date="2030-05-31", leaver_id=leaver.id).action_complete()
        self._file("Came later", responsible_id=self.clerk.id)
        with freeze_time("2030-05-31 10:00:00"):
            self.Handovers._cron_end_accounts()
            self.Handovers._cron_end_accounts()
        self.assertEqual((self.clerk.active, second.active), (True, False))
        told = self.Handovers.search([("leaver_id", "=", self.clerk.id)]).activity_ids
        self.assertEqual(told.user_id, self.head)
        self.assertIn("Customer File 1", told.note)

    def test_those_who_take_part_are_asked(self):
        self._rules(receivers=1)
        handover = self._start()
        self.assertEqual(handover.activity_ids.user_id, self.clerk | self.successor | self.boss)
        self._sign(handover)
        handover.action_complete()
        self.assertFalse(handover.activity_ids)

    def test_one_completed_on_the_last_day_ends_the_account_at_once(self):
        self._rules(ends_account=True)
        self._customers(2)
        handover = self._start()
        self._tick(handover.line_ids)
        handover.action_complete()
        self.assertFalse(self.clerk.active)

    def test_of_who_changes_post_the_account_stays(self):
        self._rules(ends_account=True)
        self._start(reason="post").action_complete()
        self.assertTrue(self.clerk.active)

    def test_observing_lets_go_and_takes_note(self):
        rule = self._rules(mode="observe")
        self._customers(2)
        self.clerk.action_archive()
        self.assertFalse(self.clerk.active)
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertRecordValues(observed, [{"res_model": "res.users", "res_id": self.clerk.id}])
        self.assertIn("Customer File 2", observed.message)

    def test_without_a_rule_nothing_is_asked(self):
        self._customers(1)
        self.clerk.action_archive()
        self.assertFalse(self.clerk.active)

    def test_who_ticks_what(self):
        self._rules()
        self._customers(1)
        handover = self._start()
        line = handover.line_ids
        with self.assertRaisesRegex(UserError, "not handed over yet"):
            self.as_user(self.successor, line).action_receive()
        with self.assertRaisesRegex(AccessError, "by who leaves"):
            self.as_user(self.successor, line).action_hand_over()
        with self.assertRaises(AccessError):
            self.as_user(self.users["user"], line).action_hand_over()
        self.as_user(self.boss, line).action_hand_over()
        self.assertEqual(line.handed_by_id, self.boss, "in the place of one who is not there")
        with self.assertRaisesRegex(AccessError, "by the successor"):
            self.as_user(self.boss, line).action_receive()
        for user in (self.clerk, self.boss):
            with self.assertRaisesRegex(AccessError, "with the buttons"):
                self.as_user(user, line).received_date = "2026-01-01 10:00:00"
        for name in ("successor_id", "name"):
            with self.assertRaises(UserError):
                self.as_user(self.clerk, line).write({name: self.boss.id if name == "successor_id" else "x"})
        with self.assertRaisesRegex(UserError, "as it is described"):
            self.as_user(self.boss, line).explanation = "x"

    def test_who_signs_and_who_leads(self):
        self._rules(receivers=1)
        handover = self._start()
        receipt = handover.receipt_ids
        self.assertEqual(receipt.user_id, self.boss)
        for user in (self.head, self.clerk, self.successor):
            with self.assertRaisesRegex(AccessError, "manager of Sales"):
                self.as_user(user, receipt).action_sign()
        with self.assertRaisesRegex(AccessError, "with the buttons"):
            self.as_user(self.head, receipt).signed_date = "2026-01-01 10:00:00"
        own = self.as_user(self.boss, self.Handovers).create(
            {"leaver_id": self.boss.id, "successor_id": self.successor.id}
        )
        with self.assertRaisesRegex(UserError, "own handover"):
            own.action_start()

    def test_after_completion_nothing_changes(self):
        self._rules()
        self._customers(1)
        handover = self._start()
        self._tick(handover.line_ids)
        handover.action_complete()
        # sudo: to show that it does not help
        for records in (self.as_user(self.head, handover), handover.sudo()):
            with self.assertRaisesRegex(UserError, "closed"):
                records.note = "x"
            for vals in ({"note": "x"}, {"explanation": "x"}):
                with self.assertRaises(UserError):
                    records.line_ids.write(vals)
            with self.assertRaisesRegex(UserError, "closed"):
                records.line_ids.unlink()
            with self.assertRaisesRegex(UserError, "closed"):
                records.line_ids.create({"handover_id": handover.id, "name": "x", "kind": "tool"})
            with self.assertRaisesRegex(UserError, "on record"):
                records.unlink()

    def test_what_came_later_is_listed_before_completion(self):
        self._rules()
        self._customers(1)
        handover = self._start()
        self._tick(handover.line_ids)
        self._file("Late", responsible_id=self.clerk.id)
        with self.assertRaisesRegex(UserError, "1 items came after the list"):
            handover.action_complete()
        handover.action_list_items()
        self._tick(handover.line_ids)
        handover.action_complete()

    def test_what_is_lent_out_comes_back_first(self):
        self._rules()
        file = self._customers(1)
        handover = self._start()
        self._tick(handover.line_ids)
        Handover = type(self.Handovers)
        sources = Handover._handover_sources
        from ..models.customer_handover_items import Source

        lent = [True]

        def with_loans(self, user, company):
            return [*sources(self, user, company), *([Source("file", file, blocks=True)] if lent else [])]

        self.patch(Handover, "_handover_sources", with_loans)
        with self.assertRaisesRegex(UserError, "To be settled first: .*Customer 0"):
            handover.action_complete()
        lent.clear()
        handover.action_complete()

    def test_it_keeps_the_terms_it_began_with(self):
        rule = self._rules(receivers=1)
        handover = self._start()
        rule.write({"receivers": 2, "needs_training": True})
        self._sign(handover)
        handover.action_complete()
        self.assertEqual(handover.state, "done")
        rule.receivers = 0
        other = self._start(leaver_id=self.users["user"].id)
        with self.assertRaises(AccessError):
            other.write({"receivers": 1})

    def test_the_list_is_printed_in_copies(self):
        self._rules(item_ids=[(0, 0, {"kind": "tool", "name": "Computer"})])
        handover = self._start()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_file.report_customer_handover", handover.ids
        )
        for text in ("Handover List", "Computer", self.successor.name):
            self.assertIn(text, html.decode())
