from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .dashboard_common import DashboardCase


@tagged("post_install", "-at_install")
class TestDashboardTour(TourCase, DashboardCase):
    def _dashboard(self, name, user):
        self._tour("customer-statistics-dashboard", name, user, timeout=120)

    def test_the_page_for_a_period(self):
        self._dashboard("customer_statistic_dashboard", self.boss)

    def test_on_a_telephone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self._dashboard("customer_statistic_dashboard", self.boss)

    def test_nothing_to_show_yet(self):
        self._dashboard("customer_statistic_dashboard_empty", self._new_user("user", login="statistics clerk"))
