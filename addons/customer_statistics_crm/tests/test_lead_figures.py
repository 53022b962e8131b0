from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_statistics.tests.common import StatisticCase

LAST_MOMENT, FIRST_MOMENT = "2026-04-30 15:59:59", "2026-04-30 16:00:00"


@tagged("post_install", "-at_install")
class TestLeadFigures(StatisticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._zone("Asia/Shanghai")
        cls.won = cls.env["crm.stage"].create({"name": "Signed", "is_won": True, "sequence": 99})
        cls.new = cls.env["crm.stage"].create({"name": "New", "sequence": 0})
        cls.driven = cls.env["crm.tag"].create({"name": "试乘试驾"})
        cls.sellers = [
            cls._new_user("customer_policy.group_user,sales_team.group_sale_salesman", f"seller {number}")
            for number in range(6)
        ]

    @classmethod
    def _leads(cls, count, user=None, moment="2026-03-15 04:00:00", **values):
        leads = cls.env["crm.lead"].create(
            [
                {
                    "name": "A car",
                    "type": "opportunity",
                    "company_id": cls.company.id,
                    "user_id": (user or cls.sellers[0]).id,
                    "team_id": False,
                    "stage_id": cls.new.id,
                    "phone": False,
                    **values,
                }
                for _number in range(count)
            ]
        )
        leads.flush_recordset()
        cls.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id IN %s", [moment, leads._ids])
        leads.invalidate_recordset()
        return leads

    @classmethod
    def _win(cls, leads, moment="2026-04-20 04:00:00"):
        leads.stage_id = cls.won
        leads.flush_recordset()
        cls.env.cr.execute("UPDATE crm_lead SET date_closed = %s WHERE id IN %s", [moment, leads._ids])
        leads.invalidate_recordset()

    @classmethod
    def _rates(cls):
        """Return the three rates as a consultant sets them: two count records, none needs code."""
        cls._indicator("leads")
        cls._indicator("deals")
        counted = {"kind": "records", "res_model": "crm.lead", "date_field": "create_date", "user_path": "user_id"}
        cls._indicator("left", **counted, domain="[('phone', '!=', False)]")
        cls._indicator("driven", **counted, domain=f"[('tag_ids', 'in', [{cls.driven.id}])]")
        return [
            cls._indicator(code, kind="formula", unit="percent", formula=f"100 * [{part}] / [leads]")
            for code, part in (("closing", "deals"), ("contact-left", "left"), ("test-drive", "driven"))
        ]

    @proves("S1.6-daily-28")
    def test_three_rates_of_two_months(self):
        leads = self._leads(40)
        self._win(leads[:10])
        leads[5:35].phone = "138"
        leads[20:36].tag_ids = self.driven
        rates = self._rates()
        kind = self._report_kind(*rates, period="month", period_count=2)
        report = self._report(kind, "2026-03-01", "2026-04-30")
        self.assertEqual([self.total(report, one) for one in rates], [25, 75, 40])

    @proves("S1.6-daily-28")
    def test_the_last_of_six_is_flagged(self):
        for user, deals in zip(self.sellers, (4, 3, 2, 1, 5, 2), strict=True):
            self._win(self._leads(10, user)[:deals])
        closing = self._rates()[0]
        kind = self._report_kind((closing, {"flags_last": 1}), period="month", period_count=2, group_one="user")
        report = self._report(kind, "2026-03-01", "2026-04-30")
        self.assertEqual(self.figures(report, closing)["seller 3", ""], 10)
        flagged = self.figures(report, closing, "is_last")
        self.assertEqual([key[0] for key, is_last in flagged.items() if is_last], ["seller 3"])

    def test_a_lead_by_the_day_it_came_a_deal_by_the_day_it_was_won(self):
        inside, after = self._leads(1, moment=LAST_MOMENT), self._leads(1, moment=FIRST_MOMENT)
        self._win(inside, FIRST_MOMENT)
        self._win(after, LAST_MOMENT)
        self._win(self._leads(1, moment="2026-02-28 15:59:59"))
        self._leads(1, moment="2026-02-28 16:00:00", active=False, expected_revenue=5)
        figures = [self._indicator(code) for code in ("leads", "deals")]
        kind = self._report_kind(*figures, period="month", period_count=2)
        report = self._report(kind, "2026-03-01", "2026-04-30")
        self.assertEqual([self.total(report, one) for one in figures], [2, 2])

    def test_amounts_lost_and_telephone_numbers(self):
        leads = self._leads(4, expected_revenue=100)
        self._win(leads[0])
        leads[1].action_set_lost()
        leads[1].flush_recordset()
        self.env.cr.execute("UPDATE crm_lead SET date_closed = '2026-03-20' WHERE id = %s", [leads[1].id])
        leads[2:].phone = "138"
        leads[3].phone = ""
        leads[:3].tag_ids = self.driven
        leads[3].tag_ids = self.driven.copy({"name": "Website"})
        figures = [self._indicator(code) for code in ("deal_amount", "leads_lost", "leads_with_phone")]
        figures.append(self._indicator("leads_tagged", parameter="试乘试驾"))
        kind = self._report_kind(*figures, period="month", period_count=2)
        report = self._report(kind, "2026-03-01", "2026-04-30")
        self.assertEqual([self.total(report, one) for one in figures], [100, 1, 1, 3])

    def test_of_our_company_alone(self):
        elsewhere = self._new_user("sales_team.group_sale_salesman", "elsewhere", company=self.other_company)
        self._leads(2)
        self._leads(1, company_id=False)
        self._leads(1, elsewhere, company_id=False)
        self._leads(1, elsewhere, company_id=self.other_company.id)
        leads = self._indicator("leads")
        report = self._report(self._report_kind(leads), "2026-03-01", "2026-03-31")
        self.assertEqual(self.total(report, leads), 3)
