from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import PHOTO, VisitCase
from .test_quota import ConductReports


@tagged("post_install", "-at_install")
@freeze_time("2026-05-11 08:00:00")
class TestRoadshow(ConductReports, VisitCase):
    def _roadshow(self, *consultants, **values):
        return self.as_user(self.seller, self.env["dealer.roadshow"]).create(
            {
                "site": "Market square",
                "date": "2026-05-11",
                "consultant_ids": [Command.create(one) for one in consultants or ({"user_id": self.seller.id},)],
                **values,
            }
        )

    def _cards(self, count, user=None, **values):
        return {"user_id": (user or self.seller).id, "collected_cards": count, **values}

    def _roadshow_rule(self, **values):
        return self._rule(
            "dealer.roadshow.rule",
            name="Roadshow",
            **{"cards_per_person": 5, "card_conduct_code": "cards", "absence_conduct_code": "left", **values},
        )

    @proves("S1.6-ka-05")
    def test_three_cards_of_five_are_two_missing_and_who_left_was_absent(self):
        self._roadshow_rule()
        roadshow = self._roadshow(
            self._cards(3), self._cards(5, self.other_seller), self._cards(6, self.chief, left_early=True)
        )
        roadshow.action_confirm()
        self.assertEqual((roadshow.card_count, roadshow.missing_count), (14, 2))
        self.assertFalse(self.reports)
        with freeze_time("2026-06-01 08:00:00"):
            roadshow.action_hold()
        self.assertEqual([report[:3] for report in self.reports], [("cards", self.seller, 2), ("left", self.chief, 1)])
        self.assertEqual({report[4] for report in self.reports}, {date(2026, 5, 11)}, "on the day of the roadshow")

    def test_it_keeps_what_was_asked_for_when_it_was_planned(self):
        rule = self._roadshow_rule()
        roadshow = self._roadshow(self._cards(3))
        rule.cards_per_person = 9
        self.assertEqual(roadshow.consultant_ids.required_cards, 5)

    def test_observing_it_reports_nothing(self):
        self._roadshow_rule(mode="observe")
        roadshow = self._roadshow(self._cards(0))
        roadshow.action_confirm()
        roadshow.action_hold()
        self.assertFalse(self.reports)

    @proves("S1.6-ka-04")
    def test_costs_or_gifts_need_two_approvals_and_neither_none(self):
        roadshow = self._roadshow()
        roadshow.action_confirm()
        self.assertEqual(roadshow.state, "confirmed")
        for values in ({"cost": 1}, {"has_gifts": True}):
            with self.subTest(values):
                costly = self._roadshow(**values)
                with self.assertRaisesRegex(UserError, "no rule says whose"):
                    costly.action_confirm()
        manager, general = self.users["manager"], self.users["general_manager"]
        self._rule(
            "customer.approval.rule",
            document_model="dealer.roadshow",
            level_ids=[
                Command.create({"sequence": 1, "group_id": self.env.ref("customer_policy.group_manager").id}),
                Command.create({"sequence": 2, "group_id": self.env.ref("customer_policy.group_general_manager").id}),
            ],
        )
        roadshow = self._roadshow(cost=100)
        roadshow.action_request_approval()
        approval = roadshow.sudo().approval_ids
        self.as_user(manager, approval).action_approve()
        with self.assertRaises(UserError):
            roadshow.action_confirm()
        self.as_user(general, approval).action_approve()
        roadshow.action_confirm()
        self.assertEqual(roadshow.state, "confirmed")
        roadshow.cost = 101
        with self.assertRaises(UserError):
            roadshow.action_hold()

    def test_without_a_photograph_it_does_not_count(self):
        for photos, counts in ((0, False), (1, True)):
            roadshow = self._roadshow(
                photo_ids=[Command.create({"name": "site.png", "raw": PHOTO}) for _one in range(photos)]
            )
            roadshow.action_confirm()
            self.assertFalse(roadshow.is_counted, "it was not held yet")
            roadshow.action_hold()
            self.assertEqual(roadshow.is_counted, counts)

    def test_not_held_before_its_day_nor_changed_after_it(self):
        roadshow = self._roadshow(date="2026-05-12")
        roadshow.action_confirm()
        with self.assertRaisesRegex(UserError, "still to come"):
            roadshow.action_hold()
        roadshow.date = "2026-05-11"
        roadshow.action_hold()
        for record, values in ((roadshow, {"note": "x"}), (roadshow.consultant_ids, {"collected_cards": 9})):
            with self.assertRaisesRegex(UserError, "closed"):
                record.write(values)

    def test_a_consultant_does_not_write_the_own_cards(self):
        roadshow = self._roadshow(self._cards(3, self.other_seller))
        lines = roadshow.consultant_ids
        self.assertEqual(self.as_user(self.other_seller, lines).collected_cards, 3)
        for user, may in ((self.other_seller, False), (self.seller, True), (self.chief, True)):
            self.assertEqual(self.as_user(user, lines).has_access("write"), may)
            self.assertEqual(self.as_user(user, roadshow).has_access("write"), may)

    def test_what_was_asked_for_and_is_missing_nobody_writes(self):
        self._roadshow_rule()
        roadshow = self._roadshow(self._cards(3, required_cards=0, missing_cards=0, rule_id=False))
        line = roadshow.consultant_ids
        self.assertEqual((line.required_cards, line.missing_cards), (5, 2))
        other = self._roadshow()
        for values in (
            {"rule_id": False},
            {"required_cards": 0},
            {"missing_cards": 0},
            {"user_id": self.chief.id},
            {"roadshow_id": other.id},
        ):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "cannot be changed"):
                line.write(values)
            with self.assertRaisesRegex(AccessError, "cannot be changed"):
                roadshow.consultant_ids = [Command.update(line.id, values)]
        self.assertEqual((line.required_cards, line.missing_cards), (5, 2))

    def test_a_copy_begins_without_cards(self):
        roadshow = self._roadshow(self._cards(3, left_early=True)).copy()
        self.assertEqual((roadshow.card_count, roadshow.consultant_ids.left_early), (0, False))

    def test_consultants_stay_on_the_list_once_it_is_confirmed(self):
        roadshow = self._roadshow(self._cards(2), self._cards(5, self.other_seller), self._cards(0, self.chief))
        roadshow.consultant_ids[2].unlink()
        roadshow.action_confirm()
        for way in (roadshow.consultant_ids[0].unlink, lambda: roadshow.write({"consultant_ids": [Command.clear()]})):
            with self.assertRaisesRegex(AccessError, "its rows stay"):
                way()
        roadshow.consultant_ids = [Command.create(self._cards(1, self.chief))]
        self.assertEqual(len(roadshow.consultant_ids), 3)

    def test_only_a_picture_is_a_photograph(self):
        photo = {"name": "site.png", "mimetype": "image/png", "raw": b"x"}
        with self.assertRaisesRegex(ValidationError, "no photograph"):
            self._roadshow(photo_ids=[Command.create(photo)])
        roadshow = self._roadshow(photo_ids=[Command.create({**photo, "raw": PHOTO})])
        with self.assertRaisesRegex(ValidationError, "no photograph"):
            roadshow.photo_ids = [Command.create({**photo, "raw": b"<svg/>"})]
        roadshow.photo_ids.raw = b"x"
        roadshow.action_confirm()
        with self.assertRaisesRegex(ValidationError, "no photograph"):
            roadshow.action_hold()

    def test_whose_roadshow_it_is_supervisors_change(self):
        roadshow = self._roadshow()
        with self.assertRaisesRegex(AccessError, "by supervisors"):
            roadshow.responsible_id = self.other_seller
        roadshow.responsible_id = self.seller
        self.as_user(self.chief, roadshow).responsible_id = self.other_seller
        self.assertEqual(roadshow.responsible_id, self.other_seller)

    def test_where_a_group_is_named_it_enters_the_cards_and_nobody_the_own(self):
        group = self.env.ref("customer_policy.group_supervisor")
        rule = self._roadshow_rule(card_group_id=group.id)
        with self.assertRaisesRegex(UserError, "entered by others"):
            self._roadshow(self._cards(5))
        roadshow = self._roadshow(self._cards(0), self._cards(0, self.chief))
        with self.assertRaisesRegex(UserError, "entered by others"):
            roadshow.consultant_ids[0].collected_cards = 5
        of_seller, own = self.as_user(self.chief, roadshow.consultant_ids)
        of_seller.write({"collected_cards": 3, "left_early": True})
        with self.assertRaisesRegex(UserError, "entered by others"):
            own.collected_cards = 5
        with self.assertRaisesRegex(UserError, "entered by others"):
            roadshow.consultant_ids[0].left_early = False
        rule.mode = "observe"
        own.collected_cards = 5
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", rule.code)]), 1)
