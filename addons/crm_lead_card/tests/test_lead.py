from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CardCase


@tagged("post_install", "-at_install")
class TestLead(CardCase):
    def test_a_card_takes_over_what_the_lead_says(self):
        source = self.env["utm.source"].create({"name": "Card lead"})
        lead = self._lead(self.zhang, phone="154 0000 0001", email_from="sun@example.com", source_id=source.id)
        action = self.as_user(self.zhang, lead).action_view_lead_cards()
        card = self.as_user(self.zhang, self.Cards).with_context(**action["context"]).create({})
        self.assertRecordValues(
            card,
            [{"customer_name": "Mr Sun", "phone": "154 0000 0001", "email": "sun@example.com",
              "source_id": source.id, "holder_id": self.zhang.id, "team_id": self.team_a.id}],
        )  # fmt: skip
        self.assertEqual(self.as_user(self.zhang, lead).lead_card_count, 1)
        self.assertEqual(self.as_user(self.zhang, lead).action_view_lead_cards()["res_id"], card.id)

    def test_one_card_of_a_lead_in_hand(self):
        card = self._card()
        again = self.as_user(self.zhang, self.Cards)
        self.assertRefused("a card of this lead already", lambda: again.create({"lead_id": card.lead_id.id}))
        lead = self._lead()
        self.assertRefused("a card of this lead already", lambda: again.create([{"lead_id": lead.id}] * 2))

    def test_what_was_emptied_stays_empty(self):
        lead = self._lead(phone="154 0000 0001", email_from="sun@example.com")
        card = self.as_user(self.zhang, self.Cards).create({"lead_id": lead.id, "email": False})
        self.assertRecordValues(card, [{"phone": "154 0000 0001", "email": False}])

    def test_the_consultant_does_not_choose_the_team(self):
        """Who signs follows from it."""
        lead = self._lead(phone="154 0000 0001", team_id=self.team_b.id)
        cards = self.as_user(self.zhang, self.Cards).with_context(default_team_id=self.team_b.id)
        card = cards.create({"lead_id": lead.id, "team_id": self.team_b.id})
        self.assertEqual((card.team_id, card.proposed_signer_id), (self.team_a, self.bao))
        own = self._lead(self.wu, phone="154 0000 0002")
        by_leader = self.as_user(self.wu, self.Cards).create({"lead_id": own.id, "team_id": self.team_b.id})
        self.assertEqual(by_leader.team_id, self.team_b)

    def test_leads_with_cards_in_hand_of_one_holder_are_merged(self):
        valid = self._signed("05 10:00")
        draft = self._card(phone="154 0000 0002")
        (valid.lead_id | draft.lead_id).sudo().merge_opportunity()
        self.assertEqual(valid.lead_id, draft.lead_id)
        self.env.flush_all()

    def test_the_lead_changes_and_the_card_does_not(self):
        card = self._signed("05 10:00")
        card.lead_id.write({"phone": "154 0000 0077", "contact_name": "Somebody"})
        self.assertRecordValues(card, [{"phone": "154 0000 0001", "customer_name": "Mr Sun"}])

    def test_leads_are_merged_with_their_cards(self):
        kept, lost = self._lead(), self._lead(phone="154 0000 0002")
        card = self.as_user(self.zhang, self.Cards).create({"lead_id": lost.id})
        with self.at("05 10:00"):
            self._sign(card)
            card.withdraw_reason = "x"
            self.as_user(self.wu, card).action_withdraw()
        (kept | lost).merge_opportunity()
        self.assertEqual((card.lead_id, card.phone), ((kept | lost).exists(), "154 0000 0002"))

    def test_as_secret_as_the_file_of_the_customer(self):
        partner = self.env["res.partner"].create({"name": "Green Valley Paper", "is_company": True})
        lead = self._lead(partner_id=partner.id, phone="154 0000 0001")
        card = self.as_user(self.zhang, self.Cards).create({"lead_id": lead.id, "need": "Twelve lorries"})
        with self.at("05 10:00"):
            self._sign(card)
            call = self._call(card, note="He wants a discount")
        dispute = self.env["customer.lead.card.dispute"].create(
            {"card_id": card.id, "other_claimant_id": self.li.id, "grounds": "His friend is a friend of Li"}
        )
        self.assertFalse(card.file_id)
        file = self.env["customer.file"].create({"partner_id": partner.id, "company_id": self.company.id})
        self.assertEqual(card.file_id, file, "the file opened later")
        level = self.env["customer.secrecy.level"].create(
            {"name": "Top secret", "code": "top", "rank": 9, "company_id": self.company.id, "mode": "enforce"}
        )
        file._classify(level, "Contract")
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.zhang, self.wu, self.manager):
            for record in (card, call, self.events(card)[:1], dispute):
                with self.subTest(user.login, record=record._name):
                    seen = self.as_user(user, record)
                    self.assertFalse(seen.search([("id", "=", record.id)]))
                    self.assertRefused("", lambda seen=seen: seen.read([]), AccessError)
        # a lead that names another customer opens nothing
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        lead.partner_id = other
        self.assertEqual(card.sudo().partner_id, partner)
        self.assertFalse(self.as_user(self.zhang, card).search([("id", "=", card.id)]))
