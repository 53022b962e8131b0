from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import pack_answers, proves
from odoo.addons.dealer_visit.tests.common import PHOTO, VisitCase


@tagged("post_install", "-at_install")
class TestRoadshowsAndQuotas(VisitCase):
    """Quotas and roadshows of the car dealer, by its packs for visits and for conduct together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hours = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = hours
        cls.east.manager_id = cls.chief.with_company(cls.company).employee_id
        packs = cls.as_user(cls, cls.users["rules_administrator"], cls.env["customer.policy.pack"])
        with freeze_time("2026-01-05"):
            for name in (
                "staff_conduct/car_sales_discipline_001_6",
                "dealer_visit/roadshows_001_6",
                "dealer_visit/promotions_001_6",
            ):
                data, filename = packs._read_shipped(f"{name}.yaml")
                answers = pack_answers(packs, cls.company, data, filename)
                packs._apply(cls.company, data, filename, answers=answers, enforce=True)
        cls.quotas = cls.env["dealer.quota.rule"].search([("company_id", "=", cls.company.id)])
        cls.quotas.user_ids = cls.seller

    def _count(self, moment):
        committed = patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_more: 60)
        with freeze_time(moment), committed:
            self.env["dealer.quota.rule"]._cron_count()

    def _cases(self, code):
        return self.env["staff.conduct.case"].search([("rule_id.code", "=", code)], order="id")

    @proves("S1.6-ka-02a")
    def test_a_day_with_three_missing_is_sixty_and_six_in_all_propose_leaving(self):
        self.quotas.filtered(lambda rule: rule.period == "month").mode = "off"
        potential = self._customers(5)
        self._count("2026-05-11 01:00:00")
        contacts = self.as_user(self.seller, self.env["customer.file.interaction"])
        for file, kind in [(potential[0], "meeting"), *((file, "call") for file in potential)]:
            contacts.create({"file_id": file.id, "type": kind, "subject": "Offer", "date": "2026-05-11 02:00:00"})
        self._count("2026-05-12 01:00:00")
        case = self._cases("key-account-missing-001-6")
        self.assertEqual((case.employee_id.user_id, case.quantity, case.amount), (self.seller, 3, 60))
        self.assertEqual(case.date, date(2026, 5, 11), "the day on which it was missed")
        self.assertFalse(case.sanction_id)
        # of the second day all nine are missing: twelve in all
        self._count("2026-05-13 01:00:00")
        second = self._cases("key-account-missing-001-6") - case
        self.assertEqual((second.quantity, second.sanction_id.code), (9, "asked-to-leave-001-6"))

    @proves("S1.6-ka-04", "S1.6-ka-05")
    def test_three_of_four_roadshows_count_and_two_cards_of_five_are_missing(self):
        self.quotas.filtered(lambda rule: rule.period == "day").mode = "off"
        self._count("2026-05-04 01:00:00")
        for day, photos, cards in ((5, 1, 5), (12, 1, 3), (19, 1, 5), (26, 0, 5)):
            with freeze_time(f"2026-05-{day:02} 08:00:00"):
                roadshow = self.as_user(self.seller, self.env["dealer.roadshow"]).create(
                    {
                        "site": "Market square",
                        "date": date(2026, 5, day),
                        "consultant_ids": [
                            Command.create(
                                {"user_id": self.seller.id, "collected_cards": cards, "left_early": day == 19}
                            )
                        ],
                        "photo_ids": [Command.create({"name": "site.png", "raw": PHOTO}) for _one in range(photos)],
                    }
                )
                roadshow.action_confirm()
                roadshow.action_hold()
        self._count("2026-06-01 01:00:00")
        for code, quantity, amount, sanction in (
            ("roadshow-missing-001-6", 1, 50, False),
            ("roadshow-cards-001-6", 2, 40, False),
            ("roadshow-left-001-6", 1, 0, "absent-001-6"),
        ):
            with self.subTest(code):
                case = self._cases(code)
                self.assertEqual((case.quantity, case.amount, case.sanction_id.code), (quantity, amount, sanction))

    @proves("S1.6-ka-04")
    def test_costs_and_gifts_need_the_manager_and_then_the_general_manager(self):
        general = self.users["general_manager"]
        for values in ({"cost": 100}, {"has_gifts": True}):
            with self.subTest(values), freeze_time("2026-05-05 08:00:00"):
                roadshow = self.as_user(self.seller, self.env["dealer.roadshow"]).create(
                    {
                        "site": "Market square",
                        "date": date(2026, 5, 5),
                        "consultant_ids": [Command.create({"user_id": self.seller.id})],
                        **values,
                    }
                )
                self.assertRaisesRegex(UserError, "must be requested", roadshow.action_confirm)
                roadshow.action_request_approval()
                approval = roadshow.sudo()._current_approvals()
                self.assertRaises(UserError, self.as_user(general, approval).action_approve)
                self.as_user(self.chief, approval).action_approve()
                self.assertRaises(UserError, roadshow.action_confirm)
                self.as_user(general, approval).action_approve()
                roadshow.action_confirm()
                self.assertEqual(roadshow.state, "confirmed")

    def _promotion(self, code, *helpers, **values):
        kind = self.env["dealer.promotion.rule"].search([("code", "=", code), ("company_id", "=", self.company.id)])
        return self.as_user(self.seller, self.env["dealer.promotion"]).create(
            {
                "name": "Spring",
                "rule_id": kind.id,
                "date": date(2026, 5, 11),
                "date_due": date(2026, 5, 11),
                "leader_id": self.chief.id,
                "helper_ids": [Command.create({"user_id": user.id}) for user in helpers],
                **values,
            }
        )

    def _amounts(self, code):
        return [(case.employee_id.user_id, case.amount) for case in self._cases(code)]

    @proves("S1.6-mkt-01", "S1.6-mkt-06")
    def test_a_promotion_late_by_a_day_is_ten_and_fifty_and_one_not_announced_fifty(self):
        with freeze_time("2026-05-11 02:00:00"):
            promotion = self._promotion("promotion-001-6", self.other_seller)
            promotion.action_announce()
            promotion.action_begin()
            self._promotion("advertising-001-6").action_begin()
        self.assertEqual(self._amounts("promotion-unannounced-001-6"), [(self.seller, 50)])
        committed = patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_more: 60)
        for moment, late in (("2026-05-11 15:59:00", False), ("2026-05-11 16:00:00", True)):
            with freeze_time(moment), committed:
                self.env["dealer.promotion"]._cron_late()
            self.assertEqual(self._amounts("promotion-late-001-6"), [(self.other_seller, 10)] if late else [])
            self.assertEqual(self._amounts("promotion-leader-001-6"), [(self.chief, 50)] if late else [])

    @proves("S1.6-mkt-02")
    def test_an_insert_with_three_helpers_is_sixty_and_three_days_off_and_silence_a_hundred(self):
        with freeze_time("2026-05-11 02:00:00"):
            insert = self._promotion("insert-001-6", self.seller, self.other_seller, self.chief)
            insert.action_begin()
            self.as_user(self.chief, insert.helper_ids[:1]).action_done()
            insert.helper_ids[1:].action_done()
            insert.helper_ids[:1].has_caused_loss = True
            insert.action_finish()
        self.assertEqual((insert.bonus_total, insert.days_off_total), (60, 3))
        self.assertEqual(set(insert.helper_ids.mapped("day_off_from")), {date(2026, 5, 12)})
        self.assertEqual(self._amounts("promotion-loss-001-6"), [(self.seller, 100)])
