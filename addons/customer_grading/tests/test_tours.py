from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .grade_common import GradeCase


@tagged("post_install", "-at_install")
class TestGradingTour(TourCase, GradeCase):
    def test_a_scoring_run_from_the_scheme_to_the_board(self):
        scheme = self._scheme(
            {"code": "vip", "name": "VIP", "cap_percent": 25},
            {"code": "qualified", "name": "Qualified"},
            criteria=[{"figure": "ordered_amount", "step_ids": [(0, 10), (100, 90)]}],
        )
        files = self._customers(4)
        self._ordered(files[0], 200)
        run = self.as_user(self.chief, self.env["customer.grading.run"]).create({"scheme_id": scheme.id})
        self._tour(f"customer-grading-runs/{run.id}", "customer_grading_run", self.chief)
        self.assertEqual(run.state, "done")
        self.assertEqual([self._present(file, scheme) for file in files], ["vip"] + ["qualified"] * 3)
        self._tour("customer-grades", "customer_grading_board", self.chief)
