from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import TourCase

from .complaint_statistic_common import ComplaintStatisticCase


@tagged("post_install", "-at_install")
class TestCaseTour(TourCase, ComplaintStatisticCase):
    def test_the_sheet_from_computing_to_submission(self):
        self._case("2026-05-12 02:00:00", liable={"Workshop": 60, "Packaging": 40})
        closed = self._indicator("closed", figure="complaints_closed")
        kind = self._report_kind(closed, code="sheet", case_sheet="proposed")
        report = self._report(kind, compute=False)
        path = f"customer-statistics/{report.id}"
        with mute_logger("odoo.http"):  # the unfinished sheet is refused on the way
            self._tour(path, "customer_statistic_case_sheet", self.supervisor, timeout=120)
        self.assertEqual((report.state, report.case_ids.improvement), ("submitted", "Foil"))
