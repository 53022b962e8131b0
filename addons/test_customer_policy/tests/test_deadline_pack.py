import base64

from odoo.cli.command import find_command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

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

    def test_a_step_that_stays_keeps_in_whose_name_it_runs(self):
        self.Packs._apply(self.company, PACK.encode(), "test.yaml")
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        first, second = rule.step_ids
        second.user_id = self.head
        changed = PACK.replace("offset: 1", "offset: 2").replace('"1.0"', '"1.1"')
        self.Packs._apply(self.company, changed.encode(), "test.yaml")
        self.assertFalse(first.exists())
        self.assertEqual((second.user_id, rule.step_ids - second), (self.head, rule.step_ids.filtered("offset")))
        self.assertTrue(self.Packs._plan(self.company, changed.encode(), "test.yaml").is_empty)

    def test_a_number_that_is_required_is_not_invented(self):
        with self.assertRaisesRegex(UserError, "a value for “duration” is missing"):
            self.Packs._plan(self.company, PACK.replace("      duration: 3\n", "").encode(), "test.yaml")

    def test_what_belongs_to_the_company_is_asked_for_and_found_by_its_name(self):
        """Working hours, a group or an action made on screen mean nothing elsewhere."""
        self.Packs._apply(self.company, PACK.encode(), "test.yaml")
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        hours = self.env["resource.calendar"].create({"name": "Foreign", "company_id": self.company.id})
        self.env["ir.model.data"].create({"module": "test", "name": "hours", "model": hours._name, "res_id": hours.id})
        made = self.env["res.groups"].create({"name": "Made on Screen"})
        rule.write({"working_time": True, "calendar_id": hours.id})
        rule.step_ids.filtered("group_id").group_id = made
        text = self.Packs._export(self.company, code="all")
        for name in ("test.hours", "Foreign", "Made on Screen", "#"):
            self.assertNotIn(name, text)
        there = self.env["resource.calendar"].create({"name": "Foreign", "company_id": self.other_company.id})
        self.consultant.company_ids += self.other_company
        other = self.Packs.with_context(allowed_company_ids=self.other_company.ids)
        plan = other._plan(self.other_company, text.encode(), "test.yaml")
        paths = {question.path.rpartition(".")[2]: question.path for question in plan.pack.open_questions}
        self.assertEqual(set(paths), {"calendar_id", "group_id"})
        answers = {paths["calendar_id"]: "Foreign", paths["group_id"]: "Made on Screen"}
        with self.assertRaisesRegex(UserError, "is “Nothing”"):
            other._apply(
                self.other_company, text.encode(), "test.yaml", answers={**answers, paths["calendar_id"]: "Nothing"}
            )
        other._apply(self.other_company, text.encode(), "test.yaml", answers=answers)
        copy = self.env["customer.deadline.rule"].search([("company_id", "=", self.other_company.id)])
        self.assertEqual((copy.calendar_id, copy.step_ids.group_id), (there, made))
        self.assertTrue(other._plan(self.other_company, text.encode(), "test.yaml").is_empty)
        self.assertEqual(other._export(self.other_company, code="all"), text)
        named = PACK.replace("duration: 3", 'duration: 3\n      calendar_id: "#Foreign"')
        with self.assertRaisesRegex(UserError, "of one company; a pack asks for it"):
            self.Packs._plan(self.company, named.encode(), "test.yaml")

    def test_answered_questions_are_applied(self):
        text = PACK.replace("duration: 3", "duration: {required: How long?}")
        wizard = self.as_user(self.consultant, self.env["customer.policy.pack.wizard"]).create(
            {"origin": "upload", "upload": base64.b64encode(text.encode()), "upload_name": "x.yaml"}
        )
        wizard.action_preview()
        with Form(wizard) as form, form.question_ids.edit(0) as question:
            question.answer = "7"
        wizard.action_apply()
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rule.duration, 7)
        # the same again changes nothing; a new version of the same rules is applied
        for version, applied in (("1.0", True), ("1.1", False)):
            wizard.upload = base64.b64encode(text.replace('"1.0"', f'"{version}"').encode())
            wizard.action_preview()
            self.assertEqual((wizard.is_applied, bool(wizard.change_ids)), (applied, False))
        wizard.action_apply()
        self.assertEqual(self.Packs.search([("company_id", "=", self.company.id)]).version, "1.1")

    def test_what_changed_since_it_was_shown_is_not_applied(self):
        self.Packs._apply(self.company, PACK.encode(), "test.yaml")
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        changed = PACK.replace("duration: 3", "duration: 4").encode()
        plan = self.Packs._plan(self.company, changed, "test.yaml")
        rule.duration = 5
        with self.assertRaisesRegex(UserError, "Something has changed"):
            self.Packs._apply(self.company, changed, "test.yaml", fingerprint=plan.fingerprint)

    def test_rules_are_exported_with_the_area_of_their_documents(self):
        self.Packs._apply(self.company, PACK.encode(), "test.yaml")
        self.assertIn("confirm_domestic", self.Packs._export(self.company, area="test_customer_policy"))
        with self.assertRaisesRegex(UserError, "no such rules"):
            self.Packs._export(self.company, area="customer_policy")
        areas = self.as_user(self.consultant, self.env["customer.policy.pack.export"])._selection_area()
        self.assertIn("test_customer_policy", dict(areas))

    def test_nobody_sees_what_another_is_about_to_apply(self):
        wizard = self.as_user(self.consultant, self.env["customer.policy.pack.wizard"]).create({"origin": "upload"})
        other = self._new_user("rules_administrator", login="other")
        with self.assertRaises(UserError):
            self.as_user(other, wizard).read(["upload"])

    def test_the_command_has_the_rights_of_the_user_it_is_given(self):
        policy = find_command("policy")()
        arguments = ["list", "-d", self.env.cr.dbname, "--company", str(self.company.id), "--user"]
        for login, error in ((self.clerk.login, AccessError), ("nobody", UserError)):
            with self.assertRaises(error):
                policy._step(self.env, policy.parser.parse_args([*arguments, login]))
        self.assertEqual(policy._step(self.env, policy.parser.parse_args([*arguments, self.consultant.login])), 0)
