from odoo.tests import tagged

from odoo.addons.customer_grading.tests.grade_common import GradeCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestComplaintFigures(GradeCase):
    @proves("S4.value-2b")
    def test_five_years_and_no_complaint_are_loyal(self):
        scheme = self._scheme(
            {
                "code": "loyal",
                "condition_ids": [
                    {"figure": "years_as_customer", "value": 5},
                    {
                        "figure": "complaints",
                        "period_months": 12,
                        "operator": "<=",
                        "value": 0,
                    },
                ],
            },
            {"code": "general"},
        )
        files = self._customers(5)
        for file in files:
            self._ordered(file, 10, date="2021-06-30 08:00:00")
        received = (
            "2026-06-30 23:59:59",
            "2025-06-30 23:59:59",
            "2026-07-01 00:00:00",
            "2026-01-01 00:00:00",
        )
        complaints = self.env["customer.complaint"].create(
            [
                {
                    "name": "Late",
                    "partner_id": file.partner_id.id,
                    "company_id": self.company.id,
                    "received_date": moment,
                }
                for file, moment in zip(files, received, strict=False)
            ]
        )
        complaints[:3]._write_protected({"state": "open"})
        proposed = self._proposed(self._run(scheme))
        # complained on the last day, before the period, after the run; not accepted; never
        self.assertEqual(
            [proposed[file] for file in files],
            ["general", "loyal", "loyal", "loyal", "loyal"],
        )
