from .common import StatisticCase


class TestCounting(StatisticCase):
    def test_orders_by_region(self):
        north, south = self._customers(2)
        north.state_id, south.state_id = self.regions
        self._ordered(north, 10, 20)
        self._ordered(north, 5)
        self._ordered(south, 100)
        codes = ("order_count", "ordered_amount", "customers_ordering", "order_average")
        indicators = [self._indicator(code) for code in codes]
        report = self._report(self._report_kind(*indicators, group_one="region", group_two="kind"))
        self.assertEqual(report.computed_note, "")
        self.assertEqual(
            self.figures(report, indicators[0]),
            {
                ("", ""): 3,
                ("North", ""): 2,
                ("South", ""): 1,
                ("", "None"): 3,
                ("North", "None"): 2,
                ("South", "None"): 1,
            },
        )
