from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

from .common import ConductCase

#: packs, and what a consultant answers where the source leaves it open
PACKS = {
    "car_sales_discipline_001_6": {},
    "customer_service_discipline_001_5": {},
    "statistics_discipline_000": {},
    "property_conduct_001_10": {"staff.conduct.rule.good-work-001-10.amount": "500"},
    "complaint_sanctions_001_2": {"staff.conduct.rule.complaint_liability.amount": "0.1"},
    "complaint_sanctions_001_3": {"staff.conduct.rule.complaint_liability.amount": "0.2"},
    "information_update_004_upd": {
        "staff.conduct.rule.information_not_checked.period_months": "12",
        "staff.conduct.rule.information_not_checked.training_days": "14",
    },
    "service_staff_004_cs5": {"staff.conduct.rule.private-call-004-cs5.amount": "50"},
}


class PackCase(ShippedPackCase, ConductCase):
    def _apply(self, code, company=None, **options):
        name = f"staff_conduct/{code}.yaml"
        plan = self._apply_shipped(name, company or self.company, PACKS[code], **options)
        self.env.invalidate_all()
        return plan

    def _found(self, code, model="staff.conduct.rule", company=None):
        return self.env[model].search([("code", "=", code), ("company_id", "=", (company or self.company).id)])


@freeze_time("2025-06-30 12:00:00")
class TestPacks(PackCase):
    def test_each_is_applied_and_makes_the_round_trip(self):
        for code in PACKS:
            with self.subTest(code):
                self._check_round_trip(f"staff_conduct/{code}.yaml")

    def test_one_sales_department_with_several_policies(self):
        for code in PACKS:
            if code != "complaint_sanctions_001_3":  # instead of 001/2
                self._apply(code)
        self.assertEqual(len(self._records("customer.policy.pack", self.company)), len(PACKS) - 1)

    @proves(
        "S1.6-daily-02", "S1.6-daily-03", "S1.6-daily-04", "S1.6-daily-06", "S1.6-daily-10", "S1.6-daily-11",
        "S1.6-daily-12", "S1.6-daily-14", "S1.6-daily-16", "S1.6-daily-17", "S1.6-daily-18", "S1.6-daily-19",
        "S1.6-daily-20", "S1.6-ka-01b", "S1.6-ka-06", "S1.6-ka-07", "S1.6-pdi-13", "S1.6-pdi-15",
    )  # fmt: skip
    def test_each_rule_of_the_car_dealer_proposes_its_amount(self):
        self._apply("car_sales_discipline_001_6", enforce=True)
        leave = self._found("asked-to-leave-001-6", "staff.conduct.sanction")
        fine = self._found("fine-001-6", "staff.conduct.sanction")
        absent = self._found("absent-001-6", "staff.conduct.sanction")
        none = leave.browse()
        for code, *proposals in (
            ("late-001-6", (1, 20, none), (1, 40, none), (1, 0, leave)),
            ("grooming-001-6", (1, 20, none), (1, 0, leave)),
            ("tidiness-001-6", (1, 20, none), (1, 20, none)),
            ("errands-001-6", (1, 20, none), (1, 20, none)),
            ("area-not-cleared-001-6", (1, 10, none), (1, 10, none), (1, 10, none)),
            ("phone-001-6", (1, 10, none)),
            ("price-disclosed-001-6", (1, 20, none)),
            ("off-post-001-6", (1, 20, none)),
            ("meeting-absent-001-6", (1, 0, absent)),
            ("meeting-phone-001-6", (1, 20, none)),
            ("meeting-late-001-6", (1, 20, none)),
            ("showroom-conduct-001-6", (1, 50, none)),
            ("smoking-breaks-001-6", (9, 20, none)),
            ("smoking-minutes-001-6", (4, 20, none)),
            ("after-work-001-6", (1, 100, none)),
            ("loud-play-001-6", (1, 50, none)),
            ("dispute-001-6", (1, 0, leave)),
            ("evaluation-missed-001-6", (2, 200, none)),
            ("task-failed-001-6", (1, 200, fine)),
            ("reception-empty-001-6", (1, 50, none)),
            ("tool-bag-001-6", (2, 40, none)),
            ("diary-false-001-6", (1, 50, none)),
            ("key-account-missing-001-6", (3, 60, none), (2, 40, none), (1, 20, leave)),
            ("key-account-false-001-6", (1, 100, none), (1, 0, leave)),
            ("key-account-out-001-6", (1, 50, none)),
            ("roadshow-missing-001-6", (1, 50, none), (2, 100, none)),
            ("roadshow-cards-001-6", (2, 40, none)),
            ("roadshow-left-001-6", (1, 0, absent)),
            ("promotion-late-001-6", (1, 10, none), (1, 10, none)),
            ("promotion-leader-001-6", (1, 50, none)),
            ("promotion-loss-001-6", (1, 100, none)),
            ("promotion-unannounced-001-6", (1, 50, none)),
            ("gift-unregistered-001-6", (1, 50, none)),
            ("form-careless-001-6", (3, 150, none)),
            ("post-empty-001-6", (1, 50, none)),
            ("badge-lost-001-6", (1, 10, none)),
            ("badge-damaged-001-6", (1, 1.5, none)),
            ("card-duplicate-001-6", (1, 20, none), (2, 40, none)),
            ("card-forged-001-6", (1, 0, leave)),
            ("card-hindered-001-6", (1, 0, leave)),
            ("card-torn-001-6", (1, 20, none)),
            ("card-source-001-6", (1, 20, none)),
            ("card-swapped-001-6", (1, 100, none)),
            ("gift-undelivered-001-6", (1500, 1500, none)),
            ("recall-late-001-6", (3, 150, none)),
            ("loan_late", (1, 10, none), (3, 10, none)),
            ("loan_lost", (1, 50, none)),
        ):
            for number, (quantity, amount, sanction) in enumerate(proposals, 1):
                with self.subTest(code, number=number):
                    self.assertProposed(self._case(rule=self._found(code), quantity=quantity), amount, sanction)
        for code, allowed in (("smoking-breaks-001-6", 8), ("smoking-minutes-001-6", 3)):
            self.assertRefused("not more than", lambda: self._case(rule=self._found(code), quantity=allowed))  # noqa: B023
        self.assertEqual(len(self._found("late-001-6").category), len("Meetings and attendance"))

    def test_all_rules_of_the_car_dealer_are_in_the_table(self):
        """So that a rule added to the pack is proven as well."""
        plan = self._apply("car_sales_discipline_001_6")
        rules = [key for key in plan.pack.rules if key[0] == "staff.conduct.rule"]
        self.assertEqual(len(rules), 48)

    def test_badly_dressed_is_late_once(self):
        self._apply("car_sales_discipline_001_6", enforce=True)
        self._case(rule=self._found("late-001-6"))
        case = self._case(rule=self._found("morning-dress-001-6"))
        self.assertProposed(case, 0)
        self.assertEqual(case.follow_ids.rule_id.code, "late-001-6")
        self.assertProposed(case.follow_ids, 40)

    @proves("S1.6-daily-26")
    def test_a_failed_task_is_a_fine_or_the_end(self):
        self._apply("car_sales_discipline_001_6", enforce=True)
        case = self._case(rule=self._found("task-failed-001-6"))
        self.assertProposed(case, 200, self._found("fine-001-6", "staff.conduct.sanction"))
        self.assertRefused("not within", lambda: case.write({"amount": 199}))
        self.assertRefused("not within", lambda: case.write({"amount": 0}))
        case.write({"sanction_id": self._found("asked-to-leave-001-6", "staff.conduct.sanction").id, "amount": 0})
        self.assertTrue(case.needs_hr)

    @proves("S1.5-5.2", "S1.5-7.1")
    def test_customer_service_fines(self):
        self._apply("customer_service_discipline_001_5", enforce=True)
        self.assertProposed(self._case(rule=self._found("reception-001-5")), 200)
        leaks = self._case(rule=self._found("leak-001-5")) | self._case(rule=self._found("leak-001-5"))
        self.assertEqual(leaks.mapped("proposed_amount"), [1000, 1000])

    @proves("S1.5-5.3")
    def test_a_quarrel_costs_the_post_and_a_month(self):
        self._apply("customer_service_discipline_001_5", enforce=True)
        self.wang.wage = 6000
        case = self._case(rule=self._found("quarrel-001-5"))
        self.assertProposed(case, 6000, self._found("dismissal-001-5", "staff.conduct.sanction"))

    @proves("S1.5-7.2", "S1.5-7.3")
    def test_leaks_with_consequences_have_a_range_and_ask_about_referral(self):
        self._apply("customer_service_discipline_001_5", enforce=True)
        dismissal = self._found("dismissal-001-5", "staff.conduct.sanction")
        for code, refused, accepted in (
            ("leak-serious-001-5", (9000, 9999.99, 100000.01, 120000), (10000, 50000, 100000)),
            ("leak-forced-001-5", (49000, 49999.99, 150000.01, 160000), (50000, 150000)),
        ):
            case = self._case(rule=self._found(code))
            self.assertEqual(case.sanction_id, dismissal)
            for amount in refused:
                self.assertRefused("not within", lambda: case.write({"amount": amount}))  # noqa: B023
            for amount in accepted:
                case.amount = amount
            self.assertRefused("referred to the authorities", lambda: self._submit(case))  # noqa: B023
            self.assertRefused("not among", lambda: case.write({"sanction_id": self._sanction("other").id}))  # noqa: B023
            case.referral = "yes"
            self._submit(case)
            self.assertEqual(case.state, "requested")

    @proves("S0-20", "S0-21")
    def test_statistics_criticism_or_a_fine_in_its_range(self):
        self._apply("statistics_discipline_000", enforce=True)
        criticism, fine = (self._found(f"{code}-000", "staff.conduct.sanction") for code in ("criticism", "fine"))
        rule = self._found("statistics-tampering-000")
        self.assertEqual(rule.sanction_ids, criticism | fine)
        case = self._case(rule=rule)
        for severity, refused, accepted in (
            ("ordinary", (1999.99, 20000.01, 25000), (2000, 20000)),
            ("serious", (19999.99, 50000.01, 50001), (20000, 25000, 50000)),
        ):
            case.severity = severity
            for amount in refused:
                self.assertRefused("not within", lambda: case.write({"amount": amount}))  # noqa: B023
            for amount in accepted:
                case.amount = amount
        self.assertRefused("not among", lambda: case.write({"sanction_id": self._sanction("warning").id}))
        case.write({"sanction_id": criticism.id, "amount": 0})
        self.assertRefused("not within", lambda: case.write({"sanction_id": fine.id}))

    @proves("S0-20")
    def test_the_third_late_report_of_a_unit_is_repeated_lateness(self):
        self._apply("statistics_discipline_000", enforce=True)
        for number in range(3):
            source = self.env["res.partner"].create({"name": str(number)})
            self.Conduct._report("late_report", (self.wang, self.li, self.wang)[number], 1, source)
            follows = self.env["staff.conduct.case"].search([("rule_id.code", "=", "statistics-refusal-000")])
            self.assertEqual(len(follows), 1 if number == 2 else 0)

    @proves("S1.10-10")
    def test_property_ladders_and_two_approvals_of_merits(self):
        self._apply("property_conduct_001_10", enforce=True)
        sanctions = self.env["staff.conduct.sanction"].search([("company_id", "=", self.company.id)])
        ladder = {kind: sanctions.filtered(lambda one, k=kind: one.kind == k) for kind in ("penalty", "merit")}
        self.assertEqual(
            ladder["penalty"].mapped("name"),
            ["Written warning", "Demerit", "Major demerit", "Demotion", "Dismissal"],
        )
        self.assertEqual(ladder["merit"].mapped("name"), ["Commendation", "Minor merit", "Major merit", "Bonus"])
        case = self._case(rule=self._found("good-work-001-10"))
        self.assertRefused("Choose one of", lambda: self._submit(case))
        case.sanction_id = ladder["merit"][-1]
        self.assertEqual(case.amount, 500)
        self._submit(case)
        self._approve(case, self.head.user_id)
        self.assertEqual(case.state, "requested", "the department alone is not enough")
        self._approve(case)
        self.assertEqual(case.state, "decided")

    @proves("S4.cs5-2.4")
    def test_a_private_call_of_four_minutes(self):
        self._apply("service_staff_004_cs5", enforce=True)
        rule = self._found("private-call-004-cs5")
        self.assertRefused("not more than", lambda: self._case(rule=rule, quantity=3))
        self.assertProposed(self._case(rule=rule, quantity=4), 50)

    def test_the_same_complaint_costs_what_the_annex_of_the_policy_says(self):
        for code, amount in (("complaint_sanctions_001_2", 150), ("complaint_sanctions_001_3", 300)):
            company = self._empty_company(code)
            self._apply(code, company, enforce=True)
            employee = self.env["hr.employee"].create({"name": "Zhao", "company_id": company.id})
            self.Conduct._report("complaint_liability", employee, 1500, self.env["res.partner"].create({"name": code}))
            case = self.env["staff.conduct.case"].search([("employee_id", "=", employee.id)])
            self.assertProposed(case, amount)
