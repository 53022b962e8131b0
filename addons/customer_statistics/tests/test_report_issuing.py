from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form

from odoo.addons.customer_policy.tests.common import proves

from ..models import customer_statistic_figure_fixed
from .report_common import MAY, ReportCase


class TestIssuing(ReportCase):
    """What was issued stays, whoever writes."""

    def setUp(self):
        super().setUp()
        self.report = self._submitted(self._kind(text="explanation"))
        self.report.explanation = "A quiet month"
        explanations = self.as_user(self.supervisor, self.env["customer.statistic.explanation"])
        texts = {"cause": "Fair", "effect": "Sales", "consequence": "Fewer orders"}
        self.explanation = explanations.create({"report_id": self.report.id, "indicator_id": self.new.id, **texts})
        self.figure = self._figure(self.report)

    def test_figures_and_texts_stay_whoever_writes(self):
        self.report.action_issue()
        root = self.figure.sudo()
        for name, write in (
            ("value", lambda: root.write({"value": 1})),
            ("numerator", lambda: root.write({"numerator": 1})),
            ("corrected", lambda: root.write({"corrected_value": 1, "is_corrected": True})),
            ("pass", lambda: root.with_context(customer_statistic_correction_pass=True).write({"value": 1})),
            ("unlink", root.unlink),
            ("another", lambda: root.copy({"group_one_key": "x"})),
            ("explanation", lambda: self.explanation.sudo().write({"cause": "x"})),
            ("no explanation", lambda: self.explanation.sudo().unlink()),
            ("text", lambda: self.report.sudo().write({"explanation": "x"})),
            ("period", lambda: self.report.sudo().write({"date_from": date(2026, 6, 1)})),
            ("fingerprint", lambda: self.report.sudo().write({"fingerprint": "x"})),
            ("state", lambda: self.report.sudo().write({"state": "draft"})),
        ):
            with self.subTest(what=name), self.assertSays("", (UserError, AccessError)):
                write()
        self.assertEqual((self.figure.value, self.report.explanation), (150, "A quiet month"))

    def test_a_correction_stands_beside_what_was_issued(self):
        with self.assertSays("only figures that were issued are corrected"):
            self.figure.sudo()._correct(140)
        self.report.action_issue()
        self.figure.sudo()._correct(140)
        self.assertEqual((self.figure.value, self.figure.current_value), (150, 140))
        self.assertEqual(self.report.corrected_count, 1)
        self.assertTrue(self.report._is_intact())

    def test_the_pass_of_a_correction_is_for_its_figure_and_values_only(self):
        self.report.action_issue()
        other = self._figure(self.report, "lost").sudo()
        passed = {"customer_statistic_correction_pass": customer_statistic_figure_fixed._CorrectionPass(other)}
        with self.assertSays("stay as they were issued"):
            self.figure.sudo().with_context(**passed).write({"corrected_value": 3})
        with self.assertSays("stay as they were issued"):
            other.with_context(**passed).write({"value": 3})

    def test_the_register_keeps_what_was_issued(self):
        self.report.action_issue()
        entry = self.env["customer.statistic.issue"].search([("report_ref", "=", self.report.id)])
        self.assertEqual(
            (entry.report_name, entry.kind_code, entry.date_from, entry.figures, entry.user_id, entry.fingerprint),
            (
                "Monthly 2026-05",
                self.report.kind_id.code,
                MAY[0],
                2,
                self.supervisor,
                self.report.fingerprint,
            ),
        )
        self.assertEqual(len(entry.fingerprint), 64)
        with self.assertSays("cannot be changed"):
            entry.sudo().write({"fingerprint": "x"})
        for role in ("user", "rules_administrator"):
            self.assertFalse(self.as_role(role, entry).has_access("read"))

    def test_tampering_past_the_program_shows(self):
        self.report.action_issue()
        self.assertEqual(self.report.action_verify()["params"]["type"], "success")
        for statement in (
            "UPDATE customer_statistic_figure SET value = 151 WHERE id = %s",
            "DELETE FROM customer_statistic_figure WHERE id = %s",
        ):
            with self.subTest(statement=statement), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(statement, [self.figure.id])
                self.env.invalidate_all()
                self.assertEqual(self.report.action_verify()["params"]["type"], "danger")
                savepoint.rollback()
        self.env.cr.execute(
            "UPDATE customer_statistic_explanation SET cause = 'x' WHERE id = %s", [self.explanation.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.report._is_intact())

    def test_who_changes_the_hash_as_well_is_found_by_the_register(self):
        self.report.action_issue()
        self.env.cr.execute("UPDATE customer_statistic_figure SET value = 151 WHERE id = %s", [self.figure.id])
        self.env.invalidate_all()
        forged = self.report.sudo()._fingerprint()
        self.env.cr.execute(
            "UPDATE customer_statistic_report SET fingerprint = %s WHERE id = %s", [forged, self.report.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.report._is_intact())

    def test_an_indicator_that_changes_later_changes_nothing_issued(self):
        """Neither its name, nor its unit and digits: on screen, on paper, in spreadsheets, on cards and pages."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.new.with_context(lang="zh_CN").name = "新客户"
        self.report.action_issue()
        self.new.write({"name": "Gained", "unit": "percent", "decimals": 2})
        self.new.with_context(lang="zh_CN").name = "增加"
        self.env.flush_all()
        self.env.invalidate_all()
        figure, report = self.figure, self.report
        self.assertEqual((figure.indicator_name, figure.unit, figure.decimals), ("New Customers", "count", 0))
        self.assertEqual(figure.display_name, "New Customers")
        self.assertEqual(figure.mark, "150")
        self.assertIn(["New Customers", "150", False], report.main_figures)
        sheet = report._sheet()
        (line,) = (line for line in sheet.lines if line.label == "New Customers")
        self.assertEqual((line.unit, line.number_format, line.figure.text), ("Count", "#,##0", "150"))
        self.assertIn("New Customers", dict(sheet.texts))
        self.assertEqual(figure.with_context(lang="zh_CN").indicator_name, "新客户")
        (row,) = (row for row in self._exported(report) if row.values[2] == "New Customers")
        self.assertEqual((row.values[3], row.number_format), ("Count", "#,##0"))
        card = self.env["customer.statistic.card"].search([("id", "=", figure.id)])
        self.assertEqual((card.unit, card.decimals), ("count", 0))
        (tile,) = (tile for tile in report._dashboard_figures(None)["tiles"] if tile["id"] == self.new.id)
        self.assertEqual((tile["name"], tile["unit"], tile["decimals"]), ("New Customers", "count", 0))
        self.assertTrue(report._is_intact())
        # a report that is still open says what holds today
        later = self._submitted(report.sudo().kind_id, date(2026, 6, 1))
        self.assertEqual(self._figure(later).mark, "150.00 %")

    def _exported(self, report):
        return list(self.env["customer.statistic.export"]._rows(Domain("report_id", "=", report.id)))

    def test_what_indicators_were_called_is_part_of_what_was_issued(self):
        self.report.action_issue()
        with self.assertSays("", (UserError, AccessError)):
            self.report.sudo().write({"indicator_terms": {}})
        self.env.cr.execute(
            "UPDATE customer_statistic_report SET indicator_terms = jsonb_set(indicator_terms, %s, '3') WHERE id = %s",
            [[str(self.new.id), "decimals"], self.report.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.report._is_intact())

    def test_what_was_not_issued_is_not_verified(self):
        with self.assertSays("was not issued"):
            self.report.action_verify()

    def test_opening_an_issued_report_does_not_cost_more_with_more_figures(self):
        groups, reports = [f"Group {number}" for number in range(300)], []
        self._plan(400)
        lines = {"new": {"is_main": True, "completion_needed": 80}}
        for code, count in (("few", 3), ("many", 300)):
            self.counted = {"new": {**dict.fromkeys(groups[:count], 1), False: count}}
            reports.append(self._issued(self._kind(self.new, code=code, lines=lines)))
        for report in reports * 2:  # rules, views and translations are kept in memory once they were read
            self._opening(report)
        costs = [self._opening(report) for report in reports]
        self.assertEqual(*costs)
        self.assertLess(max(costs), 30)

    def _opening(self, report) -> int:
        """Return how many statements it takes to open the form of ``report``."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(Form(report).state, "issued")
        return self.env.cr.sql_log_count - before

    # approval

    def _approval_rule(self):
        self.env["customer.approval.rule"].create(
            {
                "name": "Statistics",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.statistic.report",
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_general_manager").id})],
            }
        )

    def test_an_approval_rule_stands_before_issuing(self):
        self._approval_rule()
        with self.assertSays("approval must be requested first"):
            self.report.action_issue()
        self.report.action_request_approval()
        approval = self.report.approval_ids
        self.as_user(self.boss, approval)._decide("approve", "")
        self.assertIn("issue", self.report.allowed_steps)
        self.report.action_issue()
        self.assertEqual(self.report.state, "issued")

    def test_another_text_makes_the_approval_void(self):
        self._approval_rule()
        self.report.action_request_approval()
        self.as_user(self.boss, self.report.approval_ids)._decide("approve", "")
        self.explanation.cause = "Another"
        with self.assertSays("requested again"):
            self.report.action_issue()

    def test_sent_back_it_is_approved_anew(self):
        self._approval_rule()
        self.report.action_request_approval()
        self.as_user(self.boss, self.report.approval_ids)._decide("approve", "")
        self.report.action_send_back()
        self.report.action_compute()
        self.report.action_submit()
        with self.assertSays("must be requested first"):
            self.report.action_issue()

    # cards

    @proves("S0-08")
    def test_cards_add_up_by_quarter_and_year(self):
        kind = self._kind(code="cards")
        for month in range(1, 13):
            self.counted = {"new": 100 + month, "lost": 1}
            self._issued(kind, date(2026, month, 1))
        cards = self.env["customer.statistic.card"]
        domain = [("kind_id", "=", kind.id), ("indicator_id", "=", self.new.id)]
        quarters = cards._read_group(domain, ["date_from:quarter"], ["value:sum", "__count"])
        self.assertEqual(quarters[0][1:], (101 + 102 + 103, 3))
        [(_year, total, count)] = cards._read_group(domain, ["date_from:year"], ["value:sum", "__count"])
        self.assertEqual((total, count), (12 * 100 + 78, 12))
        reports = self.Reports._read_group([("kind_id", "=", kind.id)], ["date_from:quarter"], ["__count"])
        self.assertEqual([count for _quarter, count in reports], [3, 3, 3, 3])

    def test_a_card_shows_main_figures_and_what_was_corrected(self):
        self.report.sudo().kind_id.line_ids.filtered(lambda line: line.indicator_id == self.new).is_main = True
        self.report.action_issue()
        self.figure.sudo()._correct(1400)
        self.env.invalidate_all()
        self.assertEqual(self.report.main_figures, [["New Customers", "1,400", "150"]])
        card = self.env["customer.statistic.card"].search([("id", "=", self.figure.id)])
        self.assertEqual((card.value, card.is_corrected), (1400, True))

    def test_small_groups_stand_on_no_card(self):
        self.figure.sudo().is_small = True
        self.report.action_issue()
        self.env.flush_all()
        cards = self.env["customer.statistic.card"].search([("report_id", "=", self.report.id)])
        self.assertEqual(cards.indicator_id, self.lost)

    def test_only_what_adds_up_is_added(self):
        rate, standing = self._indicator("rate", unit="percent"), self._indicator("standing", rollup="last")
        kind = self._kind(self.new, rate, standing, code="sums")
        self.counted = {code: {"A": 10, "B": 20, False: 30} for code in ("new", "rate", "standing")}
        for month in (1, 2):
            self._issued(kind, date(2026, month, 1))
        figures = self.env["customer.statistic.figure"]
        ours = [("report_id.kind_id", "=", kind.id)]

        def sums(domain, model=figures, measure="current_value:sum"):
            groups = model._read_group([*ours, *domain] if model == figures else domain, ["indicator_id"], [measure])
            return {indicator.code: value for indicator, value in groups}

        parts = [("group_one_key", "!=", False)]
        first = [("report_id.date_from", "=", "2026-01-01")]
        self.assertEqual(sums(parts), {"new": 60, "rate": False, "standing": False})
        self.assertEqual(sums(parts + first), {"new": 30, "rate": False, "standing": 30})
        # totals and their parts are not added to each other, nor one indicator to another
        self.assertEqual(sums(first), {"new": False, "rate": False, "standing": False})
        self.assertEqual(figures._read_group(ours + parts, [], ["current_value:sum"]), [(False,)])
        cards = self.env["customer.statistic.card"]
        found = sums([("kind_id", "=", kind.id)], cards, "value:sum")
        self.assertEqual(found, {"new": 60, "rate": False, "standing": False})
