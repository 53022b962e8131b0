from odoo.tests import HttpCase, tagged

from .dashboard_common import DashboardCase


@tagged("post_install", "-at_install")
class TestDashboardTour(HttpCase, DashboardCase):
    def _login(self):
        self.boss.password = self.boss.login
        return self.boss.login

    def test_the_page_for_a_period(self):
        self.start_tour(
            "/odoo/customer-statistics-dashboard", "customer_statistic_dashboard", login=self._login(), timeout=120
        )

    def test_on_a_telephone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.start_tour(
            "/odoo/customer-statistics-dashboard", "customer_statistic_dashboard", login=self._login(), timeout=120
        )

    def test_nothing_to_show_yet(self):
        clerk = self._new_user("user", login="statistics clerk")
        clerk.password = clerk.login
        self.start_tour(
            "/odoo/customer-statistics-dashboard", "customer_statistic_dashboard_empty", login=clerk.login, timeout=120
        )
