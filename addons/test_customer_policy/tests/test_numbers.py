from unittest.mock import Mock, patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import PoolError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.models import customer_number_draw
from odoo.addons.customer_policy.tests.common import ROLES, RoleCase, proves


class NumberCase(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in cls.company | cls.other_company:
            company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.Slips = cls.env["test.customer.slip"]
        cls.Numbers = cls.env["customer.number"]

    @classmethod
    def _rule(cls, **values):
        return cls.env["customer.number.rule"].create(
            {
                "name": "Slips",
                "document": "test.customer.slip",
                "company_id": cls.company.id,
                "mode": "enforce",
                "pattern": "{yy}{month}{number}",
                "width": 2,
                **values,
            }
        )

    @classmethod
    def _slips(cls, count=1, **values):
        return cls.Slips.create([{"name": "A slip", "company_id": cls.company.id, **values} for _ in range(count)])

    @classmethod
    def _accepted(cls, count=1, **values):
        slips = cls._slips(count, **values)
        slips.action_accept()
        return slips

    def _states(self, name: str):
        self.env.invalidate_all()
        return [(row.state, row.reason) for row in self.Numbers.search([("name", "=", name)])]


@tagged("post_install", "-at_install")
class TestNumbers(NumberCase):
    @proves("S1.2-08", "S1.2-09.4a")
    def test_counts_in_the_months_of_the_company(self):
        self._rule()
        with freeze_time("2025-05-31 15:59:58"):  # 23:59:58 in Shanghai
            slips = self._accepted(3)
        self.assertEqual(slips.mapped("number"), ["250501", "250502", "250503"])
        with freeze_time("2025-05-31 15:59:59"):
            self.assertEqual(self._accepted().number, "250504")
        with freeze_time("2025-05-31 16:00:00"):
            self.assertEqual(self._accepted().number, "250601")

    def test_reset(self):
        moments = ["2025-12-30 12:00", "2025-12-31 12:00", "2026-01-01 12:00", "2026-02-01 12:00"]
        wanted = {
            "never": ["001", "002", "003", "004"],
            "year": ["001", "002", "001", "002"],
            "month": ["001", "002", "001", "001"],
            "day": ["001", "001", "001", "001"],
        }
        for kind in ("accounted", "plain"):
            for reset, numbers in wanted.items():
                with self.subTest(kind=kind, reset=reset):
                    # each has a beginning of its own, or the documents of the others would be in the way
                    pattern = f"{kind}-{reset}-{{year}}{{month}}{{day}}-{{number}}"
                    rule = self._rule(pattern=pattern, reset=reset, kind=kind, width=3)
                    drawn = []
                    for moment in moments:
                        with freeze_time(moment):
                            drawn.append(self._accepted().number.split("-")[-1])
                    self.assertEqual(drawn, numbers)
                    rule.active = False

    @proves("S1.2-08")
    @freeze_time("2025-05-15 04:00")
    def test_three_hundred_in_a_month(self):
        self._rule()
        self._accepted(98)
        self.assertEqual(self._accepted(3).mapped("number"), ["250599", "2505100", "2505101"])
        last = self._accepted(199)[-1]
        self.assertEqual(last.number, "2505300")
        with freeze_time("2025-06-01 04:00"):
            june = self._accepted()
        slips = self.Slips.search([("company_id", "=", self.company.id)], order="number")
        self.assertEqual(slips.mapped("number"), [f"2505{n:02}" for n in range(1, 301)] + ["250601"])
        numbers = self.Numbers.search([("company_id", "=", self.company.id)], order="name desc", limit=3)
        self.assertEqual(numbers.mapped("name"), [june.number, "2505300", "2505299"])

    @freeze_time("2025-05-15 04:00")
    def test_companies_count_apart(self):
        self._rule()
        self._rule(company_id=self.other_company.id)
        self._accepted(2)
        there = self._accepted(company_id=self.other_company.id)
        self.assertEqual(there.number, "250501")
        both = self._slips() + self._slips(company_id=self.other_company.id)
        both.action_accept()
        self.assertEqual(both.mapped("number"), ["250503", "250502"])
        seen = self.as_role("supervisor", self.Numbers).search([])
        self.assertEqual(set(seen.mapped("name")), {"250501", "250502", "250503"})
        self.assertEqual(seen.company_id, self.company)

    @freeze_time("2025-05-15 04:00")
    def test_the_days_of_each_company_are_its_own(self):
        self._rule(reset="day", pattern="{year}{month}{day}-{number}")
        self._rule(company_id=self.other_company.id, reset="day", pattern="{year}{month}{day}-{number}")
        self.other_company.resource_calendar_id.tz = "America/New_York"
        with freeze_time("2025-05-15 02:00"):  # the 14th in New York
            self.assertEqual(self._accepted().number, "20250515-01")
            self.assertEqual(self._accepted(company_id=self.other_company.id).number, "20250514-01")

    @freeze_time("2025-05-15 04:00")
    def test_departments_count_apart(self):
        self._rule(pattern="{department}-{year}-{number}", reset="year")
        departments = self.env["hr.department"].create(
            [
                {"name": "Sales", "policy_code": "XS", "company_id": self.company.id},
                {"name": "Quality", "policy_code": "ZL", "company_id": self.company.id},
            ]
        )
        team = self.env["hr.department"].create(
            {"name": "Team", "parent_id": departments[0].id, "company_id": self.company.id}
        )
        slips = self.Slips.union(*(self._slips(department_id=unit.id) for unit in (*departments, team)))
        slips.action_accept()
        self.assertEqual(slips.mapped("number"), ["XS-2025-01", "ZL-2025-01", "XS-2025-02"])
        nameless = self.env["hr.department"].create({"name": "New one", "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "“New one” has none"):
            self._accepted(department_id=nameless.id)

    def test_without_a_rule_in_force_nothing_is_numbered(self):
        with self.assertRaisesRegex(UserError, "“Test slip” cannot be numbered in First Company"):
            self._accepted()
        rule = self._rule(mode="off")
        with self.assertRaisesRegex(UserError, "no numbering rule"):
            self._accepted()
        rule.write({"mode": "enforce", "effective_from": "2999-01-01"})
        with self.assertRaisesRegex(UserError, "no numbering rule"):
            self._accepted()

    @freeze_time("2025-05-15 04:00")
    def test_a_rule_that_observes_is_tried(self):
        self._rule(mode="observe", sequence=1, pattern="NEW-{year}{month}-{number}", code="try")
        self._rule(sequence=2)
        slip = self._accepted()
        self.assertEqual(slip.number, "250501")
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", "try")])
        self.assertEqual((observed.res_id, observed.res_model), (slip.id, slip._name))
        self.assertIn("NEW-202505-01", observed.message)

    def test_a_number_stays(self):
        self._rule()
        slip = self._accepted()
        number = slip.number
        slip.action_accept()
        self.assertEqual(slip.number, number)
        self.assertFalse(slip.copy().number)
        self.assertEqual(self._states(number), [("used", False)])
        slip.unlink()
        self.assertEqual(self._states(number), [("used", False)])

    @freeze_time("2025-05-15 04:00")
    def test_a_step_taken_back_leaves_no_number_behind(self):
        """Within a test the draw is taken back too; that it stays is proven in tests/long."""
        self._rule()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._accepted()
            raise ZeroDivisionError
        self.assertFalse(self.Numbers.search([("company_id", "=", self.company.id)]))

    @freeze_time("2025-05-15 04:00")
    def test_a_draw_without_document_is_void(self):
        self._rule()
        slip = self._accepted()
        draw = self.env["customer.number.draw"].search([("res_id", "=", slip.id)])
        values = draw.copy_data()[0] | {"number": 2, "name": "250502", "transaction": "3"}
        lost = draw.create(values)
        self.assertEqual(self._states("250502"), [("void", "ended")])
        lost._void(self.env.cr, lost.ids, "conflict")
        self.assertEqual(self._states("250502"), [("void", "conflict")])
        lost._void(self.env.cr, draw.ids, "conflict")
        self.assertEqual(self._states("250501"), [("used", False)])
        self.assertEqual(self._accepted().number, "250503")

    @freeze_time("2025-05-15 04:00")
    def test_numbers_from_before_are_passed_over(self):
        for kind in ("accounted", "plain"):
            pattern = f"{kind}{{yy}}{{month}}{{number}}"
            rule = self._rule(kind=kind, pattern=pattern, reset="month" if kind == "accounted" else "never")
            imported = self._slips(5)
            for number, slip in enumerate(imported, 1):
                slip.number = f"{kind}25050{number}"
            numbers = self._accepted(2).mapped("number")
            if kind == "accounted":
                self.assertEqual(numbers, ["accounted250506", "accounted250507"])
                self.assertEqual(self._states("accounted250503"), [("void", "taken")])
            else:
                self.assertGreaterEqual(min(numbers), "plain250506")
                self.assertEqual(len(set(numbers)), 2)
            rule.active = False

    @freeze_time("2025-05-15 04:00")
    def test_no_double_when_the_rule_changes(self):
        rule = self._rule()
        slips = self._accepted(3)
        for change in ({"reset": "year"}, {"kind": "plain"}, {"reset": "month"}, {"kind": "accounted"}, {"width": 1}):
            rule.write(change)
            slips |= self._accepted(3)
        self.assertEqual(len(set(slips.mapped("number"))), 18)
        # where a number is left out, the register says why
        for scope, numbers in self.env["customer.number.draw"].search([]).grouped("period").items():
            numbers = sorted(numbers.mapped("number"))
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)), scope)

    def test_pattern(self):
        for pattern, reset, message in (
            ("{year}{month}", "month", "once"),
            ("{number}", "month", r"\{year\}"),
            ("{year}{number}", "month", r"\{month\}"),
            ("{month}{number}", "never", ""),
            ("{year}{month}{number:02}", "month", r"no part \{number:02\}"),
            ("{0.__class__}{number}", "never", "no part"),
            ("{number", "never", "no counterpart"),
            ("{year}{department}{number}", "year", "A sign"),
            ("{year}-{department}-{number}", "year", ""),
        ):
            with self.subTest(pattern=pattern, reset=reset):
                if message:
                    with self.assertRaisesRegex(ValidationError, message):
                        self._rule(pattern=pattern, reset=reset)
                else:
                    self._rule(pattern=pattern, reset=reset)
        with freeze_time("2025-05-15 04:00"):
            self.assertEqual(self._rule().preview, "250501, 250502 … 250599, 2505100")
        for values in ({"width": 0}, {"start": 0}):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
                self._rule(**values)

    @freeze_time("2025-05-15 04:00")
    def test_first_number(self):
        self._rule(start=38)
        self.assertEqual(self._accepted(2).mapped("number"), ["250538", "250539"])

    @freeze_time("2025-05-15 04:00")
    def test_many_are_drawn_at_once(self):
        for kind, most in (("accounted", 12), ("plain", 7)):
            self._rule(kind=kind, pattern=f"{kind}-{{number}}", reset="never", sequence=1)
            self._accepted()
            slips = self._slips(200)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            slips.action_accept()
            self.assertLessEqual(self.env.cr.sql_log_count - before, most)
            self.env.flush_all()
            self.env["customer.number.rule"].search([]).active = False


