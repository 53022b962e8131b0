from odoo.tests import tagged

from .deadline_common import DeadlineCase

PACK = """
pack:
  code: deadlines
  name: Deadlines
  version: "1.0"
rules:
  customer.deadline.rule:
    - code: confirm_domestic
      name: {en_US: Domestic, zh_CN: 内销}
      milestone: test.customer.document/confirm
      domain: "[('is_foreign', '=', False)]"
      duration: 3
      unit: day
      step_ids:
        - offset: 1
          unit: day
          moment: before
          action_id: customer_policy.customer_deadline_action_remind
        - offset: 0
          recipient: group
          group_id: customer_policy.group_manager
          action_id: customer_policy.customer_deadline_action_reminder_slip
"""


@tagged("post_install", "-at_install")
class TestDeadlinePack(DeadlineCase):
    """Deadline rules travel in policy packs, without persons."""

    def setUp(self):
        super().setUp()
        self.consultant = self.users["rules_administrator"]
        self.Packs = self.as_user(self.consultant, self.env["customer.policy.pack"])

    def test_a_pack_brings_rules_whose_steps_run_as_the_consultant(self):
        self.Packs._apply(self.company, PACK.encode(), "test.yaml", enforce=True)
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(rule, [{"code": "confirm_domestic", "duration": 3, "mode": "enforce"}])
        self.assertEqual(rule.step_ids.user_id, self.consultant)
        self.assertEqual(rule.step_ids.mapped("moment"), ["before", "after"])
        self.assertTrue(self._start())
        self.assertFalse(self._start(is_foreign=True))

    def test_a_pack_names_no_person(self):
        named = PACK.replace("offset: 1", "user_id: admin\n          offset: 1")
        with self.assertRaisesRegex(Exception, "user_id"):
            self.Packs._apply(self.company, named.encode(), "test.yaml")
