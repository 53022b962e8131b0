from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase
from .test_quota import ConductReports

CODES = {
    "late_conduct_code": "late",
    "leader_conduct_code": "leader",
    "loss_conduct_code": "loss",
    "notice_conduct_code": "notice",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-05-11 08:00:00")
class TestPromotion(ConductReports, VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.hours
        cls.env["hr.employee"].search([("company_id", "=", cls.company.id)]).resource_calendar_id = cls.hours
        cls.helpers = cls.seller | cls.other_seller | cls.chief

    def _promotion_rule(self, **values):
        return self._rule("dealer.promotion.rule", **{"name": "Promotion", **CODES, **values})

    def _promotion(self, kind, helpers=None, **values):
        return self.as_user(self.seller, self.env["dealer.promotion"]).create(
            {
                "name": "Spring sale",
                "rule_id": kind.id,
                "date": "2026-05-11",
                "date_due": "2026-05-12",
                "leader_id": self.chief.id,
                "helper_ids": [Command.create({"user_id": user.id, "task": "Posters"}) for user in helpers or ()],
                **values,
            }
        )

    def _night(self, moment):
        with freeze_time(moment):
            self.env["dealer.promotion"]._cron_late()

    def _told(self):
        return [(code, user, quantity, day) for code, user, quantity, _source, day in self.reports]

    # the set time

    @proves("S1.6-mkt-01")
    def test_a_task_overdue_by_a_day_is_reported_of_the_helper_and_of_the_leader_once(self):
        promotion = self._promotion(self._promotion_rule(), self.seller | self.other_seller)
        promotion.action_begin()
        of_seller, of_other = promotion.helper_ids
        of_seller.action_done()
        self._night("2026-05-12 15:59:00")  # the last minute of the day, in Shanghai
        self.assertFalse(self.reports)
        for _night in range(2):
            self._night("2026-05-12 16:00:00")
        due = date(2026, 5, 13)
        self.assertEqual(self._told(), [("late", self.other_seller, 1, due), ("leader", self.chief, 1, due)])
        self.assertTrue(of_other.is_reported)
        with freeze_time("2026-05-14 08:00:00"):
            of_other.action_done()
            promotion.action_finish()
        self.assertEqual(len(self.reports), 2)

    @proves("S1.6-mkt-01")
    def test_done_late_before_anybody_looked_it_is_reported_all_the_same(self):
        promotion = self._promotion(self._promotion_rule(), self.helpers)
        promotion.action_begin()
        promotion.helper_ids[:1].action_done()
        with freeze_time("2026-05-13 08:00:00"):
            promotion.helper_ids[1:].action_done()
            promotion.action_finish()
        self.assertEqual([code for code, *_rest in self.reports], ["late", "leader", "late", "leader"])

    @proves("S1.6-mkt-01")
    def test_cancelled_after_the_set_time_it_is_reported_all_the_same(self):
        for moment, reported in (("2026-05-12 15:59:00", []), ("2026-05-12 16:00:00", ["late", "leader"])):
            promotion = self._promotion(self._promotion_rule(), self.other_seller)
            promotion.action_begin()
            with self.subTest(moment), freeze_time(moment):
                promotion.action_cancel()
                self.assertEqual([code for code, *_rest in self.reports], reported)

    @proves("S1.6-mkt-01")
    def test_the_leader_appoints_helpers_before_it_begins(self):
        promotion = self._promotion(self._promotion_rule(needs_helpers=True))
        with self.assertRaisesRegex(UserError, "say who helps"):
            promotion.action_begin()
        self.as_user(self.chief, promotion).helper_ids = [Command.create({"user_id": self.other_seller.id})]
        promotion.action_begin()
        self.assertEqual(promotion.state, "running")
        with self.assertRaisesRegex(UserError, "not all tasks are done"):
            promotion.action_finish()

    def test_observing_it_reports_nothing_and_lists_it(self):
        kind = self._promotion_rule(mode="observe", needs_notice=True)
        promotion = self._promotion(kind, self.seller)
        promotion.action_begin()
        self._night("2026-05-13 08:00:00")
        self.assertFalse(self.reports)
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", kind.code)], order="id")
        self.assertEqual([row.message.partition("Reported: ")[2] for row in noted], ["seller.", "seller.", "chief."])

    def test_what_decides_is_no_longer_changed_once_it_began(self):
        promotion = self._promotion(self._promotion_rule(), self.seller | self.other_seller)
        promotion.action_begin()
        helper = promotion.helper_ids[0]
        for values in (
            {"date_due": "2026-06-30"},
            {"leader_id": self.seller.id},
            {"rule_id": self._promotion_rule().id},
        ):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "stays as it is"):
                promotion.write(values)
        for values in ({"done_date": "2026-05-12"}, {"is_reported": True}, {"day_off_from": "2026-05-12"}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "set with the buttons"):
                helper.write(values)
        for values in ({"user_id": self.chief.id}, {"bonus": 1000}, {"days_off": 9}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "cannot be changed"):
                helper.write(values)
        with self.assertRaisesRegex(AccessError, "its rows stay"):
            helper.unlink()
        self.assertRaises(AccessError, lambda: promotion.write({"told_ids": [Command.link(self.chief.id)]}))
        given = self._promotion(self._promotion_rule(), helper_ids=[Command.create(
            {"user_id": self.seller.id, "done_date": "2026-05-11", "bonus": 1000, "is_reported": True})])  # fmt: skip
        self.assertRecordValues(given.helper_ids, [{"done_date": False, "bonus": 0, "is_reported": False}])
        self.assertFalse(self.as_user(self.other_seller, promotion.helper_ids).has_access("write"))

    # what helpers get

    @proves("S1.6-mkt-02")
    def test_three_helpers_of_an_insert_have_sixty_and_the_next_day_off(self):
        kind = self._promotion_rule(bonus=20, days_off=1)
        promotion = self._promotion(kind, self.helpers, date="2026-05-15", date_due="2026-05-15")
        kind.bonus = 30  # what was promised counts
        promotion.helper_ids[0].transport_cost = 12.5
        promotion.action_begin()
        self.assertEqual(promotion.bonus_total, 0)
        with freeze_time("2026-05-15 08:00:00"):  # a Friday
            self.as_user(self.chief, promotion.helper_ids[0]).action_done()
            promotion.helper_ids[1:].action_done()
            promotion.action_finish()
        self.assertRecordValues(
            promotion, [{"bonus_total": 60, "days_off_total": 3, "transport_total": 12.5, "state": "done"}]
        )
        monday = date(2026, 5, 18)
        self.assertEqual(promotion.helper_ids.mapped("day_off_from"), [monday] * 3)
        self.assertFalse(self.reports)
        days = self.env["resource.calendar"]._visiting_days(self.company, self.seller, date(2026, 5, 15), monday)
        self.assertEqual(days[self.seller], {date(2026, 5, 15)}, "nobody is sent to a customer on a day off")

    @proves("S1.6-mkt-01", "S1.6-mkt-02")
    def test_nobody_confirms_the_own_task_that_brings_a_bonus_or_a_day_off(self):
        for given in ({"bonus": 20}, {"days_off": 1}):
            promotion = self._promotion(self._promotion_rule(**given), self.seller, leader_id=self.seller.id)
            promotion.action_begin()
            with self.subTest(given), self.assertRaisesRegex(UserError, "somebody else confirms"):
                promotion.helper_ids.action_done()
            self.as_user(self.head, promotion.helper_ids).action_done()
            promotion.action_finish()
            self.assertEqual(promotion.helper_ids.done_by_id, self.head)

    def test_another_kind_chosen_in_the_draft_brings_what_that_kind_says(self):
        promotion = self._promotion(self._promotion_rule(bonus=20, days_off=1), self.other_seller)
        promotion.rule_id = self._promotion_rule(bonus=0)
        self.assertRecordValues(promotion.helper_ids, [{"bonus": 0, "days_off": 0}])

    def test_one_company_that_fails_stops_no_other(self):
        promotion = self._promotion(self._promotion_rule(), self.other_seller)
        promotion.action_begin()
        late = self.registry["dealer.promotion.helper"]._report_late

        def failing(helpers):
            if not helpers:
                raise ValueError
            late(helpers)

        self.patch(self.registry["dealer.promotion.helper"], "_report_late", failing)
        with mute_logger("odoo.addons.dealer_visit.models.dealer_promotion"):
            self._night("2026-05-13 08:00:00")
        self.assertEqual(len(self.reports), 2)

    @proves("S1.6-mkt-02")
    def test_a_problem_that_was_not_reported_costs_each_who_kept_silent(self):
        promotion = self._promotion(self._promotion_rule(), self.helpers)
        promotion.action_begin()
        promotion.helper_ids.action_done()
        promotion.helper_ids[:2].has_caused_loss = True
        promotion.action_finish()
        self.assertEqual([report[:3] for report in self.reports],
                         [("loss", self.seller, 1), ("loss", self.other_seller, 1)])  # fmt: skip

    @proves("S1.6-mkt-02")
    def test_large_purchases_are_helped_by_the_position_named(self):
        job = self.env["hr.job"].create({"name": "5S", "company_id": self.company.id})
        promotion = self._promotion(self._promotion_rule(job_ids=[Command.set(job.ids)]), self.seller)
        with self.assertRaisesRegex(UserError, "has to be: 5S"):
            promotion.action_begin()
        self.other_seller.with_company(self.company).employee_id.job_id = job
        promotion.helper_ids = [Command.create({"user_id": self.other_seller.id})]
        promotion.action_begin()
        self.assertEqual(promotion.state, "running")

    # telling the leaders

    @proves("S1.6-mkt-06")
    def test_begun_without_telling_the_leaders_it_is_reported_or_refused(self):
        kind = self._promotion_rule(needs_notice=True)
        promotion = self._promotion(kind)
        promotion.action_begin()
        self.assertEqual(self._told(), [("notice", self.seller, 1, date(2026, 5, 11))])
        kind.notice_conduct_code = False
        other = self._promotion(kind)
        with self.assertRaisesRegex(UserError, "announce it to leaders and manager first"):
            other.action_begin()
        other.action_announce()
        other.action_begin()
        self.assertEqual((other.state, len(self.reports)), ("running", 1))

    @proves("S1.6-mkt-06")
    def test_leaders_heads_and_the_manager_are_told(self):
        manager = self.users["manager"]
        self.west.manager_id = self.other_seller.with_company(self.company).employee_id
        kind = self._promotion_rule(
            needs_notice=True,
            told_department_ids=[Command.set(self.west.ids)],
            told_group_id=self.env.ref("customer_policy.group_manager").id,
        )
        promotion = self._promotion(kind)
        promotion.action_announce()
        self.assertLessEqual(self.chief | self.other_seller | manager, promotion.told_ids)
        self.assertNotIn(self.seller, promotion.told_ids, "nobody tells himself")
        self.assertNotIn(self.users["user"], promotion.told_ids)
        notified = promotion.sudo().message_ids.notified_partner_ids
        self.assertEqual(notified, promotion.told_ids.partner_id)
        promotion.action_begin()
        self.assertFalse(self.reports)

    def test_where_there_is_nobody_to_tell_it_is_not_announced(self):
        promotion = self._promotion(self._promotion_rule(), leader_id=self.seller.id)
        with self.assertRaisesRegex(UserError, "nobody to be told"):
            promotion.action_announce()
