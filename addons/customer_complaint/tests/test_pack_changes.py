from odoo.exceptions import UserError
from odoo.tests import tagged

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestPackChanges(ManufacturerCase):
    """A new version of a pack is applied to a company with cases."""

    PACK = "manufacturer_complaint_14_21_001_2"

    @classmethod
    def _apply_pack(cls, name, **options):
        cls.env["res.lang"]._activate_lang("zh_CN")
        return super()._apply_pack(name, **options)

    def test_steps_are_changed_in_place(self):
        complaint = self._accepted()
        steps = complaint.procedure_id.step_ids
        packs = self.as_role("rules_administrator", self.env["customer.policy.pack"])
        data, filename = packs._read_shipped(f"customer_complaint/{self.PACK}.yaml")
        text = data.decode().replace("en_US: Investigation and Cause", "en_US: Cause")
        text = text.replace("zh_CN: 调查及原因分析", "zh_CN: 查因").replace("zh_CN: 业务部主管审核", "zh_CN: 主管审")
        start = text.index("        - code: special\n")
        text = text[:start] + text[text.index("        - code: joint\n") :]
        plan = packs._apply(self.company, text.encode(), filename, enforce=True)
        self.assertEqual(plan.counts["changed"], 1)
        self.env.invalidate_all()
        cause = steps.filtered(lambda step: step.code == "cause")
        self.assertEqual((cause.name, cause.with_context(lang="zh_CN").name), ("Cause", "查因"))
        self.assertEqual(steps.filtered(lambda step: step.code == "review").with_context(lang="zh_CN").name, "主管审")
        special = steps.filtered(lambda step: step.code == "special")
        self.assertFalse(special.active)
        self.assertEqual(complaint.procedure_id.step_ids, steps - special)
        self.assertEqual(len(cause.field_ids), 8)
        packs._apply(self.company, data, filename, enforce=True)
        self.env.invalidate_all()
        self.assertEqual(len(complaint.procedure_id.step_ids), len(steps))
        self.assertTrue(packs._plan(self.company, data, filename, enforce=True).is_empty)
        with self.assertRaisesRegex(UserError, "Test of the Product"):
            self._do(complaint, "cause", self.people["quality"], cause_class="quality", investigation="Wet")
