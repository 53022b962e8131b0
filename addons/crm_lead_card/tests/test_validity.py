from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from ..tools import validity
from .common import CardCase, moment


@tagged("post_install", "-at_install")
class TestValidity(CardCase):
    """The days of the written rule at their edges; nothing here waits for the scheduler."""

    @proves("S1.6-cards-01")
    def test_it_is_valid_from_the_signature(self):
        with self.at("05 09:00"):
            card = self._card()
        self.assertEqual((card.state, card.effective_date), ("draft", False))
        with self.at("05 23:59"):
            self._sign(card)
        self.assertRecordValues(card, [{"state": "valid", "signed_by_id": self.wu.id}])
        self.assertEqual(str(card.effective_date), "2026-05-05")
        with self.at("05 09:00"):
            late = self._card(self.li, phone="154 0000 0002")
        with self.at("07 00:01"):
            self._sign(late)
        self.assertEqual(str(late.effective_date), "2026-05-07")
        self.assertEqual(str(late.valid_until), "2026-05-10")

    @proves("S1.6-cards-01")
    def test_set_up_the_day_the_lead_came(self):
        came = moment("05 00:00").replace(tzinfo=None)
        for number, (at, asked, late) in enumerate(
            (("05 23:59", True, False), ("06 00:00", True, True), ("06 00:00", False, False))
        ):
            with self.subTest(at, asked=asked):
                self.rule.set_up_same_day = asked
                lead = self._lead(phone=f"154 0000 003{number}")
                lead.flush_recordset()
                self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [came, lead.id])
                lead.invalidate_recordset()
                with self.at(at):
                    card = self.as_user(self.zhang, self.Cards).create({"lead_id": lead.id})
                self.assertEqual(card.is_set_up_late, late)

    @proves("S1.6-cards-01")
    def test_what_is_not_signed_protects_nothing(self):
        with self.at("05 09:00"):
            self._card()
        with self.at("05 11:00"):
            other = self._sign(self._card(self.li, phone="+86 15400000001"))
        self.assertEqual(other.state, "valid")

    @proves("S1.6-cards-01")
    def test_a_leader_signs_and_not_the_holder(self):
        card = self._card(self.zhang)
        self.assertRefused("A leader", lambda: self._sign(card, self.zhang))
        own = self._card(self.wu, phone="154 0000 0003")
        self.assertRefused("A leader", lambda: self._sign(own, self.wu))
        self._sign(own, self.manager)
        self.assertEqual(own.signed_by_id, self.manager)

    @proves("S1.6-cards-02a")
    def test_the_first_call_back_comes_in_three_days(self):
        card = self._signed("05 10:00")
        self.assertEqual(self.state(card, "08 23:59"), "valid")
        self.assertEqual(self.state(card, "09 00:00"), "waste")
        kept = self._signed("05 10:00", holder=self.li, phone="154 0000 0002")
        with self.at("08 23:59"):
            self._call(kept)
        self.assertEqual(self.state(kept, "09 00:00"), "valid")
        with self.at("09 00:00"):
            self.assertRefused("not valid", lambda: self._call(card))

    @proves("S1.6-cards-02b")
    def test_the_second_call_back_is_signed_within_24_hours(self):
        for signed, counts in (("10 10:00", "2026-05-09"), ("10 10:01", "2026-05-10"), ("11 09:00", "2026-05-11")):
            with self.subTest(signed):
                card = self._signed("05 10:00", phone=f"154 0000 {signed[:2]}{signed[-2:]}")
                with self.at("08 10:00"):
                    first = self._call(card)
                with self.at("09 10:00"):
                    second = self._call(card)
                self.assertEqual((first.needs_signature, second.needs_signature), (False, True))
                self.assertFalse(second.counts_from)
                with self.at(signed):
                    self.as_user(self.wu, second).action_sign()
                self.assertEqual(str(second.counts_from), counts)

    @proves("S1.6-cards-02b")
    def test_a_second_call_back_nobody_signs_does_not_count(self):
        card = self._signed("05 10:00")
        with self.at("05 11:00"):
            self._call(card)  # until the 12th
        with self.at("12 10:00"):
            second = self._call(card)
            self.assertRefused("a leader signs", second.action_sign)
        self.assertEqual(self.state(card, "13 10:00"), "valid", "a signature of this moment is in time")
        self.assertEqual(self.state(card, "13 10:01"), "waste")
        with self.at("13 10:01"):
            self.assertRefused("does not wait", self.as_user(self.wu, second).action_sign)

    @proves("S1.6-cards-02b")
    def test_the_leader_is_reminded_to_sign(self):
        """Until when is told to the minute, since the hours end within a day."""
        card = self._signed("05 10:00")
        with self.at("05 11:00"):
            self._call(card)
        self.assertFalse(card.has_call_to_sign)
        with self.at("12 10:00"):
            second = self._call(card)
            self.assertTrue(card.has_call_to_sign)
            self.assertEqual(str(card.lapse_date), "2026-05-13 02:00:01")
            activity = card.sudo().activity_ids
            self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.wu, "2026-05-13"))
            self.as_user(self.bao, second).action_sign()
            self.assertFalse(card.sudo().activity_ids)
            self.assertFalse(card.has_call_to_sign)
        other = self._signed("05 10:00", phone="154 0000 0002")
        with self.at("06 10:00"):
            for kind in ("message", "message"):
                self._call(other, kind)
            self.assertTrue(other.sudo().activity_ids)
            self._call(other, "message")
        self.assertEqual(other.state, "void")
        self.assertFalse(other.sudo().activity_ids)

    @proves("S1.6-cards-02c")
    def test_later_ones_keep_it_for_a_week(self):
        card = self._signed("05 10:00")
        for day in ("06", "07"):
            with self.at(f"{day} 10:00"):
                call = self._call(card)
        with self.at("08 09:00"):
            self.as_user(self.wu, call).action_sign()
        with self.at("09 10:00"):
            self._call(card)
        self.assertEqual(str(card.valid_until), "2026-05-16")
        self.assertEqual(self.state(card, "16 23:59"), "valid")
        self.assertEqual(self.state(card, "17 00:00"), "waste")

    @proves("S1.6-cards-04")
    def test_three_messages_in_a_row_make_it_void(self):
        for number, (kinds, state) in enumerate(
            (
                (("message", "message", "call", "message"), "valid"),
                (("message", "message", "visit", "message", "message"), "valid"),
                (("call", "message", "message"), "valid"),
                (("message", "message", "message"), "void"),
                (("call", "message", "message", "message"), "void"),
            )
        ):
            with self.subTest(kinds):
                card = self._signed("05 10:00", phone=f"154 0000 000{number}")
                with self.at("06 10:00"):
                    for kind in kinds:
                        self._call(card, kind)
                self.assertEqual(card.state, state)
                if state == "void":
                    self.assertRefused("closed|not valid", lambda card=card: self._call(card))

    @proves("S1.6-cards-02b", "S1.6-cards-04")
    def test_entered_together_they_count_one_by_one(self):
        card = self._signed("05 10:00")
        with self.at("06 10:00"):
            calls = self.as_user(self.zhang, self.env["customer.lead.card.call"])
            made = calls.create([{"card_id": card.id, "kind": "call"} for _each in range(3)])
        self.assertEqual(made.mapped("number"), [1, 2, 3])
        self.assertEqual(made.mapped("needs_signature"), [False, True, False])
        other = self._signed("05 10:00", phone="154 0000 0002")
        with self.at("06 10:00"):
            calls.create([{"card_id": other.id, "kind": kind} for kind in ("message", "message", "message", "call")])
        self.assertEqual(other.state, "void")

    def test_a_call_back_counts_from_the_day_of_the_company(self):
        self.rule.mode = "off"
        card = self._signed("05 10:00")
        with self.at("07 00:30"):
            self.assertEqual(str(self._call(card).counts_from), "2026-05-07")

    def test_the_days_are_those_of_the_company(self):
        self.company.resource_calendar_id.tz = "America/New_York"
        with self.at("06 11:30"):  # 23:30 on the 5th in New York
            card = self._sign(self._card())
        self.assertEqual((str(card.effective_date), str(card.valid_until)), ("2026-05-05", "2026-05-08"))
        self.assertEqual((self.state(card, "09 11:59"), self.state(card, "09 12:00")), ("valid", "waste"))

    def test_a_rule_that_observes_takes_nothing(self):
        self.rule.mode = "observe"
        card = self._signed("05 10:00")
        self.assertEqual(self.state(card, "20 10:00"), "valid")
        with self.at("20 10:00"):
            self._run_job()
            self._run_job()
            self._call(card)
        self.assertEqual(card.state, "valid")
        self.assertEqual(self._observed(card), 1, "listed once")
        self.assertEqual(str(card.valid_until), "2026-05-27", "the next call-back begins a new term")
        deadline = card.sudo().deadline_ids.filtered(lambda one: one.milestone == "call" and one.state == "open")
        self.assertEqual(str(deadline.last_day), "2026-05-27")
        with self.at("28 00:00"):
            self.assertEqual(card.urgency, "today")
            self._run_job()
            self.assertEqual((self._observed(card), card.urgency), (2, "none"), "the next lapse is listed as well")

    def _observed(self, card):
        domain = [("res_model", "=", card._name), ("res_id", "=", card.id)]
        return self.env["customer.policy.observation"].search_count(domain)

    def test_what_was_signed_under_a_rule_that_observed_goes_on_so(self):
        """The rule is enforced, off or deleted since: nothing that was signed before stops, and the job goes on."""
        for number, (change, listed) in enumerate(
            (
                (lambda: self.rule.write({"mode": "enforce"}), 2),
                (lambda: self.rule.write({"mode": "off"}), 2),
                (self.rule.unlink, 0),
            )
        ):
            with self.subTest(number):
                self.rule.mode = "observe"
                card = self._signed("05 10:00", phone=f"154 0000 007{number}")
                change()
                with self.at("06 10:00"):
                    for _message in range(3):
                        self._call(card, "message")
                with self.at("20 10:00"):
                    self._run_job()
                    self.assertFalse(self.Cards.search(self.Cards._to_settle_domain()))
                self.assertEqual((card.state, self._observed(card)), ("valid", listed))

    def test_without_a_rule_it_stays_valid(self):
        self.rule.mode = "off"
        card = self._signed("05 10:00")
        self.assertFalse(card.lapse_date)
        self.assertEqual(self.state(card, "31 10:00"), "valid")

    def test_a_changed_rule_counts_for_the_next_cards(self):
        card = self._signed("05 10:00")
        self.rule.first_days = 1
        self.assertEqual(str(card.valid_until), "2026-05-08")
        other = self._signed("05 10:00", holder=self.li, phone="154 0000 0002")
        self.assertEqual(str(other.valid_until), "2026-05-06")

    def test_a_late_signature_counts_once_even_after_a_third_call(self):
        terms, zone = validity.Terms(3, 7, 24), "Asia/Shanghai"
        at = lambda local: moment(local).replace(tzinfo=None)  # noqa: E731
        start = at("05 10:00").date()
        calls = [validity.Call(at("06 10:00")), validity.Call(at("07 10:00"), True, at("11 09:00"))]
        self.assertEqual(validity.lapse(start, calls, terms, zone), at("19 00:00"))
        calls.append(validity.Call(at("13 10:00")))
        self.assertEqual(validity.lapse(start, calls, terms, zone), at("21 00:00"))
        # the third was made before the signature, and keeps the card longer than what was signed before it
        calls = [calls[0], validity.Call(at("07 10:00"), True, at("08 10:01")), validity.Call(at("08 10:00"))]
        self.assertEqual(validity.lapse(start, calls, terms, zone), at("16 00:00"))
