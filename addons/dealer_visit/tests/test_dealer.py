from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


class TestDealer(VisitCase):
    """What is known of dealers, their shops and their agreements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer_kind = cls._kind("dealer")
        cls.brand = cls.env["dealer.brand"].create({"name": "Swift", "company_id": cls.company.id})

    def _dealer(self, name="Dealer", **values):
        return self._file(name, kind_id=self.dealer_kind.id, responsible_id=self.seller.id, **values)

    @proves("S1.7-3.1c")
    def test_six_data_of_a_dealer(self):
        names = ("kind_id", "cooperation_since", "dealer_brand_ids", "dealer_credit_rating", "financial_status",
                 "staff_status")  # fmt: skip
        self._rule("customer.file.requirement", fields=names, kind_ids=[(6, 0, self.dealer_kind.ids)])
        data = {
            "cooperation_since": 2019,
            "dealer_brand_ids": [(6, 0, self.brand.ids)],
            "dealer_credit_rating": "AA",
            "financial_status": "Sound",
            "staff_status": "Twelve, two of them technicians",
        }
        for missing in data:
            file = self._dealer(missing, **{name: value for name, value in data.items() if name != missing})
            label = self.Files._fields[missing]._description_string(self.env)
            self.assertRefused(f"Missing: .*{label.split('(')[0]}", self.as_user(self.seller, file).action_submit)
        complete = self._dealer("Complete", **data)
        self.assertEqual(complete.completeness, 100)
        self.as_user(self.seller, complete).action_submit()
        self.assertEqual(complete.state, "to_review")

    @proves("S1.7-3.1c")
    def test_years_of_cooperation(self):
        dealer = self._dealer(cooperation_since=2019)
        for now, years in (
            ("2025-01-01 12:00:00", 6),
            ("2025-12-31 12:00:00", 6),
            ("2019-06-01", 0),
            ("2026-01-01 12:00:00", 7),
        ):
            with freeze_time(now):
                dealer.invalidate_recordset()
                self.assertEqual(dealer.cooperation_years, years, now)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            dealer.cooperation_since = 19
            dealer.flush_recordset()

    def test_second_tier_shops(self):
        main = self._dealer("Main", dealer_tier="main")
        second = self._dealer("Second", dealer_tier="second", main_shop_id=main.id)
        self.assertEqual(main.second_shop_ids, second)
        for vals in (
            {"main_shop_id": False},
            {"dealer_tier": "main"},
            {"main_shop_id": second.id},
            {"main_shop_id": self._dealer("Alone").id},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                second.write(vals)
        self.assertRefused("main shop of others", lambda: main.write({"dealer_tier": False}), ValidationError)

    def test_two_brands_of_one_name(self):
        brands = self.env["dealer.brand"].with_company(self.company)
        first = brands.create({"name": "Swallow"})
        self.env["res.lang"]._activate_lang("zh_CN")
        first.with_context(lang="zh_CN").name = "燕子"
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            brands.create({"name": "Swallow"})
        brands.with_company(self.other_company).create({"name": "Swallow", "company_id": self.other_company.id})

    def test_shops_follow_a_merge(self):
        main, kept = self._dealer("Main", dealer_tier="main"), self._dealer("Kept")
        second = self._dealer("Second", dealer_tier="second", main_shop_id=main.id)
        main._merge_into(kept)
        self.assertEqual((second.main_shop_id, kept.dealer_tier), (kept, "main"))

    def test_a_main_shop_merges_into_its_own_second_tier_shop(self):
        main = self._dealer("Main", dealer_tier="main")
        kept = self._dealer("Kept", dealer_tier="second", main_shop_id=main.id)
        other = self._dealer("Other", dealer_tier="second", main_shop_id=main.id)
        main._merge_into(kept)
        self.assertEqual((kept.dealer_tier, kept.main_shop_id, other.main_shop_id), ("main", self.Files, kept))

    @proves("S1.8-09")
    def test_a_franchise_agreement_needs_the_security_clause(self):
        self._rule(
            "customer.confidentiality.agreement.rule",
            kind="franchise",
            scan_required=False,
            clause_ids=[(0, 0, {"name": "Information security"})],
        )
        dealer = self._dealer()
        agreements = self.env["customer.confidentiality.agreement"]
        nobody = {"kind": "franchise", "company_id": self.company.id}
        self.assertRefused("names the dealer", lambda: agreements.create(nobody), ValidationError)
        agreement = agreements.create(
            {"kind": "franchise", "partner_id": dealer.partner_id.id, "company_id": self.company.id}
        )
        self.assertEqual(dealer.franchise_ids, agreement)
        signed = self.as_user(self.boss, agreement)
        self.assertRefused("the clause “Information security”", signed.action_activate)
        self.assertEqual(agreement.state, "draft")
        agreement.clause_ids.is_included = True
        signed.action_activate()
        self.assertEqual(agreement.state, "active")

    @proves("S1.8-09")
    def test_the_franchisor_is_responsible_with_the_dealer(self):
        dealer, other = self._dealer(), self._dealer("Independent")
        agreement = self.env["customer.confidentiality.agreement"].create(
            {"kind": "franchise", "partner_id": dealer.partner_id.id, "company_id": self.company.id,
             "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
        )  # fmt: skip
        reports = self.env["customer.leak.report"].with_company(self.company)

        def responsible(file, when):
            report = reports.create({"name": "List lost", "dealer_partner_id": file.partner_id.id, "leak_date": when,
                                     "company_id": self.company.id})  # fmt: skip
            return report.co_responsible_ids

        self.assertFalse(responsible(dealer, "2026-05-01"), "an agreement that is not in force")
        self.as_user(self.boss, agreement).action_activate()
        self.assertEqual(responsible(dealer, "2026-05-01"), self.company.partner_id)
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        for moment, there in (("2025-12-31 15:59:59", False), ("2025-12-31 16:00:00", True),
                              ("2026-12-31 15:59:59", True), ("2026-12-31 16:00:00", False)):  # fmt: skip
            self.assertEqual(bool(responsible(dealer, moment)), there, moment)
        self.assertFalse(responsible(other, "2026-05-01"))

    @proves("S1.1-01")
    def test_five_steps_of_a_joint_venture_partner(self):
        self._visit_rule(interval=6)
        partner = self._filed(is_joint_venture_partner=True, responsible_id=self.clerk.id)
        self._give_grade(partner, "A")
        shown = self.as_user(self.boss, partner)
        self.assertEqual(shown.admission_state, "not_needed")
        self.assertEqual(shown.graded_ids.code, "A")
        self.assertTrue(shown.next_visit_date)
        self.assertEqual(shown.state, "filed")
        review = self.env["customer.grade.review"].create({"file_id": partner.id, "scheme_id": self.scheme.id})
        self.assertFalse(shown.last_review_id)
        self.as_user(self.clerk, review).action_evaluate()
        shown.invalidate_recordset()
        self.assertEqual(shown.last_review_id, review)
        view = self.as_user(self.boss, self.Files).get_view(view_type="form")
        page = etree.fromstring(view["arch"]).find(".//page[@name='joint_venture']")
        self.assertEqual(page.get("invisible"), "not is_joint_venture_partner")
        names = {field.get("name") for field in page.iter("field")}
        self.assertLessEqual({"admission_state", "graded_ids", "next_visit_date", "state", "last_review_id"}, names)
