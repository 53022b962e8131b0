from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pack_common import PACK, PackCase


@tagged("post_install", "-at_install")
class TestPackRefused(PackCase):
    """A pack with anything wrong in it is refused whole, with file, line and reason."""

    def assertRefused(self, text, line, reason, **options):
        before = self.env["customer.file.kind"].search_count([])
        data = text if isinstance(text, bytes) else text.encode()
        place = f"test.yaml, line {line}: " if line else "test.yaml: "
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.Packs._apply(self.company, data, "test.yaml", **options)
        self.assertEqual(str(caught.exception)[: len(place)], place, str(caught.exception))
        self.assertRegex(str(caught.exception), reason)
        self.assertFalse(self._rules())
        self.assertEqual(self.env["customer.file.kind"].search_count([]), before)
        self.assertFalse(self.Packs.search([("code", "=", "test")]))

    def _replaced(self, old, new):
        self.assertIn(old, PACK)
        return PACK.replace(old, new)

    def test_what_is_not_yaml(self):
        self.assertRefused(self._replaced("rules:", "rules: ["), 8, "this is not YAML")
        self.assertRefused("", 0, "the file is empty")
        self.assertRefused("- a", 1, "keys with values are expected")
        self.assertRefused(PACK.encode("gb18030"), 4, "encoding UTF-8")

    def test_a_key_twice(self):
        self.assertRefused(
            self._replaced("interval_months: 3", "interval_months: 3\n      interval_months: 4"),
            12,
            "“interval_months” stands here twice, first in line 11",
        )

    def test_a_bomb(self):
        lines = ["a: &a [x,x,x,x,x,x,x,x,x]"] + [
            f"{c}: &{c} [{','.join(['*' + p] * 9)}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
        ]
        self.assertRefused("\n".join(lines), 1, "anchors and aliases")
        self.assertRefused("a: " + "[" * 1000, 1, "more than 20 levels")
        self.assertRefused("a: " + "x" * 1024 * 1024, 0, "larger than 1024 KB")

    def test_code_instead_of_data(self):
        self.assertRefused(
            self._replaced("interval_months: 3", "interval_months: !!python/object/apply:os.getpid []"), 11, "tags"
        )
        self.assertRefused(self._replaced("interval_months: 3", "interval_months: !required x"), 11, "tags")
        self.assertRefused(PACK + "---\na: 1\n", 20, "a second document")

    def test_a_model_that_is_no_rule(self):
        for model in ("res.users", "customer.file", "customer.collection.form.line", "ir.actions.server", "nothing"):
            self.assertRefused(self._replaced("customer.file.check.rule", model), 7, f"“{model}” is no model of rules")

    def test_a_field_that_is_none(self):
        self.assertRefused(self._replaced("clause: 001", "claus: 001"), 10, "has no field “claus”")
        for name in ("company_id", "active", "id", "create_uid", "display_name"):
            self.assertRefused(self._replaced("clause: 001/12 2", f"{name}: 1"), 10, f"field “{name}” is not held")

    def test_values_of_the_wrong_type(self):
        for value in ("three", "3.5", "'3'", "[3]", "{a: 3}", "true"):
            self.assertRefused(
                self._replaced("interval_months: 3", f"interval_months: {value}"), 11, "whole number|single value"
            )
        self.assertRefused(self._replaced("[dealer, hospital]", "dealer"), 12, "a list is expected")
        self.assertRefused(
            self._replaced("clause: 001/12 2", "effective_from: 2026-02-30"), 10, "is a date like 2026-01-31"
        )
        self.assertRefused(
            self._replaced("clause: 001/12 2", "effective_from: tomorrow"), 10, "is a date like 2026-01-31"
        )
        self.assertRefused(
            self._replaced("clause: 001/12 2", "mode: sometimes"),
            10,
            "none of the choices of “mode”: off, observe, enforce",
        )
        self.assertRefused(self._replaced("minimum_staff: 2", "minimum_staff: 99999999999"), 19, "whole number")

    def test_a_code_twice(self):
        again = "    - {code: staff, name: Again, minimum_staff: 3}\n"
        self.assertRefused(PACK + again, 20, "the code “staff” was given to the rule in line 17")

    def test_a_value_missing(self):
        self.assertRefused(
            self._replaced("      interval_months: 3\n", ""), 8, "a value for “interval_months” is missing"
        )
        self.assertRefused(self._replaced("      name: Hospital\n", ""), 14, "a value for “name” is missing")
        self.assertRefused(self._replaced("name: Hospital", "name: ''"), 15, "a value for “name” is missing")
        self.assertRefused(self._replaced("    - code: check\n      name", "    - name"), 8, "“code” is missing")
        self.assertRefused(self._replaced('  version: "1.0"\n', ""), 3, "“version” is missing")
        self.assertRefused(self._replaced('"1.0"', "new"), 5, "“new” is no version")

    def test_references_that_lead_nowhere(self):
        self.assertRefused(self._replaced("[dealer, hospital]", "[dealer, clinic]"), 12, "“Customer kind” is “clinic”")
        for name in ("customer_policy.group_nobody", "base.user_admin", "7", "customer_policy"):
            text = (
                PACK + f"  customer.file.review.rule:\n    - {{code: r, name: R, reviewer: group, group_id: {name}}}\n"
            )
            self.assertRefused(text, 21, f"“Access Groups” is “{name}”")
        text = PACK + "  customer.file.scope:\n    - {code: s, name: S, field_ids: [customer.file.nothing]}\n"
        self.assertRefused(text, 21, "“Fields” is “customer.file.nothing”")

    def test_a_rule_of_another_company_cannot_be_named(self):
        self.env["customer.file.kind"].create({"code": "clinic", "name": "C", "company_id": self.other_company.id})
        self.assertRefused(self._replaced("[dealer, hospital]", "[clinic]"), 12, "“Customer kind” is “clinic”")

    def test_people_are_asked_for_never_named(self):
        for value in (self.boss.login, self.boss.id, "base.user_admin"):
            rule = f"{{code: m, name: M, occasion: check, recipient: user, user_id: {value}}}"
            self.assertRefused(f"{PACK}  customer.file.reminder.rule:\n    - {rule}\n", 21, "a pack asks for it")

    @mute_logger("odoo.sql_db")
    def test_what_the_rule_itself_refuses(self):
        self.assertRefused(
            self._replaced("interval_months: 3", "interval_months: 0"),
            8,
            "Periodic data check “check” was refused: The interval of the data check must be one month at least",
        )
        text = self._replaced("interval_months: 3", "interval_months: 4\n      max_interval_months: 3")
        self.assertRefused(
            text, 8, "“check” was refused: Every quarter: the data must be checked at least every 3 months"
        )

    def test_an_unknown_key(self):
        self.assertRefused(
            self._replaced("  code: test", "  code: test\n  author: me"), 4, "“author” is not known here"
        )
        self.assertRefused(PACK + "records: []\n", 20, "“records” is not known here")

    # values that the policy leaves open

    OPEN = PACK.replace("minimum_staff: 2", 'minimum_staff: {required: "How many?"}')
    PATH = "customer.file.staffing.rule.staff.minimum_staff"

    def test_an_open_value_is_asked_for_and_has_no_default(self):
        (question,) = self._plan(self.OPEN).pack.questions
        self.assertEqual((question.path, question.text, question.line), (self.PATH, "How many?", 19))
        with self.assertRaisesRegex(UserError, f"leaves these values open.*\n{self.PATH}: How many?"):
            self._apply(self.OPEN)
        self.assertFalse(self._rules())
        self._apply(self.OPEN, answers={self.PATH: "3"})
        self.assertEqual(self._rules("staffing.rule", "staff").minimum_staff, 3)

    def test_an_answer_is_remembered(self):
        self._apply(self.OPEN, answers={self.PATH: "3"})
        self.assertTrue(self._plan(self.OPEN).is_empty)
        self._apply(self.OPEN, answers={self.PATH: "4"})
        self.assertEqual(self._rules("staffing.rule", "staff").minimum_staff, 4)

    def test_a_wrong_answer_is_refused(self):
        self.assertRefused(self.OPEN, 19, "whole number, not “many”", answers={self.PATH: "many"})

    def test_a_person_is_an_answer(self):
        text = PACK + (
            "  customer.file.reminder.rule:\n"
            "    - {code: m, name: M, occasion: check, recipient: user, user_id: {required: Who?}}\n"
        )
        path = "customer.file.reminder.rule.m.user_id"
        self.assertRefused(text, 21, "“User” is “nobody”", answers={path: "nobody"})
        self._apply(text, answers={path: self.boss.login})
        self.assertEqual(self._rules("reminder.rule", "m").user_id, self.boss)
        exported = self.Packs._export(self.company, pack_code="test")
        self.assertNotIn(self.boss.login, exported)
        self.assertIn("user_id:\n        required: Person\n", exported)