@tagged("post_install", "-at_install")
class TestNumberAttack(NumberCase):
    """What a user tries over RPC."""

    def test_a_number_is_not_written(self):
        self._rule()
        slip = self._accepted()
        for role in ("user", "information_administrator", "supervisor", "manager", "general_manager"):
            own = self.as_role(role, slip)
            for values in ({"number": "X"}, {"number": False}, {"number_key": "X"}):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    own.write(values)
            for name in ("number", "number_key"):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    own.create({"name": "x", name: "X"})
            made = own.with_context(default_number="X", default_number_key="X").create({"name": "x"})
            self.assertEqual((made.number, made.number_key), (False, False))
            own.write({"name": "y", "number": slip.number})

    def test_nobody_touches_the_register(self):
        self._rule()
        slip = self._accepted()
        draw = self.env["customer.number.draw"].search([("res_id", "=", slip.id)])
        outcome = self.env["customer.number.outcome"].search([("draw_id", "=", draw.id)])
        number = self.Numbers.browse(draw.id)
        for role in ROLES:
            for row in (draw, outcome, number):
                own = self.as_role(role, row)
                for attack in (
                    lambda own=own: own.write({"company_id": self.other_company.id}),
                    lambda own=own: own.unlink(),
                    lambda own=own: own.create({}),
                ):
                    with self.assertRaises(UserError):  # which AccessError is too
                        attack()
        for row in (draw, outcome):
            with self.assertRaises(UserError):
                row.write({"company_id": self.other_company.id})
            with self.assertRaises(UserError):
                row.unlink()

    def test_who_reads(self):
        self._rule()
        slip = self._accepted()
        readers = {"supervisor", "manager", "general_manager", "rules_administrator", "security_auditor"}
        for role in ROLES:
            own = self.as_role(role, self.Numbers)
            self.assertEqual(own.has_access("read"), role in readers, role)
            if role in readers:
                self.assertEqual(own.search([]).mapped("name"), [slip.number])
        foreign = self._new_user("supervisor", company=self.other_company)
        self.assertFalse(self.as_user(foreign, self.Numbers).search([]))

    def test_only_rules_administrators_change_rules(self):
        rule = self._rule()
        for role in ROLES:
            if role != "rules_administrator":
                with self.assertRaises(AccessError):
                    self.as_role(role, rule).write({"pattern": "{number}"})
        self.as_role("rules_administrator", rule).write({"pattern": "S{yy}{month}{number}"})

    def test_who_drew_is_archived_not_deleted(self):
        self._rule()
        clerk = self._new_user("user", login="clerk")
        self.as_user(clerk, self._slips()).action_accept()
        with self.assertRaisesRegex(UserError, "Archive the user"):
            clerk.unlink()

    def test_an_addon_that_is_being_installed_numbers_in_its_own_transaction(self):
        """Its demo data can be numbered: another transaction would wait for the tables that this one holds."""
        rules = [self._rule(kind=kind, code=kind) for kind in ("accounted", "plain")]
        for rule, slip in zip(rules, (self._slips(), self._slips()), strict=True):
            (self.env["customer.number.rule"].union(*rules) - rule).mode = "off"
            rule.mode = "enforce"
            with (
                patch.object(self.registry, "ready", False),
                patch.object(customer_number_draw, "_second_cursor", side_effect=AssertionError("another transaction")),
            ):
                slip.action_accept()
            self.assertTrue(slip.number)

    def test_all_connections_taken(self):
        self._rule(kind="accounted")
        slip = self._slips()
        cursors = [PoolError("full"), PoolError("full"), "free"]
        with patch.object(customer_number_draw.time, "sleep"):
            registry = Mock(cursor=Mock(side_effect=cursors))
            self.assertEqual(customer_number_draw._second_cursor(registry), "free")
            with (
                patch.object(customer_number_draw, "_second_cursor", side_effect=PoolError("full")),
                self.assertRaisesRegex(UserError, "all connections to the database are taken"),
            ):
                slip.action_accept()
