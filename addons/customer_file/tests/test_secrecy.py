from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecy(SecrecyCase):
    @proves("S3-17.2", "S4.core-22", "S1.5-6.1", "S4.infoflow-2")
    def test_a_level_opens_to_its_clearance_and_above(self):
        file = self._secret_file(self.secret)
        self.assertFalse(self._can_read(self.clerk, file))
        self._clear(self.clerk, self.internal)
        self.assertFalse(self._can_read(self.clerk, file))
        self._clear(self.clerk, self.secret)
        self.assertTrue(self._can_read(self.clerk, file))
        file._classify(self.top_secret, "Higher")
        self.assertFalse(self._can_read(self.clerk, file))
        self._clear(self.clerk, self.top_secret)
        self.assertTrue(self._can_read(self.clerk, file))

    def test_what_has_no_level_is_open(self):
        file = self._file(responsible_id=self.boss.id)
        self.assertTrue(self._can_read(self.clerk, file))

    def test_a_level_off_or_observing_closes_nothing(self):
        file = self._secret_file(self.secret)
        for mode in ("off", "observe"):
            self.secret.mode = mode
            self.assertTrue(self._can_read(self.clerk, file), mode)
        self.secret.write({"mode": "enforce", "effective_from": fields.Date.today() + timedelta(days=1)})
        self.assertTrue(self._can_read(self.clerk, file))
        self.secret.effective_from = fields.Date.today()
        self.assertFalse(self._can_read(self.clerk, file))

    def test_a_level_that_observes_lists_openings_without_clearance(self):
        self.secret.mode = "observe"
        file = self._secret_file(self.secret)
        listed = self.env["customer.policy.observation"].search([("rule_model", "=", "customer.secrecy.level")])
        self.as_user(self.clerk, file).read(["need"])
        new = self.env["customer.policy.observation"].search([("rule_model", "=", "customer.secrecy.level")]) - listed
        self.assertRecordValues(new, [{"user_id": self.clerk.id, "res_id": file.id}])
        self._clear(self.clerk, self.secret)
        self.as_user(self.clerk, file).read(["need"])
        self.assertEqual(self.env["customer.policy.observation"].search_count([("id", ">", new.id)]), 0)

    def test_clearance_is_for_one_company(self):
        other_level = self._level("Secret", 2, company_id=self.other_company.id)
        file = self._file("Far", company_id=self.other_company.id, responsible_id=self.env.user.id)
        file._classify(other_level, "Test")
        self.clerk.company_ids += self.other_company
        self._clear(self.clerk, self.top_secret)
        both = self.env["customer.file"].with_user(self.clerk)
        both = both.with_context(allowed_company_ids=(self.company | self.other_company).ids)
        self.assertFalse(both.search([("id", "=", file.id)]))
        self.env["customer.clearance"].create(
            {
                "user_id": self.clerk.id,
                "level_id": other_level.id,
                "company_id": self.other_company.id,
                "reason": "Work",
            }
        )._write_protected({"state": "in_force"})
        self.assertTrue(both.search([("id", "=", file.id)]))

    def test_rows_are_as_secret_as_their_file_or_more(self):
        file = self._file(responsible_id=self.boss.id)
        row = self.env["customer.file.competitor"].create({"file_id": file.id, "name": "Rival"})
        self.assertTrue(self._can_read(self.clerk, row))
        file._classify(self.secret, "Test")
        self.assertEqual(row.secrecy_level_id, self.secret)
        self.assertFalse(self._can_read(self.clerk, row))
        row._classify(self.internal, "Test")
        self.assertEqual(row.secrecy_level_id, self.secret)
        row._classify(self.top_secret, "Test")
        self._clear(self.clerk, self.secret)
        self.assertTrue(self._can_read(self.clerk, file))
        self.assertFalse(self._can_read(self.clerk, row))

    @proves("S1.5-6.1", "S1.5-6.2")
    def test_rules_give_the_level(self):
        self.env["customer.secrecy.rule"].create(
            [
                {
                    "name": "Call records",
                    "company_id": self.company.id,
                    "mode": "enforce",
                    "res_model": "customer.file.interaction",
                    "domain": "[('type', '=', 'call')]",
                    "level_id": self.secret.id,
                },
                {
                    "name": "Important customers",
                    "company_id": self.company.id,
                    "mode": "enforce",
                    "res_model": "customer.file",
                    "domain": "[('is_important', '=', True)]",
                    "level_id": self.top_secret.id,
                },
            ]
        )
        file = self._file(responsible_id=self.boss.id)
        call, letter = self.env["customer.file.interaction"].create(
            [{"file_id": file.id, "subject": "x", "type": type_} for type_ in ("call", "letter")]
        )
        self.assertEqual(call.secrecy_level_id, self.secret)
        self.assertFalse(letter.secrecy_level_id | file.secrecy_level_id)
        file.is_important = True
        self.assertEqual(file.secrecy_level_id | call.secrecy_level_id, self.top_secret)
        file.is_important = False
        self.assertEqual(file.secrecy_level_id, self.top_secret, "a rule never lowers a level")
        change = self.env["customer.secrecy.change"].search([("res_id", "=", file.id), ("res_model", "=", file._name)])
        self.assertIn("Important customers", change.reason)

    def test_a_rule_that_observes_lists_only(self):
        self.env["customer.secrecy.rule"].create(
            {
                "name": "All",
                "company_id": self.company.id,
                "mode": "observe",
                "res_model": "customer.file",
                "level_id": self.secret.id,
            }
        )
        file = self._file()
        self.assertFalse(file.secrecy_level_id)
        self.assertTrue(self.env["customer.policy.observation"].search([("res_id", "=", file.id)]))

    def test_who_is_in_charge_reads_where_the_level_says_so(self):
        file = self._secret_file(self.secret, custodian_id=self.users["user"].id)
        row = self.env["customer.file.competitor"].create({"file_id": file.id, "name": "Rival"})
        file.contact_staff_ids = self.colleague
        in_charge = (self.boss, self.users["user"], self.colleague)
        for user in in_charge:
            self.assertTrue(self._can_read(user, file) and self._can_read(user, row), user.name)
        self.secret.opens_to_responsible = False
        for user in in_charge:
            self.assertFalse(self._can_read(user, file) or self._can_read(user, row), user.name)

    @proves("S1.7-6")
    def test_a_grant_opens_until_its_minute(self):
        file = self._secret_file(self.top_secret)
        row = self.env["customer.file.year"].create({"file_id": file.id, "year": 2024})
        self._grant(self.clerk, file, minutes=10)
        self.assertTrue(self._can_read(self.clerk, file) and self._can_read(self.clerk, row))
        self.assertFalse(self._can_read(self.colleague, file))
        until = self.env["customer.access.grant"].search([("res_id", "=", file.id)]).until
        with freeze_time(until - timedelta(seconds=1)):
            self.assertTrue(self._can_read(self.clerk, file))
        with freeze_time(until):
            self.assertFalse(self._can_read(self.clerk, file) or self._can_read(self.clerk, row))

    def test_a_grant_ends_early(self):
        file = self._secret_file()
        grant = self._grant(self.clerk, file)
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, grant).action_end()
        self.as_role("manager", grant).action_end()
        self.assertFalse(self._can_read(self.clerk, file))
        self.assertFalse(grant.is_open)

    def test_a_manager_who_may_read_gives_access(self):
        file = self._secret_file()
        Give = self.env["customer.access.give"]
        vals = {"file_id": file.id, "user_ids": [(6, 0, self.clerk.ids)], "reason": "Offer"}
        with self.assertRaises(AccessError):
            self.as_role("manager", Give).create(vals).action_give()
        self._clear(self.users["manager"], self.secret)
        self.as_role("manager", Give).create(vals).action_give()
        self.assertTrue(self._can_read(self.clerk, file))
        with self.assertRaisesRegex(UserError, "himself"):
            self.as_role("manager", Give).create(
                {**vals, "user_ids": [(6, 0, self.users["manager"].ids)]}
            ).action_give()

    def test_a_grant_is_for_reading_and_passes_nothing_on(self):
        keeper, head = self.users["information_administrator"], self.users["manager"]
        file = self._secret_file()
        row = self.env["customer.file.competitor"].create({"file_id": file.id, "name": "Rival"})
        self._grant(keeper | head, file)
        for user in (keeper, head):
            self.assertTrue(self._can_read(user, file) and self._can_read(user, row))
            for attack in (
                lambda own: own.write({"custodian_id": own.env.uid}),
                lambda own: own.write({"contact_staff_ids": [(4, own.env.uid)]}),
                lambda own: own.competitor_ids.write({"name": "x"}),
                lambda own: own.competitor_ids.unlink(),
            ):
                with self.assertRaises(AccessError):
                    attack(self.as_user(user, file))
        wizard = {"res_model": file._name, "res_ids": str(file.ids), "level_id": False, "reason": "x"}
        with self.assertRaisesRegex(AccessError, "gives no level"):
            self.as_user(keeper, self.env["customer.secrecy.classify"]).create(wizard).action_classify()
        give = {"file_id": file.id, "user_ids": [(6, 0, self.clerk.ids)], "reason": "x"}
        with self.assertRaisesRegex(AccessError, "passes none on"):
            self.as_user(head, self.env["customer.access.give"]).create(give).action_give()

    def test_a_level_may_limit_the_days_of_a_grant(self):
        self._clear(self.users["manager"], self.secret)
        self.secret.grant_days = 3
        file = self._secret_file()
        Give = self.as_role("manager", self.env["customer.access.give"])
        vals = {"file_id": file.id, "user_ids": [(6, 0, self.clerk.ids)], "reason": "x"}
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "3 days"):
            Give.create({**vals, "until": now + timedelta(days=3, minutes=1)}).action_give()
        Give.create({**vals, "until": now + timedelta(days=3)}).action_give()
        self.assertTrue(self._can_read(self.clerk, file))

    def test_changed_terms_of_a_level_are_registered(self):
        level = self.as_role("rules_administrator", self.secret)
        level.write({"mode": "observe", "name": "Secret"})
        change = self.env["customer.secrecy.change"].search(
            [("res_model", "=", level._name), ("res_id", "=", level.id)]
        )
        self.assertEqual(
            (change.user_id, change.reason), (self.users["rules_administrator"], "Mode: enforce → observe")
        )

    def test_a_merged_file_is_as_secret_as_each_was(self):
        kept, lost = self._file("Kept"), self._file("Lost")
        lost._classify(self.secret, "Test")
        row = self.env["customer.file.year"].create({"file_id": lost.id, "year": 2024})
        lost._merge_into(kept)
        self.assertEqual((kept.secrecy_level_id, row.file_id, row.secrecy_level_id), (self.secret, kept, self.secret))
        change = self.env["customer.secrecy.change"].search([("res_id", "=", kept.id), ("res_model", "=", kept._name)])
        self.assertIn(lost.number, change.reason)

    def test_what_moves_to_another_file_stays_as_secret(self):
        survey = self.env["customer.information.survey"].create(
            {
                "name": "x",
                "company_id": self.company.id,
                "file_id": self._secret_file().id,
                "form_id": self.env["customer.collection.form"]
                .create(
                    {
                        "name": "Visit",
                        "company_id": self.company.id,
                        "method_id": self.env["customer.collection.method"]
                        .search([("company_id", "=", self.company.id)], limit=1)
                        .id,
                    }
                )
                .id,
            }
        )
        self.assertEqual(survey.secrecy_level_id, self.secret)
        survey.file_id = self._file("Open")
        self.assertEqual((survey.secrecy_level_id, survey.own_secrecy_level_id), (self.secret, self.secret))

    def test_the_subject_of_a_secret_contact_is_told_to_nobody_else(self):
        self.env["customer.secrecy.rule"].create(
            {
                "name": "Calls",
                "company_id": self.company.id,
                "mode": "enforce",
                "res_model": "customer.file.interaction",
                "domain": "[('type', '=', 'call')]",
                "level_id": self.secret.id,
            }
        )
        file = self._file(responsible_id=self.boss.id)
        vals = {"file_id": file.id, "subject": "Price 5", "next_step": "Offer 4", "next_date": "2030-01-01"}
        call, letter = self.env["customer.file.interaction"].create(
            [{**vals, "type": "call"}, {**vals, "type": "letter"}]
        )
        self.assertNotIn("Price 5", call.message_id.body)
        self.assertNotIn("Offer 4", call.activity_id.summary)
        self.assertIn("Price 5", letter.message_id.body)
        letter._classify(self.secret, "Test")
        self.assertNotIn("Price 5", letter.message_id.body)
        self.assertNotIn("Offer 4", letter.activity_id.summary)

    def test_everybody_enters_what_is_secret_but_not_under_what_is_closed(self):
        self.env["customer.secrecy.rule"].create(
            {
                "name": "Contacts",
                "company_id": self.company.id,
                "mode": "enforce",
                "res_model": "customer.file.interaction",
                "level_id": self.secret.id,
            }
        )
        file, closed = self._file(responsible_id=self.boss.id), self._secret_file(name="Closed")
        contacts = self.as_user(self.clerk, self.env["customer.file.interaction"])
        contact = contacts.create({"file_id": file.id, "subject": "Price 5"})
        self.assertEqual(contact.sudo().secrecy_level_id, self.secret)
        self.assertTrue(self._can_read(self.clerk, contact))
        self.assertFalse(self._can_read(self.colleague, contact))
        for model, vals in (("interaction", {"subject": "x"}), ("competitor", {"name": "x"}), ("event", {"name": "x"})):
            with self.assertRaises(AccessError):
                self.as_user(self.clerk, self.env[f"customer.file.{model}"]).create({"file_id": closed.id, **vals})

    def test_an_error_names_nothing_of_what_is_closed(self):
        """Core names the records to whom looks for errors (debug mode)."""
        file = self._secret_file()
        row = self.env["customer.file.event"].create({"file_id": file.id, "name": "Price 5"})
        rules = self.as_user(self.clerk, self.env["ir.rule"])
        with patch.object(self.registry["res.users"], "has_group", lambda user, group: True):
            message = str(rules._make_access_error("read", self.as_user(self.clerk, row)))
        self.assertNotIn("Price 5", message)
        self.assertIn("closed to you", message)

    def test_a_level_is_given_by_who_may_and_registered(self):
        file = self._file(responsible_id=self.boss.id)
        self.secret.classifier_group_id = self.env.ref("customer_policy.group_supervisor")
        wizard = {"res_model": file._name, "res_ids": str(file.ids), "level_id": self.secret.id, "reason": "Contract"}
        Classify = self.env["customer.secrecy.classify"]
        with self.assertRaisesRegex(AccessError, "Supervisor"):
            self.as_role("information_administrator", Classify).create(wizard).action_classify()
        self.as_user(self.boss, Classify).create(wizard).action_classify()
        self.assertEqual(file.secrecy_level_id, self.secret)
        change = self.env["customer.secrecy.change"].search([("res_id", "=", file.id)])
        self.assertRecordValues(
            change,
            [{"user_id": self.boss.id, "old_level_id": False, "new_level_id": self.secret.id, "reason": "Contract"}],
        )
        self._clear(self.users["information_administrator"], self.secret)
        lower = {**wizard, "level_id": False}
        with self.assertRaisesRegex(AccessError, "Supervisor"):
            self.as_role("information_administrator", Classify).create(lower).action_classify()
        with self.assertRaises(AccessError):
            self.as_role("user", Classify).create(wizard).action_classify()

    def test_a_level_is_not_written(self):
        file = self._secret_file()
        for user in (self.boss, self.users["information_administrator"]):
            self._clear(user, self.top_secret)
            with self.assertRaisesRegex(AccessError, "with its button"):
                self.as_user(user, file).own_secrecy_level_id = False
            with self.assertRaisesRegex(AccessError, "with its button"):
                self.as_user(user, file).secrecy_level_id = False

    def test_the_remark_and_the_index(self):
        open_file, secret, hidden = self._file("Open"), self._secret_file(name="Secret"), None
        self.top_secret.index_shows = "number"
        numbered = self._secret_file(self.top_secret, name="Numbered")
        nothing = self._level("Hidden", 4, index_shows="nothing")
        hidden = self._secret_file(nothing, name="Hidden")
        self.env.flush_all()
        index = self.as_user(self.clerk, self.env["customer.file.index"])
        files = open_file | secret | numbered | hidden
        rows = {row["id"]: row for row in index.search_read([("id", "in", files.ids)])}
        self.assertEqual(rows[open_file.id]["name"], "Open")
        self.assertEqual((rows[secret.id]["name"], rows[secret.id]["secrecy_level_id"][1]), ("Secret", "机密"))
        self.assertEqual((rows[numbered.id]["name"], rows[numbered.id]["number"]), (False, numbered.number))
        self.assertNotIn(hidden.id, rows)
        self.assertEqual((open_file._remark(), (open_file | secret)._remark()), ("", "机密"))
        self.assertTrue(index.browse(open_file.id).action_open())
        with self.assertRaises(AccessError):
            index.browse(secret.id).action_open()

    def test_messages_and_activities_follow_the_record(self):
        file = self._file(responsible_id=self.boss.id)
        message = file.message_post(body="Price 5", partner_ids=self.clerk.partner_id.ids)
        activity = file.activity_schedule("mail.mail_activity_data_todo", user_id=self.clerk.id, note="Price 5")
        self.assertTrue(self._can_read(self.clerk, message) and self._can_read(self.clerk, activity))
        file._classify(self.secret, "Test")
        self.assertFalse(self._can_read(self.clerk, message))
        self.assertFalse(self._can_read(self.clerk, activity))
        self._grant(self.clerk, file)
        self.assertTrue(self._can_read(self.clerk, message) and self._can_read(self.clerk, activity))

    def test_nobody_is_told_of_what_is_closed_to_him(self):
        file = self._secret_file()
        outsider = self._partner("Outside")
        file.message_subscribe((self.clerk | self.boss).partner_id.ids + outsider.ids)
        message = file.message_post(body="Price", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertEqual(message.notified_partner_ids, self.boss.partner_id)
        chosen = file.message_post(body="Hello", message_type="comment", partner_ids=outsider.ids)
        self.assertEqual(chosen.notified_partner_ids, outsider)

    def test_scans_are_neither_public_nor_linked(self):
        file = self._secret_file()
        scan = self.env["ir.attachment"].create(
            {"name": "x.txt", "raw": b"x", "res_model": file._name, "res_id": file.id}
        )
        for vals in ({"public": True}, {"access_token": "t"}):
            with self.assertRaisesRegex(ValidationError, "confidential"):
                scan.write(vals)
            with self.assertRaisesRegex(ValidationError, "confidential"):
                self.env["ir.attachment"].create({"name": "y", "res_model": file._name, "res_id": file.id, **vals})
