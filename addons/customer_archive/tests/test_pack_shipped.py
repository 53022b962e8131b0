from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACKS = (
    "audio_visual_archive_002_3",
    "property_customer_archive_003",
    "dealer_service_archive_001_5",
    "document_archive_002_2",
    "parcel_waybill_archive_001_8",
    "partner_file_archive_001_1",
    "statistics_archive_000",
)


@tagged("post_install", "-at_install")
class TestShippedPacks(ShippedPackCase):
    def _shipped(self):
        return [f"customer_archive/{name}.yaml" for name in PACKS]

    def _apply_part(self, part, company, **options):
        """Apply the pack that has ``part`` in its name."""
        (name,) = [name for name in self._shipped() if part in name]
        self._apply_shipped(name, company, **options)

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self.assertEqual(len(self._shipped()), 7)
        for name in self._shipped():
            with self.subTest(name):
                self._check_round_trip(name)

    def test_they_stand_side_by_side(self):
        company = self._empty_company()
        for name in self._shipped():
            self._apply_shipped(name, company)
        self.assertEqual(len(self._packs_in(company).search([("company_id", "=", company.id)])), 7)

    @proves("S2.2-05")
    def test_the_catalogue_has_the_eleven_groups(self):
        company = self._empty_company()
        self._apply_part("002_2", company)
        self.assertEqual(
            self._records("customer.archive.class", company).mapped("number"), [str(number) for number in range(1, 12)]
        )

    def test_numbers_are_those_of_the_written_rules(self):
        company = self._empty_company()
        for part in ("002_2", "_003", "_000"):
            self._apply_part(part, company)
        terms = {rule.code: (rule.duration, rule.unit) for rule in self._records("customer.deadline.rule", company)}
        self.assertEqual(terms["filing-day-002-2"], (10, "day"))
        self.assertEqual(terms["custody-check-003"], (6, "month"))
        retention = self._records("customer.retention.class", company)
        self.assertEqual(retention.mapped("term"), ["permanent", "long", "short"])
        volumes = self._records("customer.archive.volume.rule", company)
        self.assertEqual((len(volumes.point_ids), volumes.archivist_only, volumes.needs_contents), (4, True, True))
        destruction = self._records("customer.approval.rule", company)
        self.assertEqual(destruction.level_ids.group_id.mapped("name"), ["Supervisor", "Manager", "General Manager"])
        self.assertFalse(destruction.several_levels)

    @proves("S0-10")
    def test_statistics_need_their_three_approvals_and_other_documents_wait_for_a_rule(self):
        company = self._empty_company()
        self._apply_part("_000", company, enforce=True)
        statistics = self._records("customer.archive.class", company)
        other = self.env["customer.archive.class"].create(
            {"name": "Other", "number": "9", "company_id": company.id, "code": "other"}
        )
        requests = self.env["customer.destruction.request"]
        for item, levels in ((statistics, 3), (other, 0)):
            document = self.env["customer.archive.document"].create(
                {"name": "Paper", "company_id": company.id, "class_id": item.id}
            )
            request = requests.create({"company_id": company.id, "document_ids": document.ids})
            self.assertEqual(len(request._approval_rules("")[1]._deciding().level_ids), levels)
            self.assertIn("no rule says whose" if not levels else "must be requested", request._approval_obstacle())

    def test_waybills_are_bound_to_their_place(self):
        company = self._empty_company()
        self._apply_part("001_8", company)
        waybills = self._records("customer.archive.class", company)
        self.assertEqual((waybills.place_id.code, waybills.lendable), ("waybill-store-001-8", False))
        self.assertTrue(waybills.place_id.activity_ids, "its set-up is reported")
