from odoo.tests import tagged

from .pack_common import PackCase


@tagged("post_install", "-at_install")
class TestShippedPacks(PackCase):
    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        shipped = [name for name in self.Packs._shipped() if name.startswith("customer_file/")]
        self.assertGreaterEqual(len(shipped), 5)
        for name in shipped:
            with self.subTest(name):
                self._check_round_trip(name)

    def test_they_stand_side_by_side(self):
        company = self._empty_company()
        packs = self._packs_in(company)
        # of other addons some are variants of one policy, with the same codes
        for name in packs._shipped():
            if name.startswith("customer_file/"):
                self._apply_shipped(name, company)
        self.assertGreaterEqual(packs.search_count([("company_id", "=", company.id)]), 5)

    def test_numbers_are_those_of_the_written_rules(self):
        company = self._empty_company()
        packs = self._packs_in(company)
        for name in ("customer_file/pharmacy_customer_file_001_12.yaml",):
            packs._apply(company, *packs._read_shipped(name))
        self.assertEqual(self._rules("opening.rule", "open-001-12", company).submission_days, 7)
        self.assertEqual(self._rules("review.rule", "review-001-12", company).reviewer, "superior")
        check = self._rules("check.rule", "check-001-12", company)
        self.assertEqual(check.interval_months, 3)
        self.assertEqual(set(check.kind_ids.mapped("code")), {"dealer", "hospital", "pharmacy", "retailer"})

    def test_all_rules_of_a_company_make_the_round_trip(self):
        """Rules made by hand with all kinds of fields: translated, lines, properties, groups, dates, modes."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self._apply(enforce=True)
        kind = self._rules("kind", "hospital")
        kind.update_field_translations("name", {"zh_CN": "医院"})
        kind.property_definition = [
            {"name": "beds", "type": "integer", "string": "床位数 Beds", "default": 7},
            {"name": "stars", "type": "selection", "string": "Stars", "selection": [["s3", "***"], ["4", "yes"]]},
        ]
        rules = self.as_role("rules_administrator", self.env["customer.file.review.rule"])
        rules.create(
            {
                "name": "off", "code": "review", "mode": "off", "effective_from": "2026-05-01", "sequence": 3,
                "reviewer": "group", "group_id": self.env.ref("customer_policy.group_supervisor").id,
            }
        )  # fmt: skip
        method = self.env["customer.collection.method"].search(
            [("code", "=", "visit"), ("company_id", "=", self.company.id)]
        )
        self.as_role("rules_administrator", self.env["customer.collection.form"]).create(
            {
                "name": "Visit: all # of it",
                "code": "visit",
                "method_id": method.id,
                "introduction": "<p>Two<br>lines</p>",
                "line_ids": [
                    (0, 0, {"field_id": self._field(name).id, "is_required": name == "need"})
                    for name in ("need", "fax", "agent")
                ],
            }
        )
        exported = self.Packs._export(self.company)
        second = self._empty_company()
        packs = self._packs_in(second)
        plan = packs._plan(second, exported.encode(), "rules.yaml", enforce=True)
        # kinds and methods that every company gets are there already, and equal
        self.assertFalse(plan.of_kind("changed", "archived", "conflict"))
        packs._apply(second, exported.encode(), "rules.yaml", enforce=True)
        self.assertEqual(packs._export(second), exported)
        self.assertTrue(packs._plan(second, exported.encode(), "rules.yaml", enforce=True).is_empty)

    def test_an_export_reads_well(self):
        self._apply()
        self._rules().interval_months = 4
        self.env["res.lang"]._activate_lang("zh_CN")
        self._rules().update_field_translations("name", {"zh_CN": "每季度"})
        self.assertEqual(
            self.Packs._export(self.company, pack_code="test"),
            """pack:
  code: test
  name: Test
  version: '1.0'
rules:
  customer.file.check.rule:
    - code: check
      name:
        en_US: Every quarter
        zh_CN: 每季度
      clause: 001/12 2
      mode: observe
      interval_months: 4
      kind_ids:
        - dealer
        - hospital
  customer.file.kind:
    - code: hospital
      name: Hospital
      mode: enforce
  customer.file.staffing.rule:
    - code: staff
      name: Two
      mode: observe
      minimum_staff: 2
""",
        )

    def test_lines_of_a_rule_follow_the_pack(self):
        form = """
pack: {code: test, name: T, version: "1"}
rules:
  customer.collection.form:
    - code: visit
      name: Visit
      method_id: visit
      line_ids:
        - {field_id: customer.file.need, is_required: true}
        - {field_id: customer.file.fax}
        - {field_id: customer.file.agent}
"""
        self._apply(form)
        record = self.env["customer.collection.form"].search(
            [("code", "=", "visit"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(record.line_ids.field_id.mapped("name"), ["need", "fax", "agent"])
        first = record.line_ids[0]
        swapped = form.replace("file.fax", "file.x").replace("file.agent", "file.fax").replace("file.x", "file.agent")
        self._apply(swapped)
        self.assertEqual(record.line_ids.sorted().field_id.mapped("name"), ["need", "agent", "fax"])
        self.assertIn(first, record.line_ids, "a line that did not change is kept")
        self.assertTrue(self._plan(swapped).is_empty)
        record.line_ids[1].is_required = True
        self.assertEqual(len(self._plan(swapped).of_kind("conflict")), 1)

    def test_only_archived_or_foreign_rules_give_no_export(self):
        self.assertNotIn("staff", self.Packs._export(self.company))
        self._apply()
        self.assertIn("staff", self.Packs._export(self.company, area="customer_file"))
        self._rules("staffing.rule", "staff").active = False
        self.assertNotIn("staff", self.Packs._export(self.company))
