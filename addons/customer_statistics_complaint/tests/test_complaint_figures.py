from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .complaint_statistic_common import ComplaintStatisticCase


@tagged("post_install", "-at_install")
class TestComplaintFigures(ComplaintStatisticCase):
    def _counted(self, *figures, **values):
        """Return what ``figures``, each a code or a code with its parameter, come to in May."""
        indicators = [
            self._indicator(f"{figure}{parameter}", figure=figure, parameter=parameter)
            for figure, parameter in (one if isinstance(one, tuple) else (one, "") for one in figures)
        ]
        report = self._report(self._report_kind(*indicators, **values))
        return [self.total(report, indicator) for indicator in indicators]

    def test_days_begin_and_end_where_the_company_works(self):
        for moment in ("2026-04-30 15:59:59", "2026-04-30 16:00:00", "2026-05-31 15:59:59", "2026-05-31 16:00:00"):
            self._case(moment, accepted="2026-04-01 00:00:00")
            self._case(accepted=moment)
        received, closed = self._counted("complaints_received", "complaints_closed")
        self.assertEqual((received, closed), (2, 2))

    def test_what_was_open_at_the_end_of_a_past_month(self):
        self._case("2026-05-31 15:59:59")
        self._case("2026-06-02 01:00:00")
        self._case()
        self._case(accepted="2026-06-01 00:00:00")
        self._case(state="void")
        self._case(state="submitted")
        self.assertEqual(self._counted("complaints_open", "complaints_received"), [2, 3])

    @proves("S1.2-05")
    def test_twelve_complaints_by_class_and_cause(self):
        for cause, count in (("misprint", 5), ("wet", 4), ("torn", 3)):
            for _number in range(count):
                self._case("2026-05-20 02:00:00", cause=cause)
        self._case(cause="misprint")
        by_class = ("complaints_of_class", "non_quality"), ("complaints_of_class", "quality")
        self.assertEqual(self._counted(*by_class, ("complaints_of_cause", "torn")), [5, 7, 3])
        indicator = self._indicator("closed", figure="complaints_closed")
        kind = self._report_kind(indicator, code="split", group_one="complaint_class", group_two="complaint_cause")
        figures = self.figures(self._report(kind), indicator)
        self.assertEqual(figures["", ""], 12)
        self.assertEqual(figures["Non-Quality Abnormality", ""], 5)
        self.assertEqual(figures["Quality Abnormality", ""], 7)
        self.assertEqual(figures["Quality Abnormality", "torn"], 3)

    def test_cost_and_time(self):
        first = self._case("2026-05-12 02:00:00", satisfaction="5")
        second = self._case("2026-05-07 14:00:00", satisfaction="2")
        self._case("2026-06-07 14:00:00")
        self._loss(first, 1000)
        self._loss(second, 250)
        figures = "complaint_loss", "complaint_days", "complaint_hours", "complaint_satisfaction"
        # ten days, and five and a half
        self.assertEqual(self._counted(*figures), [1250, 7.75, 186, 3.5])

    def test_each_liable_department_has_its_share(self):
        case = self._case("2026-05-20 02:00:00", liable={"Workshop": 60, "Packaging": 40})
        self._loss(case, 1000)
        self._case("2026-05-21 02:00:00", liable={"Workshop": 100})
        cases = self._indicator("cases", figure="complaints_liable")
        loss = self._indicator("loss", figure="complaint_liable_loss")
        report = self._report(self._report_kind(cases, loss, group_one="department"))
        self.assertEqual(self.figures(report, cases), {("", ""): 2, ("Workshop", ""): 1.6, ("Packaging", ""): 0.4})
        self.assertEqual(self.figures(report, loss), {("", ""): 1000, ("Workshop", ""): 600, ("Packaging", ""): 400})

    def test_by_severity_type_region_and_product_category(self):
        category = self.env["product.category"].create({"name": "Boxes"})
        self.product.categ_id = category
        kind = self.env["customer.complaint.type"].create(
            {"name": "Delivery", "code": "delivery", "company_id": self.company.id}
        )
        self._case(severity="3", type_id=kind.id)
        self._case(severity="1")
        severe, delivery = ("complaints_of_severity", "3"), ("complaints_of_type", "delivery")
        self.assertEqual(self._counted(severe, delivery), [1, 1])
        indicator = self._indicator("received", figure="complaints_received")
        report = self._report(self._report_kind(indicator, code="by", group_one="region", group_two="category"))
        self.assertEqual(self.figures(report, indicator)["North", "Boxes"], 2)
        report = self._report(self._report_kind(indicator, code="of", group_one="complaint_severity"))
        self.assertEqual(self.figures(report, indicator)["High", ""], 1)

    def test_late_and_overdue_by_the_term_of_the_case(self):
        self._rule(
            "customer.deadline.rule",
            code="close",
            milestone="customer.complaint/close",
            duration=5,
            unit="day",
            pauses=True,
        )
        cases = [self._case(closed) for closed in ("2026-05-07 14:00:00", "2026-05-08 14:00:00", None, None)]
        with freeze_time("2026-05-05 02:00:00"):
            for case in cases:
                case._start_deadline("close", case.accepted_date)
            # one waits for the customer, and so is not late
            cases[3]._pause_deadlines("It waits for a sample")
        self.env.flush_all()
        self.assertEqual(self._counted("complaints_late", "complaints_overdue"), [1, 1])

    def test_the_customers_of_a_company_of_ours_only(self):
        self._case()
        other = self._case()
        other.flush_recordset()
        self.env.cr.execute(
            "UPDATE customer_complaint SET company_id = %s WHERE id = %s", [self.other_company.id, other.id]
        )
        self._case(partner_id=self._customers(1).partner_id.id)
        self._case(partner_id=False)
        self.assertEqual(self._counted("complaints_received", "customers_complaining"), [3, 2])
