from odoo.tests import tagged

from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

HOSPITAL, VENTURE, SERVICE = PACKS = (
    "customer_grading/hospital_supplier_grades_001_11.yaml",
    "customer_grading/joint_venture_grades_001_1.yaml",
    "customer_grading/service_grades_004.yaml",
)


@tagged("post_install", "-at_install")
class TestGradePacks(ShippedPackCase):
    ANSWERS = {"": "7", ".domain": "[]"}

    def _schemes(self, company, *names, **options):
        for name in names:
            self._apply_shipped(name, company, **options)
        return self._records("customer.grade.scheme", company)

    def test_each_makes_the_round_trip(self):
        shipped = [name for name in self.env["customer.policy.pack"]._shipped() if "_grades_" in name]
        self.assertEqual(sorted(shipped), sorted(PACKS))
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(name)
                self.assertEqual(set(self._schemes(self._empty_company(f"{name} 3"), name).mapped("mode")), {"observe"})

    def test_what_is_left_open_is_asked(self):
        packs = self._packs_in(self.company)
        for name, count in ((HOSPITAL, 12), (VENTURE, 11), (SERVICE, 15)):
            questions = packs._plan(self.company, *packs._read_shipped(name)).pack.questions
            self.assertEqual(len(questions), count, name)

    def test_caps_and_days_of_the_hospital_supplier(self):
        scheme = self._schemes(self.company, HOSPITAL, enforce=True)
        self.assertEqual(scheme.grade_ids.mapped("cap_percent"), [15, 30, 0])
        self.assertEqual((scheme.review_months, scheme.mode), (6, "enforce"))
        rule = self._records("customer.deadline.rule", self.company)
        self.assertEqual((rule.duration, rule.unit), (5, "day"))

    def test_scores_with_each(self):
        """Every scheme of every pack is measured without an error."""
        schemes = self._schemes(self.company, *PACKS, enforce=True)
        self.assertEqual(len(schemes), 6)
        for scheme in schemes:
            run = self.as_role("supervisor", self.env["customer.grading.run"]).create({"scheme_id": scheme.id})
            run.action_compute()
            self.assertEqual(run.state, "computed")
