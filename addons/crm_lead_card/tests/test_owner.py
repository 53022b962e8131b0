from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase


@tagged("post_install", "-at_install")
class TestOwner(CardCase):
    """Whose customer it is."""

    @proves("S1.6-cards-05a")
    def test_the_first_signature_wins(self):
        with self.at("05 09:00"):
            second = self._card(self.li, phone="+86 154-0000-0001")
            first = self._card(self.zhang, phone="15400000001")
        with self.at("05 10:00"):
            self._sign(first)
        with self.at("05 11:00"):
            self._sign(second)
        self.assertEqual((first.state, second.state), ("valid", "duplicate"))
        self.assertEqual((second.owner_card_id, second.holder_id), (first, self.li))
        with self.conduct() as reports:
            self.as_user(self.wu, second).action_report_hindrance()
        self.assertEqual(reports, [("card-hindered-001-6", self.li, 1, second)])
        self.assertRefused("no duplicate", self.as_user(self.bao, first).action_report_hindrance)
        self.assertRefused("a leader or the keeper", self.as_user(self.li, second).action_report_hindrance)

    def test_signed_together_the_older_card_wins(self):
        with self.at("05 10:00"):
            first, second = self._card(self.zhang), self._card(self.li)
            self.as_user(self.manager, second | first).action_sign()
        self.assertEqual((first.state, second.state), ("valid", "duplicate"))

    def test_the_same_mail_is_the_same_customer(self):
        self._signed("05 10:00", phone=False, email="Sun <Sun@Example.com>")
        other = self._signed("05 11:00", holder=self.li, phone=False, email="sun@example.com ")
        self.assertEqual(other.state, "duplicate")

    @proves("S1.6-cards-05a")
    def test_a_card_that_says_not_whose_customer_it_is_is_not_signed(self):
        """Emptied by its holder it would be signed beside the owner's."""
        self._signed("05 10:00")
        card = self._card(self.li)
        for phone in (False, "12"):
            card.phone = phone
            self.assertNotIn("sign", self.as_user(self.wu, card).allowed_steps)
            self.assertRefused("whose customer", lambda: self._sign(card))

    @proves("S1.6-cards-05a")
    def test_a_duplicate_of_what_protects_nothing_says_so(self):
        self._signed("05 10:00")
        duplicate = self._signed("05 11:00", holder=self.li)
        for day, live in (("08", True), ("09", False)):
            with self.at(f"{day} 10:00"):
                self.assertEqual(self.as_user(self.li, duplicate).has_live_owner, live)

    @proves("S1.6-cards-05a")
    def test_each_of_several_numbers_is_the_customer(self):
        self._signed("05 10:00", phone="154 0000 0001 / 026-88880001")
        for number, phone in enumerate(("02688880001", "154 0000 0009, 154 0000 0001")):
            other = self._signed("05 11:00", holder=self.li, phone=phone)
            self.assertEqual(other.state, "duplicate", number)
        self.assertEqual(self._signed("05 11:00", holder=self.li, phone="8888000").state, "valid", "part of a number")

    def test_each_company_has_its_own(self):
        self._signed("05 10:00")
        lead = self._lead(phone="15400000001", company_id=self.other_company.id, team_id=False, user_id=False)
        env = self.env(context={"allowed_company_ids": self.other_company.ids})
        card = env["customer.lead.card"].create({"lead_id": lead.id, "company_id": self.other_company.id})
        card.action_sign()
        self.assertEqual(card.state, "valid")

    @proves("S1.6-cards-05a")
    def test_told_while_it_is_typed_by_number_and_holder_alone(self):
        card = self._signed("05 10:00", customer_name="Secret Sun", need="a red one")
        with self.at("06 10:00"):
            for model, values in (
                ("crm.lead", {"phone": "0086 154 0000 0001"}),
                ("customer.lead.card", {"phone": "（154）00000001"}),
            ):
                records = self.as_user(self.li, self.env[model])
                found = records.onchange(values, ["phone"], {"phone": {}})
                message = found["warning"]["message"]
                self.assertIn(card.display_name, message)
                self.assertIn(self.zhang.name, message)
                self.assertNotIn("Sun", message)
                self.assertNotIn("red", message)
                self.assertNotIn("warning", records.onchange({"phone": "154 0000 0009"}, ["phone"], {"phone": {}}))
        with self.at("09 00:00"):
            records = self.as_user(self.li, self.env["crm.lead"])
            found = records.onchange({"phone": "15400000001"}, ["phone"], {"phone": {}})
            self.assertNotIn("warning", found, "waste protects nothing")

    @proves("S1.6-cards-07")
    def test_a_duplicate_after_a_missed_call_back(self):
        with self.conduct() as reports:
            for number in (1, 2):
                missed = self._signed("05 10:00", phone=f"154 0000 000{number}")
                card = self._signed("09 10:00", holder=self.li, phone=f"154 0000 000{number}")
                self.assertEqual((missed.state, card.state, card.missed_card_id), ("waste", "valid", missed))
                self.assertEqual(reports[-1], ("card-duplicate-001-6", self.zhang, 1, card))
        self.assertEqual(len(reports), 2)

    @proves("S1.6-cards-07")
    def test_what_is_reported_is_what_the_rule_says_now(self):
        """A rule that is off reports nothing, and where it says so a missed call-back is forgotten after some days."""
        for number, (vals, day, blamed) in enumerate(
            (
                ({"mode": "off"}, "09", False),
                ({"blame_days": 2}, "11", False),
                ({"blame_days": 2}, "10", True),
                ({"blame_days": 0}, "31", True),
            )
        ):
            with self.subTest(number), self.conduct() as reports:
                phone = f"154 0000 004{number}"
                self.rule.mode = "enforce"
                self._signed("05 10:00", phone=phone)
                self.rule.write(vals)
                with self.at(f"{day} 10:00"):
                    self._sign(self._card(self.li, phone=phone), self.manager)
                self.assertEqual([code for code, *_rest in reports], ["card-duplicate-001-6"] if blamed else [])

    @proves("S1.6-cards-07")
    def test_nobody_is_blamed_for_own_or_living_cards(self):
        with self.conduct() as reports:
            self._signed("05 10:00")
            self._signed("08 23:59", holder=self.li)
            self._signed("09 10:00", holder=self.zhang)
        self.assertEqual(reports, [])

    @proves("S1.6-cards-03")
    def test_a_waste_card_is_handed_on(self):
        card = self._signed("05 10:00")
        with self.at("08 12:00"):
            self.assertRefused("not possible", lambda: self.as_user(self.wu, card)._hand_on(self.zhao, "Too early"))
        with self.at("18 10:00"):
            action = self.as_user(self.wu, card).action_hand_on()
            wizard = Form(self.as_user(self.wu, self.env[action["res_model"]]).with_context(**action["context"]))
            wizard.holder_id = self.zhao
            wizard.reason = "Zhang has no time"
            wizard.save().action_hand_on()
        card = card.sudo()
        self.assertRecordValues(card, [{"state": "valid", "holder_id": self.zhao.id, "signed_by_id": self.wu.id}])
        self.assertEqual(str(card.valid_until), "2026-05-21")
        self.assertEqual((self.state(card, "21 23:59"), self.state(card, "22 00:00")), ("valid", "waste"))
        event = self.events(card).filtered(lambda one: one.kind == "handed_on")
        self.assertEqual((event.old_value, event.new_value, event.user_id), ("zhang", "zhao", self.wu))
        self.assertEqual(self.events(card).holder_id, self.zhang | self.zhao)
        with self.at("21 10:00"):
            self.assertEqual(self._call(card).number, 1, "the second call-back is counted anew")
            self.assertRefused("'read' access", lambda: self._call(card, user=self.zhang))
            self.assertRefused("its holder", lambda: self._call(card, user=self.wu))

    @proves("S1.6-cards-03")
    def test_handed_on_to_another_team_with_the_lead(self):
        """The own leader gives it out of sight; the new holder, who sees own leads alone, can work on it."""
        card = self._signed("05 10:00").sudo()
        lead = card.lead_id
        for record in (card, lead):
            record.message_subscribe(self.zhang.partner_id.ids)
        with self.at("18 10:00"):
            self.as_user(self.wu, card)._hand_on(self.li, "Zhang has no time")
        self.assertRecordValues(card, [{"holder_id": self.li.id, "team_id": self.team_b.id, "state": "valid"}])
        self.assertRecordValues(lead, [{"user_id": self.li.id, "team_id": self.team_b.id}])
        for record in (card, lead):
            self.assertNotIn(self.zhang.partner_id, record.message_partner_ids)
            self.assertEqual(self.as_user(self.li, record).search_count([("id", "=", record.id)]), 1)
        with self.at("18 11:00"):
            self._call(card)
        self.assertEqual(self.as_user(self.li, lead).contact_name, "Mr Sun")
        self.assertFalse(self.as_user(self.zhang, lead).search_count([("id", "=", lead.id)]))

    @proves("S1.6-cards-03")
    def test_a_lead_of_somebody_else_stays_where_it_is(self):
        card = self._signed("05 10:00").sudo()
        card.lead_id.user_id = self.manager
        with self.at("18 10:00"):
            self.as_user(self.wu, card)._hand_on(self.zhao, "")
        self.assertEqual(card.lead_id.user_id, self.manager)

    def test_nothing_is_told_of_another_company(self):
        self._signed("05 10:00")
        elsewhere = self._new_user("sales_team.group_sale_salesman", "elsewhere", self.other_company)
        values = {"phone": "15400000001", "company_id": self.company.id}
        with self.at("06 10:00"):
            for model in ("crm.lead", "customer.lead.card"):
                found = self.env[model].with_user(elsewhere).with_context(allowed_company_ids=self.other_company.ids)
                self.assertNotIn("warning", found.onchange(values, ["phone"], {"phone": {}, "company_id": {}}))

    @proves("S1.6-cards-03")
    def test_who_hands_on_and_to_whom(self):
        card = self._signed("05 10:00")
        with self.at("18 10:00"):
            self.assertRefused("A leader", lambda: self.as_user(self.zhang, card)._hand_on(self.zhao, ""))
            self.assertRefused("already", lambda: self.as_user(self.wu, card)._hand_on(self.zhang, ""))
            stranger = self._new_user("sales_team.group_sale_salesman", "stranger", self.other_company)
            self.assertRefused("stranger|company", lambda: self.as_user(self.wu, card)._hand_on(stranger, ""))
        self._signed("18 11:00", holder=self.li)
        with self.at("18 12:00"):
            self.assertRefused(
                "of li is valid for this customer", lambda: self.as_user(self.wu, card)._hand_on(self.zhao, "")
            )

    @proves("S1.6-cards-11a")
    def test_leaders_sign_in_rotation(self):
        with self.at("05 10:00"):
            of_a, of_b = self._card(self.zhang), self._card(self.li, phone="154 0000 0002")
        self.assertEqual(of_a.proposed_signer_id, self.bao, "never the own leader where there is another")
        self.assertEqual(of_b.proposed_signer_id, self.wu)
        gao = self._new_user("sales_team.group_sale_salesman", "leader gao")
        self._team("C", gao, self.env["res.users"], sequence=3)
        turns = []
        for day in ("04", "10", "11", "18"):  # two days of one week, then the weeks after
            with self.at(f"{day} 10:00"):
                turns.append(self._card(self.zhang, phone=f"154 0000 10{day}").proposed_signer_id)
        self.assertEqual(turns[0], turns[1])
        self.assertEqual([{turns[1], turns[2]}, {turns[2], turns[3]}], [{self.bao, gao}] * 2)

    @proves("S1.6-cards-11a")
    def test_without_rotation_the_own_leader_signs(self):
        self.rule.rotation_unit = False
        self.assertEqual(self._card(self.zhang).proposed_signer_id, self.wu)
        self.assertFalse(self._card(self.wu, phone="154 0000 0005").proposed_signer_id, "nobody signs the own card")

    @proves("S1.6-cards-11a")
    def test_leaders_who_do_not_work_here_are_not_proposed(self):
        elsewhere = self._new_user("sales_team.group_sale_salesman", "leader elsewhere", company=self.other_company)
        self._team("Of all companies", elsewhere, self.env["res.users"], sequence=0, company_id=False)
        gone = self._new_user("sales_team.group_sale_salesman", "leader gone")
        self._team("Led by nobody now", gone, self.env["res.users"], sequence=0)
        gone.active = False
        card = self._card(self.zhang)
        self.assertEqual(card.proposed_signer_id, self.bao)
        self.assertFalse(card._leads(elsewhere, self.company))
        self.bao.company_ids |= self.other_company
        self.assertIn(self.bao, card._leading_teams(self.company).user_id)
