from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


@freeze_time("2026-05-05 04:00:00")
class TestVisitDay(VisitCase):
    """The action report before a day of visits, the route and the cards after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east.manager_id = cls.chief.employee_id
        cls.purpose = cls._purpose(name="Key account", needs_action_report=True, needs_card=True)
        cls.rule = cls._rule("dealer.visit.day.rule", needs_route=True, duty_days=2, conduct_code="visits")
        cls.files = cls._customers(4)

    def _day(self, files, **values):
        for number, file in enumerate(files):
            self._plan(file, date_begin="2026-05-05 02:00:00", purpose_id=self.purpose.id, route_sequence=number)
        days = self.as_user(self.seller, self.env["dealer.visit.day"])
        return days.create({"date": "2026-05-05", "action_report": "Four shops in the north", **values})

    def _make(self, visit, card=""):
        visit.action_start()
        visit.write({"data_update": "unchanged", "card_reference": card})
        visit.action_close()

    @proves("S1.6-ka-01a")
    def test_no_visit_begins_without_its_action_report(self):
        day = self._day(self.files[:1], action_report=" ")
        visit = self.Visits.search([("file_id", "=", self.files[0].id)]).with_user(self.seller)
        self.assertRefused("hand in the action report", visit.action_start)
        self.assertRefused("write what you plan", day.action_hand_in)
        day.action_report = "The north"
        day.action_hand_in()
        self.assertEqual(visit.state, "planned")
        visit.action_start()
        self.assertRefused("stays as it is", lambda: day.write({"action_report": "The south"}), AccessError)

    @proves("S1.6-ka-01a")
    def test_a_day_still_to_come_is_not_judged(self):
        day = self._day(self.files[:1])
        day.action_hand_in()
        judged = self.as_user(self.chief, day)
        judged.judgement = "Surely not"
        begin, _end = self.company._policy_moments(day.date, day.date)
        with freeze_time(begin - timedelta(seconds=1)):
            self.assertRefused("still to come", judged.action_refuse)
        with freeze_time(begin):
            judged.action_refuse()
        self.assertEqual(day.state, "not_as_planned")

    @proves("S1.6-ka-01a")
    def test_three_planned_and_two_made(self):
        day = self._day(self.files[:3])
        day.action_hand_in()
        for visit in day.visit_ids[:2]:
            self._make(visit, "K1")
        self.assertEqual((day.planned_count, day.made_count), (3, 2))
        self.assertRefused("Nobody judges the own day", day.action_refuse)
        self.assertRefused("Nobody judges", lambda: day.write({"judgement": "All fine"}), AccessError)
        judged = self.as_user(self.chief, day)
        self.assertRefused("say what was not", judged.action_refuse)
        judged.judgement = "One shop was left out"
        with patch.object(self.registry["customer.policy.conduct"], "_report") as report:
            judged.action_refuse()
        self.assertRecordValues(
            day, [{"state": "not_as_planned", "cancelled_duty_days": 2, "judged_by_id": self.chief.id}]
        )
        (code, employee, quantity, source), _more = report.call_args
        self.assertEqual((code, employee, quantity, source), ("visits", self.seller.employee_id, 2, day))
        self.assertRefused("closed", lambda: judged.write({"judgement": "x"}))

    @proves("S1.6-ka-01a")
    def test_a_stop_that_was_postponed_counts_as_planned(self):
        day = self._day(self.files[:3])
        day.action_hand_in()
        day.visit_ids[2]._postpone("2026-05-07 02:00:00", "Closed")
        self.assertEqual(len(day.visit_ids), 2)
        self.assertEqual(day.planned_count, 3)

    def test_the_numbers_of_the_rule_count_and_observing_cancels_nothing(self):
        self.rule.write({"mode": "observe", "duty_days": 3})
        day = self._day(self.files[:1])
        day.action_hand_in()
        judged = self.as_user(self.boss, day)
        judged.judgement = "Not there"
        judged.action_refuse()
        self.assertEqual(day.cancelled_duty_days, 0)
        seen = self.env["customer.policy.observation"].search([("res_model", "=", day._name), ("res_id", "=", day.id)])
        self.assertIn("3 days", seen.message)

    def test_only_the_leader_judges(self):
        day = self._day(self.files[:1])
        day.action_hand_in()
        self.as_user(self.boss, day).judgement = "x"
        self.assertRefused("The leader of the department", self.as_user(self.other_seller, day).action_refuse)

    @proves("S1.6-ka-03")
    def test_route_and_cards_of_four_stops(self):
        day = self._day(self.files)
        day.action_hand_in()
        for number, visit in enumerate(day.visit_ids):
            self._make(visit, f"K{number}" if number else "")
        self.assertEqual((day.made_count, day.missing_card_count), (4, 1))
        self.assertTrue(day.search([("visit_ids.card_missing", "=", True), ("id", "=", day.id)]))
        self.assertRefused("write the route", day.action_record)
        day.route = "Office, North Road, office: 42 km"
        day.action_record()
        self.assertEqual(day.state, "recorded")
        self.as_user(self.chief, day).action_accept()
        self.assertEqual(day.state, "as_planned")

    @proves("S1.6-ka-03")
    def test_with_a_card_for_each_nothing_is_missing(self):
        day = self._day(self.files)
        day.action_hand_in()
        for number, visit in enumerate(day.visit_ids):
            self._make(visit, f"K{number}")
        self.assertEqual(day.missing_card_count, 0)

    def test_one_report_a_day_of_the_own_visits(self):
        day = self._day(self.files[:2])
        self._plan(self.files[2], self.other_seller, date_begin="2026-05-05 02:00:00")
        self._plan(self.files[3], date_begin="2026-05-06 02:00:00")
        day.action_hand_in()
        self.assertEqual(day.visit_ids.file_id, self.files[:2])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            day.create({"date": "2026-05-05"})
        foreign = self.as_user(self.other_seller, day)
        with self.assertRaises(AccessError):
            foreign.route = "x"

    # what the day shows of secrets, and when it is

    def test_as_secret_as_the_most_secret_of_its_visits(self):
        day = self._day(self.files[:2])
        day.action_hand_in()
        reader = self.as_user(self.clerk, day)
        self.assertTrue(reader.has_access("read"))
        level = self._rule("customer.secrecy.level", name="Top secret", rank=30, mode="enforce")
        self.files[0]._classify(level, "Contract")
        self.assertEqual(day.sudo().secrecy_level_id, level)
        self.env.invalidate_all()
        self.assertFalse(reader.has_access("read"))
        self.assertFalse(reader.search([("id", "=", day.id)]))
        self.assertTrue(level.opens_to_responsible)
        self.assertEqual(day.action_report, "Four shops in the north", "who wrote it")
        level.opens_to_responsible = False
        self.env.invalidate_all()
        self.assertFalse(day.has_access("read"))
        secret = day.sudo().visit_ids.filtered(lambda visit: visit.secrecy_level_id)
        secret._postpone("2026-05-07 02:00:00", "Closed")
        self.assertNotIn(secret, day.sudo().visit_ids)
        self.assertEqual(day.sudo().secrecy_level_id, level, "what the report says of the visit is still there")

    def test_recorded_once_the_day_has_come(self):
        day = self._day(self.files[:1], date="2026-05-05")
        day.action_hand_in()
        day.route = "Office, North Road"
        with freeze_time("2026-05-04 04:00:00"):
            self.assertRefused("still to come", day.action_record)
        day.action_record()
        self.assertEqual(day.state, "recorded")

    def test_nobody_prefills_the_judgement_and_the_route_stays(self):
        self._plan(self.files[0], date_begin="2026-05-05 02:00:00", purpose_id=self.purpose.id)
        days = self.as_user(self.seller, self.env["dealer.visit.day"])
        vals = {"date": "2026-05-05", "action_report": "North", "judgement": "All fine"}
        day = days.with_context(default_judgement="All fine").create(vals)
        self.assertFalse(day.judgement)
        day.action_hand_in()
        day.route = "Office, North Road: 42 km"
        day.action_record()
        self.assertRefused("its route stays", lambda: day.write({"route": "420 km"}))

    def test_no_report_before_a_day_that_is_over(self):
        day = self._day(self.files[:1])
        with freeze_time("2026-05-06 04:00:00"):
            self.assertRefused("the day is over", day.action_hand_in)

    def test_a_stop_that_comes_later_is_taken_up(self):
        day = self._day(self.files[:1])
        day.action_hand_in()
        late = self._plan(self.files[1], date_begin="2026-05-05 05:00:00", purpose_id=self.purpose.id)
        late.action_plan()
        self.assertRefused("hand in the action report", late.action_start)
        day.action_collect()
        self.assertEqual((late.day_id, day.planned_count), (day, 1))
        self.assertIn("Stops added after it was handed in: 1", "".join(day.message_ids.mapped("body")))
        late.action_start()
        day.route = "Office, North Road"
        day.action_record()
        self.assertRefused("was recorded", day.action_collect)

    def test_the_report_of_another_day_is_none(self):
        day = self._day(self.files[:1])
        day.action_hand_in()
        visit = day.visit_ids
        for moment in ("2026-05-04 04:00:00", "2026-05-06 04:00:00"):
            with freeze_time(moment):
                self.assertRefused("for another day", visit.action_start)
        visit.action_start()

    def test_stops_are_put_in_order_in_the_route_only(self):
        """A list with a handle is sorted by it: elsewhere visits of several days would be mixed."""
        for name, handles in (("dealer_visit_action", 0), ("dealer_visit_action_route", 1)):
            action = self.env.ref(f"dealer_visit.{name}")
            views = self.env["dealer.visit"].get_views(action.views)["views"]
            self.assertEqual(views["list"]["arch"].count('widget="handle"'), handles, name)
