from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestInspection(ArchiveCase):
    def _deadline_rule(self, kind, duration, unit="month"):
        return self._rule(
            "customer.deadline.rule",
            milestone="customer.archive.inspection/next",
            duration=duration,
            unit=unit,
            domain=f"[('kind', '=', '{kind}')]",
        )

    def _inspection(self, **values):
        inspections = self.as_user(self.archivist, self.env["customer.archive.inspection"])
        return inspections.create({"date": "2026-01-01", **values})

    @proves("S3-14.1")
    def test_custody_is_checked_every_half_year(self):
        self._deadline_rule("custody", 6)
        documents = self._filed_document("A") | self._filed_document("B")
        inspection = self._inspection(
            checked_count=300,
            finding_ids=[
                (0, 0, {"name": "Torn", "kind": "damaged", "document_id": documents[0].id}),
                (0, 0, {"name": "Pale", "kind": "faded", "document_id": documents[1].id}),
            ],
        )
        with freeze_time("2026-01-01 10:00:00"):
            inspection.action_complete()
        self.assertEqual((inspection.checked_count, inspection.damaged_count), (300, 2))
        self.assertEqual(str(inspection.next_date), "2026-07-01")
        with freeze_time("2026-07-01 23:00:00"):
            self.assertFalse(inspection.has_overdue_deadline)
        self.env.invalidate_all()
        with freeze_time("2026-07-02 00:30:00"):
            self.assertTrue(inspection.has_overdue_deadline)
            following = self._inspection(date="2026-07-02")
            following.action_complete()
        self.env.invalidate_all()
        self.assertFalse(inspection.next_date)
        self.assertEqual(inspection.sudo().deadline_ids.state, "late")
        self.assertEqual(str(following.next_date), "2027-01-02")
        with self.assertRaises(UserError):
            following.unlink()
        with self.refused("was noted"):
            inspection.finding_ids[0].unlink()

    def test_another_place_or_kind_is_inspected_for_itself(self):
        self._deadline_rule("custody", 6)
        self._deadline_rule("environment", 1)
        first = self._inspection()
        first.action_complete()
        environment = self._inspection(kind="environment")
        environment.action_complete()
        room = self._inspection(place_id=self._place().id)
        room.action_complete()
        self.env.invalidate_all()
        self.assertEqual(
            [str(one.next_date) for one in (first, environment, room)], ["2026-07-01", "2026-02-01", "2026-07-01"]
        )

    @proves("S3-14.2")
    def test_what_is_damaged_is_repaired_promptly(self):
        self._rule("customer.deadline.rule", milestone="customer.archive.finding/repair", duration=7, unit="day")
        findings = self.as_user(self.archivist, self.env["customer.archive.finding"])
        with freeze_time("2026-03-01 08:00:00"):
            finding = findings.create(
                {
                    "name": "Faded",
                    "kind": "faded",
                    "document_id": self._filed_document().id,
                    "responsible_id": self.clerk.id,
                }
            )
        self.assertEqual((finding.activity_ids.user_id, finding.activity_ids.summary), (self.clerk, "Put right: Faded"))
        with freeze_time("2026-03-08 20:00:00"):
            self.assertFalse(finding.has_overdue_deadline)
        self.env.invalidate_all()
        with freeze_time("2026-03-09 00:10:00"):
            self.assertTrue(finding.has_overdue_deadline)
            finding.action_repair()
        self.assertEqual((finding.state, finding.repaired_by_id), ("repaired", self.archivist))
        self.assertFalse(finding.activity_ids)

    def test_what_was_found_stays_as_it_was_noted(self):
        document = self._filed_document("A")
        note = {"name": "Torn", "kind": "damaged", "document_id": document.id}
        inspection = self._inspection(checked_count=300, finding_ids=[(0, 0, note)])
        inspection.write({"checked_count": 301})
        finding = inspection.finding_ids
        finding.name = "Torn at the edge"
        inspection.action_complete()
        loose = finding.create({**note, "name": "Loose"})
        for user in (self.archivist, self.users["supervisor"], self.users["general_manager"]):
            own, noted, other = (self.as_user(user, one) for one in (inspection, finding, loose))
            for attack in (
                lambda own=own: own.write({"checked_count": 1}),
                lambda own=own: own.write({"date": "2030-01-01"}),
                lambda own=own: own.write({"finding_ids": [(5,)]}),
                lambda own=own: own.unlink(),
                lambda noted=noted: noted.write({"name": "Nothing"}),
                lambda noted=noted: noted.write({"kind": "other"}),
                lambda noted=noted: noted.write({"inspection_id": False}),
                lambda noted=noted: noted.write({"document_id": self._document("B").id}),
                lambda noted=noted: noted.unlink(),
                lambda noted=noted, own=own: noted.create({**note, "inspection_id": own.id}),
                lambda other=other, own=own: other.write({"inspection_id": own.id}),
            ):
                with self.assertRaises(UserError):
                    attack()
        # the repair comes afterwards, and is closed with its entry
        finding.write({"repair": "glued", "responsible_id": self.clerk.id})
        finding.action_repair()
        for vals in ({"repair": "nothing"}, {"responsible_id": self.archivist.id}, {"attachment_ids": [(5,)]}):
            with self.refused("is closed"):
                finding.write(vals)
        with self.assertRaises(UserError):
            finding.unlink()
        finding.message_post(body="a remark")

    @proves("S3-14.3")
    def test_mould_in_a_room_becomes_a_task(self):
        room = self._place("Room", custodian_id=self.clerk.id)
        inspection = self._inspection(kind="environment", place_id=room.id)
        inspection.finding_ids = [(0, 0, {"name": "Mould behind the shelf", "kind": "mould", "place_id": room.id})]
        self.assertEqual(inspection.finding_count, 1)
        task = inspection.finding_ids.activity_ids
        self.assertEqual((len(task), task.summary), (1, "Put right: Mould"))
        with self.assertRaises(ValidationError):
            self._inspection(finding_ids=[(0, 0, {"name": "Somewhere", "kind": "damp"})])
