from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .secrecy_common import SecrecyCase
from .test_correction import CorrectionCase


@tagged("post_install", "-at_install")
class TestRecordAttack(CorrectionCase, SecrecyCase):
    """What somebody changes afterwards, over RPC, of what was submitted, signed or closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls.users["supervisor"]
        cls.file = cls._file()

    def _scan(self, user, name="paper.pdf"):
        return self.as_user(user, self.env["ir.attachment"]).create({"name": name, "raw": b"%PDF"})

    def _release(self, scan, **values):
        return self.as_user(self.clerk, self.env["customer.release"]).create(
            {
                "recipient": "Market Research Ltd",
                "purpose": "Joint survey",
                "content": "Names and phones",
                "file_ids": [Command.set(self.file.ids)],
                "basis": "consent",
                "consent_date": "2026-05-01",
                "consent_ids": [Command.set(scan.ids)],
                **values,
            }
        )

    # 24: scans

    def test_the_scan_of_what_was_requested_stays(self):
        scan = self._scan(self.clerk)
        release = self._release(scan)
        scan.raw = b"%PDF second"
        release.action_request()
        for state in ("requested", "released"):
            self.assertEqual(release.state, state)
            for vals in ({"raw": b"x"}, {"datas": b"eA=="}, {"name": "x"}, {"res_model": False, "res_id": False}):
                with self.assertRaisesRegex(UserError, "paper.pdf.*evidence"):
                    scan.write(vals)
            with self.assertRaisesRegex(UserError, "paper.pdf.*evidence"):
                scan.unlink()
            if state == "requested":
                release.action_release()
        self.assertEqual(scan.raw, b"%PDF second")

    def test_what_was_only_talked_about_may_go(self):
        release = self._release(self._scan(self.clerk))
        release.action_request()
        note = self._scan(self.clerk, "note.pdf")
        release.message_post(body="See", attachment_ids=note.ids)
        note.unlink()
        self.assertFalse(note.exists())

    def test_the_scan_counts_as_content_of_the_approval(self):
        self._rule(
            "customer.approval.rule",
            document_model="customer.release",
            level_ids=[Command.create({"group_id": self.env.ref("customer_policy.group_manager").id})],
        )
        scan = self._scan(self.clerk)
        release = self._release(scan)
        release.action_request()
        approval = self.env["customer.approval"].search([("res_model", "=", release._name)], order="id desc", limit=1)
        self.as_user(self.users["manager"], approval).action_approve()
        # sudo: as a server action would
        scan.sudo().raw = b"another consent"
        with self.assertRaisesRegex(UserError, "requested again"):
            release.action_release()

    def test_the_scans_of_a_correction_stay(self):
        self._protect("phone")
        file = self._filed(phone="010-1")
        correction = self._correction(file, phone="010-2")
        scan = self._scan(self.clerk)
        correction.attachment_ids = scan
        correction.action_submit()
        with self.assertRaisesRegex(UserError, "evidence"):
            scan.raw = b"x"
        self.assertIn("attachment_ids.checksum", correction._approval_fields("plan"))

    # 30: agreements, measures, findings

    def test_the_clauses_of_an_active_agreement_stay(self):
        agreement = self.as_user(self.boss, self.env["customer.confidentiality.agreement"]).create(
            {
                "kind": "nda",
                "user_id": self.clerk.id,
                "clause_ids": [Command.create({"name": "Scope", "is_included": True})],
            }
        )
        clause = agreement.clause_ids
        clause.place = "Article 1"
        agreement.action_activate()
        for change in (
            lambda: clause.write({"name": "x"}),
            lambda: clause.write({"is_included": False}),
            clause.unlink,
            lambda: clause.create({"agreement_id": agreement.id, "name": "x"}),
        ):
            self.assertRefused("stays as it was signed", change)
        draft = agreement.create({"kind": "nda", "user_id": self.colleague.id})
        own = clause.create({"agreement_id": draft.id, "name": "x"})
        self.assertRefused("", lambda: own.write({"agreement_id": agreement.id}))

    def test_nobody_activates_the_own_agreement(self):
        agreement = self.as_user(self.boss, self.env["customer.confidentiality.agreement"]).create(
            {"kind": "nda", "user_id": self.boss.id}
        )
        with self.assertRaisesRegex(UserError, "own agreement"):
            agreement.action_activate()
        self.as_user(self.supervisor, agreement).action_activate()
        self.assertEqual(agreement.state, "active")

    def test_the_end_of_a_measure_is_kept_with_its_button(self):
        report = self.as_user(self.clerk, self.env["customer.leak.report"]).create({"name": "A list was lost"})
        measures = self.as_user(self.supervisor, self.env["customer.leak.report.measure"])
        measure = measures.create({"report_id": report.id, "name": "Fetch it", "done_date": "2026-01-01 10:00:00"})
        self.assertFalse(measure.done_date)
        with self.assertRaisesRegex(AccessError, "button"):
            measure.done_date = "2026-01-01 10:00:00"
        measure.action_done()
        self.assertTrue(measure.done_date)
        with self.assertRaisesRegex(AccessError, "button"):
            measure.done_date = False
        with self.assertRaisesRegex(UserError, "done"):
            measure.unlink()

    def test_the_removal_of_a_risk_is_kept_with_its_button(self):
        inspections = self.as_user(self.supervisor, self.env["customer.security.inspection"])
        finding = inspections.create(
            {
                "scope": "All",
                "finding_ids": [Command.create({"name": "Open door", "closed_date": "2026-01-01"})],
            }
        ).finding_ids
        self.assertFalse(finding.closed_date)
        with self.assertRaisesRegex(AccessError, "button"):
            finding.closed_date = "2026-01-01"
        finding.measure = "Locked"
        finding.action_close()
        self.assertTrue(finding.closed_date)

    # 9: the register of releases

    def test_the_register_tells_nothing_of_secret_releases(self):
        release = self._release(self._scan(self.clerk))
        release.action_request()
        release.action_release()
        entry = release.entry_ids
        self.assertTrue(self._can_read(self.supervisor, entry))
        self.file._classify(self.secret, "Test")
        self.env.flush_all()
        self.assertFalse(self._can_read(self.supervisor, release))
        self.assertFalse(self._can_read(self.supervisor, entry))
        self._clear(self.supervisor, self.secret)
        self.assertTrue(self._can_read(self.supervisor, entry))

    # 20: the flow

    def _plan_approval(self):
        self._rule(
            "customer.approval.rule",
            document_model="customer.file.correction",
            operation="plan",
            level_ids=[Command.create({"group_id": self.env.ref("customer_policy.group_manager").id})],
        )

    def test_the_flow_of_a_correction_is_not_chosen(self):
        self._protect("phone", flow="two_phase")
        self._plan_approval()
        file = self._filed(phone="010-1")
        correction = self._correction(file, phone="010-2")
        with self.assertRaises(AccessError):
            correction.flow = "short"
        line = {"field_id": self._field("phone").id, "value": "010-2"}
        chosen = correction.create(
            {"name": "x", "file_id": file.id, "reason": "x", "plan": "x", "flow": "short", "line_ids": [(0, 0, line)]}
        )
        chosen.with_context(default_flow="short").action_submit()
        self.assertEqual((chosen.flow, chosen.state), ("two_phase", "planned"))

    def test_a_rule_that_came_since_the_draft_decides_the_flow(self):
        file = self._filed(phone="010-1")
        correction = self._correction(file, phone="010-2")
        self.assertEqual(correction.flow, "short")
        self._protect("phone", flow="two_phase")
        self._plan_approval()
        correction.plan = "Call"
        correction.action_submit()
        self.assertEqual((correction.flow, correction.state), ("two_phase", "planned"))
