from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from ..tools import validity
from .common import CardCase, moment


@tagged("post_install", "-at_install")
class TestSignatures(CardCase):
    """What waits for a leader: who is asked, and what nobody signed."""

    def _called_twice(self, **values):
        """Return a card, signed on the 5th and called back on the 5th and the 6th, and the second call-back."""
        card = self._signed("05 10:00", **values)
        for at in ("05 11:00", "06 10:00"):
            with self.at(at):
                call = self._call(card)
        return card, call

    @proves("S1.6-cards-02b")
    def test_a_third_call_back_is_no_way_round_the_signature(self):
        card, second = self._called_twice()
        self.assertEqual(str(card.valid_until), "2026-05-12", "of the first one")
        with self.at("06 10:01"):
            third = self._call(card)
        with self.at("11 10:00"):
            fourth = self._call(card)
        self.assertEqual((second | third | fourth).mapped("needs_signature"), [True, False, False])
        self.assertEqual((third.counts_from, fourth.counts_from), (False, False))
        self.assertEqual(str(card.valid_until), "2026-05-12")
        self.assertEqual((self.state(card, "12 23:59"), self.state(card, "13 00:00")), ("valid", "waste"))

    @proves("S1.6-cards-02b")
    def test_signed_in_time_those_that_followed_count_as_well(self):
        for signed, counts, until in (
            ("07 10:00", "2026-05-06", "2026-05-13"),
            ("07 10:01", "2026-05-07", "2026-05-14"),
            ("09 09:00", "2026-05-09", "2026-05-16"),
        ):
            with self.subTest(signed):
                card, second = self._called_twice(phone=f"154 0000 {signed[:2]}{signed[-2:]}")
                with self.at("06 23:00"):
                    third = self._call(card)
                with self.at(signed):
                    self.as_user(self.wu, second).action_sign()
                self.assertEqual((str(third.counts_from), str(card.valid_until)), (counts, until))
                with self.at("10 10:00"):
                    self._call(card)
                self.assertEqual(str(card.valid_until), "2026-05-17", "nothing waits any more")

    @proves("S1.6-cards-02b")
    def test_without_a_signature_no_number_of_calls_keeps_it(self):
        terms, zone = validity.Terms(3, 7, 24), "Asia/Shanghai"
        at = lambda local: moment(local).replace(tzinfo=None)  # noqa: E731
        calls = [validity.Call(at("06 10:00")), validity.Call(at("07 10:00"), True)]
        for day in range(8, 30):
            calls.append(validity.Call(at(f"{day:02} 10:00")))
            self.assertEqual(validity.lapse(at("05 10:00").date(), calls, terms, zone), at("14 00:00"))
        # a rule that only observes takes nothing: after the lapse it lists, a call-back begins anew
        self.assertEqual(
            validity.lapse(at("05 10:00").date(), calls, terms, zone, binding=False),
            at("31 00:00").replace(day=5, month=6),
        )

    @proves("S1.6-cards-02b")
    def test_the_leader_who_is_asked_is_one_who_can_sign(self):
        """After it went to another team, or when who signed has left, another leader is asked."""
        card = self._signed("05 10:00").sudo()
        with self.at("18 10:00"):
            self.as_user(self.wu, card)._hand_on(self.li, "Zhang has no time")
            self._call(card)
        with self.at("19 10:00"):
            second = self._call(card)
        self.assertEqual(card.activity_ids.user_id, self.bao)
        with self.at("19 11:00"):
            self.as_user(self.bao, second).action_sign()
        other = self._signed("05 10:00", phone="154 0000 0002").sudo()
        with self.at("06 10:00"):
            self._call(other)
            self.team_a.user_id = self.manager
            self.wu.active = False
            self._call(other)
        self.assertEqual(other.activity_ids.user_id, self.bao, "whose turn it was")

    @proves("S1.6-cards-07")
    def test_nobody_is_blamed_for_what_a_leader_did_not_sign(self):
        card, _second = self._called_twice()
        self.assertEqual(self.state(card, "13 00:00"), "waste")
        with self.conduct() as reports:
            other = self._signed("13 10:00", holder=self.li)
        self.assertEqual(
            (card.state, other.state, other.missed_card_id, reports), ("waste", "valid", card.browse(), [])
        )

    @proves("S1.6-cards-01")
    def test_the_leader_is_asked_to_sign_the_card(self):
        for number, (end, kept) in enumerate(
            (
                (lambda card: self._sign(card, self.bao), 0),
                (lambda card: self._sign(card, self.manager), 0),
                (lambda card: self.as_user(self.wu, card).action_withdraw(), 0),
                (lambda card: card.write({"need": "a red one"}), 1),
            )
        ):
            with self.subTest(number), self.at("05 10:00"):
                card = self._card(phone=f"154 0000 006{number}", withdraw_reason="He bought elsewhere")
                activity = card.sudo().activity_ids
                self.assertEqual(
                    (activity.user_id, str(activity.date_deadline)), (card.proposed_signer_id, "2026-05-05")
                )
                self.assertEqual(activity.user_id, self.bao)
                end(card)
                self.assertEqual(len(card.sudo().activity_ids), kept)
        with self.at("05 11:00"):
            duplicate = self._sign(self._card(self.li, phone="154 0000 0060"))
        self.assertEqual((duplicate.state, len(duplicate.sudo().activity_ids)), ("duplicate", 0))

    @proves("S1.6-cards-05a")
    def test_cards_of_one_lead_are_of_one_customer(self):
        """Whatever number is on them: the first signature wins."""
        first = self._signed("05 10:00").sudo()
        first.lead_id.user_id = self.li
        with self.at("05 11:00"):
            cards = self.as_user(self.li, self.Cards)
            values = {"lead_id": first.lead_id.id, "phone": "026-88880001"}
            found = cards.onchange(values, ["lead_id"], {"lead_id": {}, "phone": {}})
            self.assertIn(first.display_name, found["warning"]["message"])
            self.assertNotIn(
                "warning",
                self.as_user(self.zhao, self.Cards).onchange(values, ["lead_id"], {"lead_id": {}, "phone": {}}),
            )
            second = cards.create(values)
            self._sign(second, self.bao if second.team_id == self.team_a else self.wu)
        self.assertEqual((first.state, second.state, second.owner_card_id), ("valid", "duplicate", first))

    def test_the_customer_of_a_lead_is_taken_over_until_the_signature(self):
        wrong, right, other = (
            self.env["res.partner"].create({"name": name, "is_company": True}) for name in ("Wrong", "Right", "Other")
        )
        with self.at("05 10:00"):
            card = self._card().sudo()
            for partner in (wrong, right):
                card.lead_id.partner_id = partner
                self.assertEqual(card.partner_id, partner)
            card.lead_id.partner_id = False
            self.assertEqual(card.partner_id, right, "it stays as secret as it was")
            self._sign(card)
            card.lead_id.partner_id = other
        self.assertEqual(card.partner_id, right)

    def test_one_card_that_cannot_be_stored_stops_no_other(self):
        cards = self.Cards.union(*(self._signed("05 10:00", phone=f"154 0000 008{number}") for number in range(3)))
        enter = type(cards)._enter

        def broken(records, kind, **values):
            if kind == "waste" and cards[0] in records:
                raise ZeroDivisionError
            return enter(records, kind, **values)

        self.patch(type(cards), "_enter", broken)
        with self.at("20 10:00"), self.assertLogs("odoo.addons.crm_lead_card", "ERROR"):
            self._run_job()
        self.assertEqual(cards.mapped("state"), ["valid", "waste", "waste"])
        self.assertEqual(self.state(cards[0], "20 10:00"), "waste", "as whoever looks at it sees it")

    def test_what_is_called_back_today(self):
        """A lapse that a rule only observes, and that is listed already, is nothing to do today."""
        self.rule.mode = "observe"
        card = self._signed("05 10:00")
        arch = self.env["customer.lead.card"].get_view(view_type="search")["arch"]
        self.assertIn("('noted_date', '=', False)", arch)
        domain = [("valid_until", "<=", "2026-05-20"), ("current_state", "=", "valid"), ("noted_date", "=", False)]
        with self.at("20 10:00"):
            self.assertIn(card, self.Cards.search(domain))
            self._run_job()
            self.assertNotIn(card, self.Cards.search(domain))
