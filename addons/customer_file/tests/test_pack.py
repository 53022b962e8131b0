from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import ROLES

from .pack_common import PACK, PackCase

WITHOUT_STAFF = PACK.partition("  customer.file.staffing.rule:")[0]


@tagged("post_install", "-at_install")
class TestPack(PackCase):
    def test_applying_creates_the_rules(self):
        plan = self._plan()
        self.assertEqual(self._kinds_of_change(plan), {"check": "created", "hospital": "created", "staff": "created"})
        self.assertFalse(self._rules(), "the plan writes nothing")
        self._apply()
        rule = self._rules()
        self.assertRecordValues(rule, [{"name": "Every quarter", "interval_months": 3, "clause": "001/12 2"}])
        self.assertEqual(set(rule.kind_ids.mapped("code")), {"dealer", "hospital"})
        pack = self.Packs.search([("code", "=", "test")])
        self.assertRecordValues(
            pack, [{"version": "1.0", "rule_count": 3, "applied_by_id": self.users["rules_administrator"].id}]
        )
        self.assertRecordValues(pack.application_ids, [{"created_count": 3, "changed_count": 0, "version": "1.0"}])

    def test_texts_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._apply()
        rule = self._rules()
        self.assertEqual(rule.with_context(lang="zh_CN").name, "每季度")
        self.assertEqual(rule.with_context(lang="en_US").name, "Every quarter")
        self.assertEqual(self._rules("kind", "hospital").with_context(lang="zh_CN").name, "Hospital")
        self.assertTrue(self._plan().is_empty)

    def test_applying_by_a_chinese_user_gives_the_same(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.Packs = self.Packs.with_context(lang="zh_CN")
        self._apply()
        self.assertEqual(self._rules().with_context(lang="en_US").name, "Every quarter")
        self._apply(PACK.replace("每季度", "每季").replace("Every quarter", "Each quarter"))
        self.assertEqual(self._rules().with_context(lang="en_US").name, "Each quarter")
        self.assertEqual(self._rules().with_context(lang="zh_CN").name, "每季")

    def test_new_rules_observe_until_somebody_enforces_them(self):
        text = PACK.replace("interval_months: 3", "interval_months: 3\n      mode: enforce")
        self._apply(text)
        self.assertEqual(self._rules().mode, "observe")
        self._rules().mode = "enforce"
        self.assertTrue(self._plan(text).is_empty, "the mode belongs to the company")

    def test_enforced_at_once_if_the_consultant_says_so(self):
        text = PACK.replace("minimum_staff: 2", "minimum_staff: 2\n      mode: off")
        self._apply(text, enforce=True)
        self.assertEqual(self._rules().mode, "enforce")
        self.assertEqual(self._rules("staffing.rule", "staff").mode, "off")
        self.assertTrue(self._plan(text, enforce=True).is_empty)

    def test_enforcing_later_shows_the_modes_that_change(self):
        self._apply()
        plan = self._plan(enforce=True)
        changes = {entry.code: entry.describe() for entry in plan.of_kind("changed")}
        self.assertEqual(changes, {"check": "Mode: Observe → Enforce", "staff": "Mode: Observe → Enforce"})

    def test_applying_twice_changes_nothing(self):
        self._apply()
        before = self._rules().write_date
        plan = self._apply()
        self.assertTrue(plan.is_empty)
        self.assertEqual(len(self.Packs.search([("code", "=", "test")]).application_ids), 1)
        self.assertEqual(self._rules().write_date, before)

    def test_a_new_version_changes_what_is_different(self):
        self._apply()
        plan = self._plan(PACK.replace("interval_months: 3", "interval_months: 6"))
        (entry,) = plan.of_kind("changed")
        self.assertEqual(entry.describe(), "Interval (Months): 3 → 6")
        self._apply(PACK.replace("interval_months: 3", "interval_months: 6"))
        self.assertEqual(self._rules().interval_months, 6)

    def test_what_a_new_version_leaves_out_goes_back_to_the_default(self):
        self._apply()
        self._apply(PACK.replace("      clause: 001/12 2\n", "").replace("      kind_ids: [dealer, hospital]\n", ""))
        self.assertRecordValues(self._rules(), [{"clause": False, "kind_ids": []}])

    def test_a_change_by_hand_is_a_conflict_and_stays(self):
        self._apply()
        self._rules().interval_months = 4
        new = PACK.replace("interval_months: 3", "interval_months: 6")
        (entry,) = self._plan(new).of_kind("conflict")
        self.assertEqual(entry.describe(), "Interval (Months): 4 → 6")
        self._apply(new)
        self.assertEqual(self._rules().interval_months, 4)
        self.assertEqual(self.Packs.search([("code", "=", "test")]).application_ids[0].kept_count, 1)
        self.assertEqual(self._kinds_of_change(self._plan(new))["check"], "conflict", "it is shown each time")

    def test_in_a_conflict_the_consultant_can_take_the_packs(self):
        self._apply()
        self._rules().interval_months = 4
        new = PACK.replace("interval_months: 3", "interval_months: 6")
        self._apply(new, take={("customer.file.check.rule", "check")})
        self.assertEqual(self._rules().interval_months, 6)
        self.assertTrue(self._plan(new).is_empty)

    def test_a_change_by_hand_to_what_the_new_version_wants_is_no_conflict(self):
        self._apply()
        self._rules().interval_months = 6
        self.assertTrue(self._plan(PACK.replace("interval_months: 3", "interval_months: 6")).is_empty)

    def test_a_rule_that_was_there_before_is_a_conflict(self):
        self._rule("customer.file.check.rule", code="check", interval_months=12)
        self.assertEqual(self._kinds_of_change(self._plan())["check"], "conflict")
        self._apply()
        self.assertEqual(self._rules().interval_months, 12)

    def test_a_rule_deleted_by_hand_comes_back_only_if_taken(self):
        self._apply()
        self._rules().unlink()
        self.assertEqual(self._kinds_of_change(self._plan())["check"], "conflict")
        self._apply()
        self.assertFalse(self._rules())
        self._apply(take={("customer.file.check.rule", "check")})
        self.assertEqual(self._rules().interval_months, 3)

    def test_a_rule_archived_by_hand_stays_archived(self):
        self._apply()
        self._rules().active = False
        self.assertEqual(self._kinds_of_change(self._plan())["check"], "conflict")
        self._apply()
        self.assertFalse(self._rules().active)

    def test_what_a_new_version_drops_is_archived_and_can_come_back(self):
        self._apply()
        plan = self._apply(WITHOUT_STAFF)
        self.assertEqual([entry.code for entry in plan.of_kind("archived")], ["staff"])
        self.assertFalse(self._rules("staffing.rule", "staff").active)
        self.assertTrue(self._plan(WITHOUT_STAFF).is_empty)
        self.assertEqual(self._kinds_of_change(self._plan())["staff"], "changed")
        self._apply()
        self.assertTrue(self._rules("staffing.rule", "staff").active)

    def test_a_dropped_rule_changed_by_hand_stays(self):
        self._apply()
        self._rules("staffing.rule", "staff").minimum_staff = 3
        plan = self._apply(WITHOUT_STAFF)
        self.assertEqual([entry.code for entry in plan.of_kind("conflict")], ["staff"])
        self.assertTrue(self._rules("staffing.rule", "staff").active)
        self.assertTrue(self._plan(WITHOUT_STAFF).is_empty, "it is the company's own now")

    def test_an_older_version_is_warned_of(self):
        self._apply(PACK.replace('"1.0"', '"1.10"'))
        self.assertEqual(
            self._plan(PACK.replace('"1.0"', '"1.9"')).warnings,
            ["Version 1.9 is older than 1.10, which was applied last."],
        )

    def test_two_packs_side_by_side_but_not_for_the_same_rule(self):
        self._apply()
        other = PACK.replace("code: test", "code: other").replace("en_US: Test", "en_US: Other")
        with self.assertRaisesRegex(UserError, "line 8: the rule “check” belongs to the pack “Test”; “Other”"):
            self._plan(other)
        for code in ("check", "hospital", "staff"):
            other = other.replace(f"code: {code}", f"code: {code}2")
        self._apply(other.replace("[dealer, hospital]", "[dealer, hospital2]"))
        self.assertEqual(len(self._rules() | self._rules(code="check2")), 2)
        self.assertEqual(self.Packs.search_count([("code", "in", ("test", "other"))]), 2)

    def test_a_group_in_which_nobody_is_is_warned_of(self):
        group = self.env["res.groups"].create({"name": "Reviewers"})
        self.env["ir.model.data"].create(
            {"module": "customer_file", "name": "group_test", "model": "res.groups", "res_id": group.id}
        )
        text = PACK + (
            "  customer.file.review.rule:\n"
            "    - {code: r, name: R, reviewer: group, group_id: customer_file.group_test}\n"
        )
        (warning,) = self._plan(text).warnings
        self.assertRegex(warning, "Nobody in First Company is in the group “Reviewers”, which the rule “r” names")
        self._apply(text)
        group.user_ids = self.boss
        self.assertFalse(self._plan(text).warnings)

    # who may

    def test_only_rules_administrators_apply_and_export(self):
        for role in ROLES:
            if role == "rules_administrator":
                continue
            packs = self.as_role(role, self.env["customer.policy.pack"])
            with self.assertRaises(AccessError, msg=role):
                packs._apply(self.company, PACK.encode(), "test.yaml")
            with self.assertRaises(AccessError, msg=role):
                packs._export(self.company)
            for model in ("wizard", "export"):
                with self.assertRaises(AccessError, msg=role):
                    self.as_role(role, self.env[f"customer.policy.pack.{model}"]).create({})
        self.assertFalse(self._rules())

    def test_nobody_writes_the_packs_or_their_history(self):
        self._apply()
        pack = self.Packs.search([("code", "=", "test")])
        vals = {
            "code": "forged",
            "name": "x",
            "version": "1",
            "applied_on": "2026-01-01",
            "applied_by_id": self.boss.id,
        }
        for role in ROLES:
            with self.assertRaises(AccessError, msg=role):
                self.as_role(role, pack).write({"applied_values": {}})
            with self.assertRaises(AccessError, msg=role):
                self.as_role(role, pack).unlink()
            with self.assertRaises(AccessError, msg=role):
                self.as_role(role, pack).create({**vals, "company_id": self.company.id})
            with self.assertRaises(AccessError, msg=role):
                self.as_role(role, pack.application_ids).create({"pack_id": pack.id, "version": "9"})

    def test_not_in_a_company_one_does_not_work_in(self):
        with self.assertRaisesRegex(AccessError, "do not work in the company “Second Company”"):
            self._plan(company=self.other_company)

    def test_a_context_changes_nothing(self):
        packs = self.Packs.with_context(
            default_mode="enforce", default_company_id=self.other_company.id, default_active=False
        )
        packs._apply(self.company, PACK.encode(), "test.yaml")
        self.assertRecordValues(self._rules(), [{"mode": "observe", "company_id": self.company.id, "active": True}])
        self.assertFalse(self._rules(company=self.other_company))
