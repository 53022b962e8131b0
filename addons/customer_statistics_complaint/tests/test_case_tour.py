from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .complaint_statistic_common import ComplaintStatisticCase


@tagged("post_install", "-at_install")
class TestCaseTour(HttpCase, ComplaintStatisticCase):
    def test_the_sheet_from_computing_to_submission(self):
        self._case("2026-05-12 02:00:00", liable={"Workshop": 60, "Packaging": 40})
        closed = self._indicator("closed", figure="complaints_closed")
        kind = self._report_kind(closed, code="sheet", case_sheet="proposed")
        report = self._report(kind, compute=False)
        self.supervisor.password = self.supervisor.login
        url = f"/odoo/customer-statistics/{report.id}"
        with mute_logger("odoo.http"):  # the unfinished sheet is refused on the way
            self.start_tour(url, "customer_statistic_case_sheet", login=self.supervisor.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual((report.state, report.case_ids.improvement), ("submitted", "Foil"))
