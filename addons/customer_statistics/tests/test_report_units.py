from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError

from odoo.addons.customer_policy.tests.common import proves

from .report_common import MAY, ReportCase


class TestUnits(ReportCase):
    """Units submit, the company adds up and sees who is late."""

    def setUp(self):
        super().setUp()
        self.kind = self._kind(units=("East", "West"), unit_due_days=3, due_days=10)
        self.report = self._report(self.kind)
        self.parts = {part.department_id.name: part for part in self.report.part_ids}

    def _submit(self, name: str, value: float | None = None):
        """Let the statistician of a unit enter the new customers and submit."""
        part = self.as_user(self.statisticians[name], self.parts[name])
        part.action_compute()
        if value is not None:
            self._figure(part).value = value
        part.action_submit()
        return part

    def test_each_unit_gets_its_report_from_its_statistician(self):
        self.assertEqual(set(self.parts), {"East", "West"})
        for name, part in self.parts.items():
            self.assertEqual(part.parent_id, self.report)
            self.assertEqual(part.responsible_id, self.statisticians[name])
        # a unit that came later
        self.kind.unit_ids += self.env["hr.department"].create({"name": "North", "company_id": self.company.id})
        self._report(self.kind)
        self.assertEqual(set(self.report.part_ids.department_id.mapped("name")), {"East", "West", "North"})

    @proves("S0-03")
    def test_the_company_adds_up_what_units_submit_and_lists_who_has_not(self):
        self._submit("East", 40)
        self.report.action_compute()
        self.assertEqual(self._figure(self.report).value, 40)
        self.assertEqual(self.report.missing_units, "West")
        with self.assertSays("have not submitted yet: West"):
            self.report.action_submit()
        self._submit("West", 60)
        self.assertFalse(self.report.missing_units)

    @proves("S0-03")
    def test_what_was_submitted_since_must_be_added_up(self):
        with freeze_time("2026-06-01 08:00:00"):
            self._submit("East", 40)
        with freeze_time("2026-06-01 09:00:00"):
            self.report.action_compute()
        with freeze_time("2026-06-01 10:00:00"):
            self._submit("West", 60)
        self.assertTrue(self.report.is_outdated)
        with self.assertSays("compute it again"):
            self.report.action_submit()
        with freeze_time("2026-06-01 11:00:00"):
            self.report.action_compute()
        self.assertEqual(self._figure(self.report).value, 100)
        self.report.action_submit()
        self.report.action_issue()
        self.assertEqual(set(self.report.part_ids.mapped("state")), {"issued"})

    def test_what_a_unit_submits_anew_is_not_issued_beside_the_old_sum(self):
        with freeze_time("2026-06-01 08:00:00"):
            part, _other = self._submit("East", 40), self._submit("West", 60)
        with freeze_time("2026-06-01 09:00:00"):
            self.report.action_compute()
            self.report.action_submit()
        with freeze_time("2026-06-01 10:00:00"):
            self.report.action_send_back()
            self.as_user(self.supervisor, part).action_send_back()
            self._figure(part).value = 41
            part.action_submit()
        with self.assertSays("compute it again"):
            self.report.action_submit()
        with freeze_time("2026-06-01 11:00:00"):
            self.report.action_compute()
        self.assertEqual(self._figure(self.report).value, 101)
        self.report.action_submit()
        self.report.action_issue()

    def test_a_kind_that_does_not_wait_goes_on_without_a_unit(self):
        self._not_waiting()
        self._submit("East", 40)
        self.report.action_compute()
        self.report.action_submit()
        self.report.action_issue()
        self.assertEqual(self.parts["West"].state, "draft")
        # it comes later, and is issued by itself then
        late = self._submit("West", 60)
        self.as_user(self.supervisor, late).action_issue()
        self.assertEqual(late.state, "issued")

    def _not_waiting(self):
        """Open the reports of a month for which the company does not wait."""
        self.kind.waits_for_units = False
        self.report = self._report(self.kind, date(2026, 6, 1))
        self.parts = {part.department_id.name: part for part in self.report.part_ids}

    def test_what_was_taken_back_since_is_in_no_sum(self):
        """Also where the company does not wait for it, and whether it was sent back or cancelled."""
        self._not_waiting()
        east, west = self._submit("East", 40), self._submit("West", 60)
        self.report.action_compute()
        for part, step, left in ((east, "action_send_back", 60), (west, "action_cancel", 0)):
            getattr(self.as_user(self.supervisor, part), step)()
            self.assertTrue(self.report.is_outdated)
            with self.assertSays("taken back figures since it was computed: compute it again"):
                self.report.action_submit()
            self.counted["new"] = 0
            self.report.action_compute()
            self.assertFalse(self.report.is_outdated)
            self.assertEqual(self._figure(self.report).value, left)
        self.report.action_submit()
        self.report.action_issue()
        self.assertFalse(self.report.is_outdated)

    def test_what_is_submitted_before_the_issue_is_not_left_out(self):
        self._not_waiting()
        self._submit("East", 40)
        self.report.action_compute()
        self.report.action_submit()
        self._submit("West", 60)
        with self.assertSays("send it back, and compute it again"):
            self.report.action_issue()

    def test_which_parts_it_was_made_from_is_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.report.counted_parts = {}

    def test_a_kind_that_observes_lists_who_has_not_submitted(self):
        self.kind.mode = "observe"
        self.report.action_compute()
        self.report.action_submit()
        observed = self.env["customer.policy.observation"].search([("res_model", "=", self.report._name)])
        self.assertIn("units have not submitted yet", "".join(observed.mapped("message")))

    def test_what_was_added_up_and_submitted_is_not_taken_back_from_below(self):
        self._not_waiting()
        report = self.report
        part = self.as_user(self.supervisor, self._submit("East", 40))
        report.action_compute()
        report.action_submit()
        for step in (part.action_send_back, part.action_cancel):
            with self.assertSays("send that back first"):
                step()
        report.action_send_back()
        part.action_send_back()
        self.assertEqual(part.state, "computed")

    def test_a_unit_is_issued_with_the_company(self):
        part = self._submit("East", 40)
        with self.assertSays("issued with the report of the company"):
            self.as_user(self.supervisor, part).action_issue()

    @proves("S0-04")
    def test_only_the_statisticians_of_a_unit_enter_its_figures(self):
        east = self.parts["East"]
        self.as_user(self.statisticians["East"], east).action_compute()
        figure = self._figure(east)
        self.as_user(self.statisticians["East"], figure).value = 40
        self.assertEqual(figure.value, 40)
        for user in (self.statisticians["West"], self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, figure).value = 41
        self.assertFalse(self.as_user(self.supervisor, figure).has_access("write"))
        with self.assertSays("The statisticians of East draw it up", AccessError):
            self.as_user(self.supervisor, figure).value = 41
        with self.assertSays("The statisticians of East draw it up: East@stat"):
            self.as_user(self.supervisor, east).action_submit()
        # Li is appointed part-time beside, and ends again
        appointed = self._appoint(self.clerk, self.units["East"], employment="part_time")
        self.as_user(self.clerk, figure).value = 41
        self.assertEqual(figure.value, 41)
        appointed.active = False
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, figure).value = 42

    @proves("S0-04")
    def test_supervisors_appoint_statisticians_and_nobody_else(self):
        vals = {"user_id": self.clerk.id, "department_id": self.units["West"].id, "company_id": self.company.id}
        appointments = self.env["customer.statistic.statistician"]
        self.as_user(self.supervisor, appointments).create(vals)
        self.assertEqual(self.units["West"].statistician_ids, self.statisticians["West"] | self.clerk)
        self.assertEqual(
            self.env["hr.department"].search([("statistician_ids", "in", self.clerk.ids)]), self.units["West"]
        )
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, appointments).create({**vals, "department_id": self.units["East"].id})

    def test_units_see_their_own_reports(self):
        east = self.statisticians["East"]
        self.assertEqual(self.as_user(east, self.Reports).search([]), self.parts["East"])
        manager = self._new_user("user", login="manager@stat")
        self.units["West"].manager_id = self._employ(manager, self.units["West"])
        self.env.flush_all()
        seen = self.as_user(manager, self.Reports).search([])
        self.assertEqual(seen, self.parts["West"])
        self.assertFalse(seen.has_access("write"))

    def test_what_can_be_entered_is_asked_once_for_all_figures(self):
        costs = []
        for count in (2, 20):
            made = [self._indicator(f"{count}_{number}") for number in range(count)]
            base = self._kind(*made, code=f"base{count}")
            kind = self._kind(*made, code=f"y{count}", period="year", base_kind_id=base.id)
            report = self._report(kind)
            report.action_compute()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(report.total_ids.mapped("is_entered"), [True] * count)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])

    def test_entered_figures_of_the_company_come_from_its_units(self):
        self._submit("East", 40)
        self.report.action_compute()
        with self.assertSays("the sum of what the units submit", AccessError):
            self._figure(self.report).value = 7

    def test_a_unit_within_another_reports_to_it(self):
        shop = self.env["hr.department"].create(
            {"name": "Shop", "company_id": self.company.id, "parent_id": self.units["East"].id}
        )
        self.kind.unit_ids += shop
        self._report(self.kind)
        self.assertEqual(self.parts["East"].part_ids.department_id, shop)
        self.assertEqual(set(self.report.part_ids.department_id.mapped("name")), {"East", "West"})
        seen = self.as_user(self.statisticians["East"], self.Reports).search([])
        self.assertEqual(set(seen.department_id.mapped("name")), {"East", "Shop"})
        self.assertFalse(self.as_user(self.statisticians["East"], self.parts["East"].part_ids).has_access("write"))
        self.as_user(self.statisticians["East"], self.parts["East"]).action_compute()
        with self.assertSays("have not submitted yet: Shop"):
            self.as_user(self.statisticians["East"], self.parts["East"]).action_submit()

    def test_a_parent_is_not_given_by_hand(self):
        other = self._report(self._kind(code="other"), date(2026, 4, 1))
        east = self.as_user(self.statisticians["East"], self.Reports)
        self.parts["East"].with_user(self.supervisor).action_cancel()
        self.env.flush_all()
        made = east.with_context(default_parent_id=other.id).create(
            {
                "kind_id": self.kind.id,
                "date_from": MAY[0],
                "date_to": MAY[1],
                "department_id": self.units["East"].id,
                "parent_id": other.id,
            }
        )
        self.assertEqual(made.parent_id.id, self.report.id)
