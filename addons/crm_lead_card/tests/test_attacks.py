from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase

FORGED = {
    "state": "won",
    "signed_date": "2026-05-01 00:00:00",
    "signed_by_id": 2,
    "held_since": "2026-05-01 00:00:00",
    "terms": {"first_days": 999, "later_days": 999, "sign_hours": 999, "mode": "observe"},
    "custodian_id": 2,
    "owner_card_id": False,
    "proposed_signer_id": 2,
    "withdrawn_date": "2026-05-01 00:00:00",
    "withdrawal_asked_date": "2026-05-01 00:00:00",
    "number": "31",
}
COMPUTED = {
    "lapse_date": "2030-01-01 00:00:00",
    "valid_until": "2030-01-01",
    "effective_date": "2030-01-01",
    "is_binding": False,
    "phone_key": "1",
    "email_key": "x@example.com",
    "conversion": 100,
}


@tagged("post_install", "-at_install")
class TestAttacks(CardCase):
    """What a consultant who knows Odoo well cannot do with a card."""

    def setUp(self):
        super().setUp()
        self.card = self._signed("05 10:00", phone="154 0000 0001", email="sun@example.com")
        self.everybody = (
            self.zhang | self.li | self.wu | self.manager | self.marketing | self.assistant
            | self.env["res.users"].union(*self.users.values())
        )  # fmt: skip

    @proves("S1.6-cards-08")
    def test_what_is_signed_is_fixed_for_the_holder(self):
        source = self.env["utm.source"].create({"name": "Card attack"})
        for vals in (
            {"phone": "154 0000 0002"},
            {"email": False},
            {"customer_name": "Somebody"},
            {"source_id": source.id},
            {"need": "x"},
        ):
            self.assertRefused("a leader alone", lambda vals=vals: self.card.write(vals), AccessError)
        draft = self._card(phone="154 0000 0008")
        draft.write({"phone": "154 0000 0009", "need": "A red one"})
        self.assertFalse(self.events(draft).filtered(lambda one: one.kind == "changed"))

    @proves("S1.6-cards-08")
    def test_a_draft_is_its_holders(self):
        """Who sees it besides the holder is a leader, whose change is registered, or changes nothing."""
        draft = self._card(phone="154 0000 0008")
        draft.withdraw_reason = "x"
        for vals in ({"phone": "154 0000 0009"}, {"withdraw_reason": "y"}):
            card = self.as_user(self.marketing, draft)
            self.assertRefused("its holder", lambda card=card, vals=vals: card.write(vals), AccessError)
        asking = self.as_user(self.marketing, draft)
        self.assertRefused("its holder", asking.action_ask_withdrawal, AccessError)
        self.as_user(self.wu, draft).phone = "154 0000 0009"
        row = self.events(draft).filtered(lambda one: one.kind == "changed")
        self.assertEqual((row.old_value, row.new_value, row.user_id), ("154 0000 0008", "154 0000 0009", self.wu))

    @proves("S1.6-cards-08")
    def test_a_change_by_the_leader_is_registered(self):
        source = self.env["utm.source"].create({"name": "Card attack"})
        self.as_user(self.wu, self.card).write(
            {"phone": "154 0000 0002", "source_id": source.id, "email": "sun@example.com"}
        )
        rows = self.events(self.card).filtered(lambda one: one.kind == "changed")
        self.assertEqual(
            [(one.field_name, one.old_value, one.new_value, one.user_id) for one in rows.sorted("field_name")],
            [
                ("phone", "154 0000 0001", "154 0000 0002", self.wu),
                ("source_id", "", "Card attack", self.wu),
            ],
        )
        other = self._signed("05 12:00", holder=self.li, phone="154 0000 0001")
        self.assertEqual(other.state, "valid", "the number is free now")
        with self.at("05 13:00"):
            self.assertRefused(
                "of zhang is valid", lambda: self.as_user(self.wu, other).write({"phone": "15400000002"}), UserError
            )

    @proves("S1.6-cards-08")
    def test_nobody_writes_what_the_steps_write(self):
        for user in self.everybody:
            for name, value in {**FORGED, **COMPUTED}.items():
                if name == "owner_card_id":
                    value = self.card.id
                with self.subTest(user.login, field=name):
                    card = self.as_user(user, self.card)
                    self.assertRefused("", lambda card=card, vals={name: value}: card.write(vals), AccessError)

    def test_nobody_gives_a_card_away(self):
        for user in self.everybody:
            for vals in ({"holder_id": self.zhao.id}, {"lead_id": self._lead().id}, {"team_id": self.team_b.id},
                         {"company_id": self.other_company.id}, {"created_date": "2020-01-01"}):  # fmt: skip
                with self.subTest(user.login, **vals):
                    card = self.as_user(user, self.card)
                    self.assertRefused("", lambda card=card, vals=vals: card.write(vals), AccessError)

    def test_nothing_is_forged_at_creation(self):
        lead = self._lead(phone="154 0000 0005")
        cards = self.as_user(self.zhang, self.Cards)
        for name, value in FORGED.items():
            if value:
                with self.subTest(name):
                    self.assertRefused(
                        "", lambda vals={"lead_id": lead.id, name: value}: cards.create(vals), AccessError
                    )
        self.assertRefused("", lambda: cards.create({"lead_id": lead.id, "holder_id": self.li.id}), AccessError)
        defaults = {f"default_{name}": value for name, value in {**FORGED, **COMPUTED}.items()}
        defaults |= {"default_created_date": "2020-01-01", "default_holder_id": self.zhang.id}
        card = cards.with_context(**defaults).create({"lead_id": lead.id, **COMPUTED, "created_date": "2020-01-01"})
        self.assertRecordValues(
            card,
            [{"state": "draft", "signed_date": False, "held_since": False, "lapse_date": False, "terms": False,
              "phone_key": "15400000005", "custodian_id": False, "conversion": 0}],
        )  # fmt: skip
        self.assertLess(fields.Datetime.now() - card.created_date, timedelta(minutes=1))
        copy = self.card.copy({"lead_id": self._lead().id, "phone": "154 0000 0006"})
        self.assertRecordValues(copy, [{"state": "draft", "signed_by_id": False, "held_since": False}])

    def test_nobody_outside_holds_claims_or_keeps(self):
        portal = self._new_user("base.group_portal", "portal")
        lead = self._lead(phone="154 0000 0005")
        for call in (
            lambda: self.Cards.create({"lead_id": lead.id, "holder_id": portal.id}),
            lambda: self.env["customer.lead.card.dispute"].create(
                {"card_id": self.card.id, "grounds": "x", "other_claimant_id": portal.id}
            ),
            lambda: self.env["customer.lead.card.check"].create(
                {"card_id": self.card.id, "answer": "swapped", "swapped_with_id": portal.id}
            ),
            lambda: self.rule.write({"custodian_id": portal.id}),
            lambda: self.rule.write({"custodian_id": self._new_user("base.group_user", "clerk").id}),
        ):
            self.assertRefused("no employee|colleague|keeps no cards", call, ValidationError)
        with self.at("18 10:00"):
            given = self.as_user(self.wu, self.card)
            self.assertRefused("no employee", lambda: given._hand_on(portal, ""), ValidationError)

    def test_nothing_is_forged_by_import(self):
        lead = self._lead(phone="154 0000 0005")
        self.env["ir.model.data"].create(
            {"name": "card_attack_lead", "module": "__test__", "model": "crm.lead", "res_id": lead.id}
        )
        cards = self.as_user(self.zhang, self.Cards)
        done = cards.load(["lead_id/id", "state"], [["__test__.card_attack_lead", "Valid"]])
        self.assertFalse(done["ids"])
        done = cards.load(["lead_id/id", "lapse_date"], [["__test__.card_attack_lead", "2030-01-01 00:00:00"]])
        # what is computed is left out, and the card is set up all the same
        self.assertRecordValues(
            cards.browse(done["ids"]), [{"lead_id": lead.id, "state": "draft", "lapse_date": False}]
        )
        done = cards.load([".id", "phone"], [[str(self.card.id), "154 0000 0099"]])
        self.assertFalse(done["ids"])
        self.env.invalidate_all()
        self.assertEqual(self.card.phone, "154 0000 0001")

    def test_a_call_back_has_the_moment_of_its_entry(self):
        forged = {"date": "2026-05-05 00:00:00", "user_id": self.wu.id, "signed_date": "2026-05-05 00:00:00",
                  "signed_by_id": self.wu.id, "needs_signature": False, "number": 7}  # fmt: skip
        defaults = {f"default_{name}": value for name, value in forged.items()}
        calls = self.as_user(self.zhang, self.env["customer.lead.card.call"]).with_context(**defaults)
        with self.at("06 10:00"):
            calls.create({"card_id": self.card.id, **forged})
            second = calls.create({"card_id": self.card.id, **forged})
        self.assertRecordValues(
            second,
            [{"date": datetime(2026, 5, 6, 2), "user_id": self.zhang.id, "number": 2, "needs_signature": True,
              "signed_date": False, "signed_by_id": False}],
        )  # fmt: skip
        for user in self.everybody:
            call = self.as_user(user, second)
            for vals in ({"signed_date": "2026-05-06 03:00:00"}, {"kind": "visit"}, {"date": "2026-05-07"}):
                self.assertRefused("", lambda call=call, vals=vals: call.write(vals), AccessError)
            self.assertRefused("", call.unlink, AccessError)
        with self.at("06 11:00"):
            for command in (Command.delete(second.id), Command.update(second.id, {"kind": "visit"}), Command.clear()):
                self.assertRefused("", lambda vals={"call_ids": [command]}: self.card.write(vals), UserError)
                self.assertRecordValues(second, [{"kind": "call", "card_id": self.card.id}])
            for user in (self.wu, self.li):
                given = self.as_user(user, self.env["customer.lead.card.call"]).with_context(
                    default_card_id=self.card.id
                )
                self.assertRefused("its holder|access", lambda given=given: given.create({"kind": "call"}), AccessError)
            self.assertRefused("a leader signs", self.as_user(self.zhang, second).action_sign, AccessError)
            self.assertRefused("", self.as_user(self.li, second).action_sign, AccessError)

    def test_the_register_only_grows(self):
        event = self.events(self.card)[:1]
        for user in self.everybody:
            for call in (
                lambda user=user: self.as_user(user, event).write({"note": "x"}),
                lambda user=user: self.as_user(user, event).unlink(),
                lambda user=user: self.as_user(user, event).create(
                    {"card_id": self.card.id, "kind": "won", "date": "2026-05-05", "user_id": 1, "holder_id": 1}
                ),
            ):
                self.assertRefused("", call, (AccessError, UserError))

    def test_sql_deletes_nothing(self):
        with self.at("06 10:00"):
            self._call(self.card)
        for table in ("customer_lead_card", "customer_lead_card_call", "customer_lead_card_event"):
            for statement in ("DELETE FROM %s", "TRUNCATE %s CASCADE"):
                with self.subTest(table, statement=statement), mute_logger("odoo.sql_db"):
                    self.assertRefused(
                        "cannot be changed or deleted",
                        lambda sql=statement % table: self.env.cr.execute(sql),
                        IntegrityError,
                    )
        with mute_logger("odoo.sql_db"):
            self.assertRefused(
                "cannot be changed",
                lambda: self.env.cr.execute("UPDATE customer_lead_card_event SET note = 'x'"),
                IntegrityError,
            )

    def test_steps_over_rpc(self):
        """Public methods, by who may not call them: the person alone is what is wrong, as a leader shows at the end."""
        draft = self._card(phone="154 0000 0008")
        self.card.withdraw_reason = "Bought elsewhere"
        others = self.everybody - (self.wu | self.bao | self.manager)
        for user in others:
            for card, method in (
                (draft, "action_sign"),
                (self.card, "action_withdraw"),
                (self.card, "action_report_torn"),
            ):
                with self.subTest(user.login, method=method):
                    self.assertRefused(
                        "[Aa] leader|access",
                        lambda card=card, method=method, user=user: getattr(self.as_user(user, card), method)(),
                    )
                    self.assertEqual((draft.state, self.card.state, self.card.is_torn), ("draft", "valid", False))
        self.as_user(self.wu, draft).action_sign()
        with self.env.cr.savepoint() as savepoint:
            self.as_user(self.wu, self.card).action_report_torn()
            self.as_user(self.wu, self.card).action_withdraw()
            self.assertEqual((draft.state, self.card.state, self.card.is_torn), ("valid", "withdrawn", True))
            savepoint.rollback()
        self.env.invalidate_all()
        wizards = self.env["customer.lead.card.hand.on"]
        vals = {"card_ids": [Command.set(self.card.ids)], "holder_id": self.li.id}
        with self.at("18 10:00"):
            self.assertRefused("", lambda: self.as_user(self.li, wizards).create(vals), AccessError)
            wizard = self.as_user(self.zhang, wizards).create(vals)
            self.assertRefused("A leader", wizard.action_hand_on, UserError)

    def test_supervisors_and_auditors_reach_the_cards(self):
        """They need not have the application of sales."""
        menu = self.env.ref("crm_lead_card.customer_lead_card_menu_policy")
        for role in ("supervisor", "security_auditor"):
            visible = self.as_user(self.users[role], self.env["ir.ui.menu"])._visible_menu_ids()
            with self.subTest(role):
                self.assertLessEqual({menu.id, menu.parent_id.id, menu.parent_id.parent_id.id}, set(visible))

    def test_whose_cards_one_sees(self):
        for user, count in ((self.zhang, 1), (self.li, 0), (self.wu, 1), (self.bao, 1), (self.manager, 1),
                            (self.marketing, 1), (self.assistant, 0)):  # fmt: skip
            with self.subTest(user.login):
                self.assertEqual(self.as_user(user, self.Cards).search_count([("id", "=", self.card.id)]), count)
                events = self.as_user(user, self.env["customer.lead.card.event"])
                self.assertEqual(bool(events.search_count([("card_id", "=", self.card.id)])), bool(count))

    def test_the_database_lets_one_card_be_valid(self):
        duplicate = self._signed("05 11:00", holder=self.li)
        with mute_logger("odoo.sql_db"):
            self.assertRefused(
                "one_owner_by_phone",
                lambda: self.env.cr.execute(
                    "UPDATE customer_lead_card SET state = 'valid' WHERE id = %s", duplicate.ids
                ),
                IntegrityError,
            )
