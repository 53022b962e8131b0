from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase

QUESTIONS = [
    {"name": "wish", "type": "char", "string": "Wish"},
    {"name": "rank", "type": "selection", "string": "Rank", "selection": [["a", "First"], ["b", "Second"]]},
    {"name": "seen", "type": "many2one", "string": "Seen", "comodel": "res.partner"},
]


class TestVisitQuestions(VisitCase):
    """What the visits of a purpose ask is written by consultants, and by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls.purpose = cls._purpose(question_definition=QUESTIONS)
        cls.visit = cls._plan(cls.file, purpose_id=cls.purpose.id, answers={"wish": "Faster", "rank": "a"})

    def _wizard(self, rule=None, role="rules_administrator"):
        action = self.as_role(role, rule or self.purpose).action_edit_questions()
        return Form(self.as_role(role, self.env[action["res_model"]]).with_context(**action["context"]))

    def _asked(self):
        self.purpose.invalidate_recordset()
        return {one["string"]: one for one in self.purpose.question_definition}

    @proves("S1.5-2c")
    def test_questions_are_rows_that_a_consultant_adds_rewords_and_sorts(self):
        wizard = self._wizard()
        with wizard.line_ids.new() as line:
            line.string, line.type, line.choices = "Buys from", "tags", "Us\n\n Others \nUs"
        with wizard.line_ids.edit(0) as line:
            self.assertEqual((line.string, line.type), ("Wish", "char"))
            line.string = "What is wanted"
        with wizard.line_ids.edit(1) as line:
            self.assertEqual(line.choices, "First\nSecond")
            line.choices = "Best\nSecond\nThird"
        with wizard.line_ids.edit(2) as line:
            self.assertEqual(line.type, "other")
            line.sequence = -1
        wizard.save().action_save()
        asked = self._asked()
        self.assertEqual([*asked], ["Seen", "What is wanted", "Rank", "Buys from"])
        self.assertEqual(asked["Seen"], QUESTIONS[2])
        self.assertEqual(asked["What is wanted"]["name"], "wish")
        self.assertEqual([choice[:2] for choice in asked["Rank"]["selection"][:2]], [["a", "Best"], ["b", "Second"]])
        self.assertEqual([choice[1] for choice in asked["Buys from"]["tags"]], ["Us", "Others"])
        self.visit.invalidate_recordset()
        self.assertEqual((self.visit.answers["wish"], self.visit.answers["rank"]), ("Faster", "Best"), "are kept")
        self.assertEqual(self.purpose.question_names, "Seen, What is wanted, Rank, Buys from")

    def test_saved_without_a_change_nothing_changes(self):
        self._wizard().save().action_save()
        self.assertEqual([*self._asked().values()], QUESTIONS)

    def test_a_question_of_another_kind_is_another_question(self):
        wizard = self._wizard().save()
        wizard.line_ids[0].type = "integer"
        wizard.line_ids[1].unlink()
        wizard.action_save()
        asked = self._asked()
        self.assertEqual([*asked], ["Wish", "Seen"])
        self.assertNotEqual(asked["Wish"]["name"], "wish", "a text is no number")

    def test_what_cannot_be_asked_is_refused_with_a_message(self):
        wizard = self._wizard().save()
        wizard.line_ids[1].choices = " \n"
        with self.assertRaisesRegex(UserError, "Rank: say what there is to choose from"):
            wizard.action_save()
        wizard.line_ids[1].choices = "First"
        wizard.line_ids = [Command.create({"string": "What", "type": "other"})]
        with self.assertRaisesRegex(UserError, "What: say what is answered"):
            wizard.action_save()

    def test_nobody_else_says_what_is_asked(self):
        more = {"name": "more", "type": "char", "string": "More", "value": "x", "definition_changed": True}
        for role in ("user", "supervisor", "manager"):
            with self.subTest(role):
                self.assertRaises(AccessError, self._wizard, role=role)
        mine = self.as_user(self.seller, self.visit)
        for value in (
            [*QUESTIONS, more],
            [{**QUESTIONS[0], "string": "Other", "value": "x", "definition_changed": True}],
            [{**QUESTIONS[0], "definition_deleted": True}],
        ):
            with self.subTest(value), self.assertRaises(AccessError):
                mine.answers = value
                mine.flush_recordset()
            self.env.invalidate_all()
        self.assertEqual([*self._asked().values()], QUESTIONS)
        self._plan(self.file, purpose_id=self.purpose.id, answers=[*QUESTIONS, more]).flush_recordset()
        self.env.invalidate_all()
        self.assertEqual([*self._asked().values()], QUESTIONS)
        mine.answers = {"wish": "Slower"}
        self.assertEqual(mine.answers["wish"], "Slower")

    def test_rules_without_questions_have_no_rows(self):
        rule = self._visit_rule()
        self.assertFalse(self.as_role("rules_administrator", rule).can_ask)
        with self.assertRaisesRegex(UserError, "has no questions"):
            self._wizard(rule)
        for role, may in (("rules_administrator", True), ("supervisor", False)):
            self.assertEqual(self.as_role(role, self.purpose).can_ask, may)
