from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestSurvey(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Surveys = cls.env["customer.information.survey"]
        cls.methods = {
            method.code: method
            for method in cls.env["customer.collection.method"].search([("company_id", "=", cls.company.id)])
        }
        cls.phone_form = cls._form("phone", "need", "registered_capital", required="need")
        cls.visit_form = cls._form("visit", "need", "registered_capital", "business_scope", required="need")

    @classmethod
    def _form(cls, method: str, *names: str, required="", **values):
        lines = [(0, 0, {"field_id": cls._field(name).id, "is_required": name == required}) for name in names]
        return cls._rule("customer.collection.form", method_id=cls.methods[method].id, line_ids=lines, **values)

    def _survey(self, form=None, user=None, **answers):
        file = answers.pop("file_id", None) or self._file()
        survey = self.as_user(user or self.clerk, self.Surveys).create(
            {"name": file.name, "file_id": file.id, "form_id": (form or self.phone_form).id}
        )
        for line in survey.line_ids:
            line.value = answers.get(line.field_name)
        return survey

    @proves("S3-07")
    def test_two_forms_give_the_same_data(self):
        files = []
        for form in (self.phone_form, self.visit_form):
            survey = self._survey(
                form, need="carton", registered_capital="500万", file_id=self._file(form.method_id.code)
            )
            survey.action_submit()
            self.as_role("information_administrator", survey).action_accept()
            files.append(survey.file_id)
        self.assertEqual([(f.need, f.registered_capital) for f in files], [("carton", 5000000.0)] * 2)

    @proves("S3-08.1")
    def test_a_survey_has_method_collector_date_and_required_answers(self):
        with freeze_time("2026-05-05 08:00:00"):
            survey = self._survey(registered_capital="1")
        self.assertRecordValues(
            survey, [{"method_id": self.methods["phone"].id, "collector_id": self.clerk.id, "state": "draft"}]
        )
        self.assertEqual(str(survey.date), "2026-05-05")
        with self.assertRaisesRegex(UserError, "required: Needs and Intentions"):
            survey.action_submit()
        survey.line_ids.filtered(lambda line: line.field_name == "need").value = "carton"
        survey.action_submit()
        self.assertEqual(survey.state, "submitted")

    @proves("S3-08.2")
    def test_a_survey_waiting_too_long_is_flagged_and_an_accepted_one_updates_the_file(self):
        self.phone_form.acceptance_days = 3
        with freeze_time("2026-05-05 08:00:00"):
            survey = self._survey(need="carton")
            survey.action_submit()
        self.assertEqual(survey.file_id.need, False)
        late = [("is_late", "=", True), ("company_id", "=", self.company.id)]
        with freeze_time("2026-05-08 08:00:00"):
            self.assertFalse(self.Surveys.search(late))
        with freeze_time("2026-05-09 08:00:00"):
            self.assertEqual(self.Surveys.search(late), survey)
            with self.assertRaisesRegex(UserError, "needs the role"):
                survey.action_accept()
            self.as_role("information_administrator", survey).action_accept()
            self.assertFalse(self.Surveys.search(late))
        self.assertEqual(survey.file_id.need, "carton")
        self.assertIn(survey.line_ids[0].question, survey.line_ids.mapped("question"))

    def test_an_answer_that_is_not_understood_is_refused_in_words(self):
        survey = self._survey(need="carton", registered_capital="a lot")
        with self.assertRaisesRegex(ValidationError, "Registered Capital: “a lot” is not understood.*500万"):
            survey.action_submit()
        self.assertEqual(survey.state, "draft")

    def test_lines_of_a_text_and_the_punctuation_of_a_name_are_kept(self):
        form = self._form("visit", "name", "business_scope", "phone", "employee_count")
        survey = self._survey(
            form,
            name="绿谷（杭州）　纸业",
            business_scope="paper\n\u3000carton，box",
            phone="０５７１－８８８８００００",
        )
        survey.action_submit()
        self.as_role("information_administrator", survey).action_accept()
        self.assertRecordValues(
            survey.file_id,
            [{"name": "绿谷（杭州） 纸业", "business_scope": "paper\ncarton，box", "phone": "0571-88880000"}],
        )
        with self.assertRaisesRegex(ValidationError, "too large to be right"):
            self._survey(form, employee_count="99999999999", file_id=self._file("B")).action_submit()

    def test_a_survey_of_a_merged_file_goes_into_the_kept_one(self):
        lost, kept = self._file("A"), self._file("B")
        survey = self._survey(need="carton", file_id=lost)
        survey.action_submit()
        lost._merge_into(kept)
        self.as_role("information_administrator", survey).action_accept()
        self.assertEqual(kept.need, "carton")

    def test_old_and_new_stand_side_by_side(self):
        survey = self._survey(need="carton", file_id=self._file(need="paper"))
        survey.action_submit()
        line = survey.line_ids.filtered(lambda line: line.field_name == "need")
        self.assertEqual((line.old_value, line.value), ("paper", "carton"))

    def test_a_submitted_survey_is_closed(self):
        survey = self._survey(need="carton")
        survey.action_submit()
        line = survey.line_ids[0]
        for user in (self.clerk, self.head):
            for change in ({"value": "x"}, {"old_value": "x"}, {"field_id": self._field("fax").id}):
                with self.assertRaisesRegex(UserError, "only the answers of a draft"):
                    self.as_user(user, line).write(change)
            with self.assertRaises(UserError):
                self.as_user(user, line).unlink()
            with self.assertRaises(UserError):
                self.as_user(user, survey).write({"file_id": self._file("other").id})
            with self.assertRaises(UserError):
                self.as_user(user, line).create({"survey_id": survey.id, "field_id": self._field("fax").id})
        with self.assertRaises(UserError):
            survey.unlink()

    def test_a_returned_survey_is_collected_again(self):
        survey = self._survey(need="carton")
        survey.action_submit()
        self.as_role("information_administrator", survey).action_return()
        survey.line_ids[0].value = "paper"
        survey.action_submit()
        self.assertEqual(survey.state, "submitted")

    def test_a_form_asks_for_data_of_the_file_only(self):
        for name in ("state", "company_id", "custodian_id", "partner_id", "decision_maker_ids"):
            with self.assertRaisesRegex(ValidationError, "not asked for"):
                self._form("phone", name)
            with self.assertRaisesRegex(ValidationError, "not asked for"):
                self._survey().line_ids[0].field_id = self._field(name)

    @proves("S1.5-2d")
    def test_a_survey_of_a_new_customer_opens_the_file(self):
        survey = self.as_user(self.clerk, self.Surveys).create({"name": "New Mill", "form_id": self.phone_form.id})
        survey.line_ids[0].value = "carton"
        survey.action_submit()
        self.as_role("information_administrator", survey).action_accept()
        self.assertRecordValues(
            survey.file_id,
            [
                {
                    "name": "New Mill",
                    "responsible_id": self.clerk.id,
                    "source_id": self.methods["phone"].id,
                    "need": "carton",
                }
            ],
        )

    def test_others_surveys_are_not_read(self):
        survey = self._survey(need="carton")
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, survey).read(["name"])
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, survey.line_ids).read(["value"])

    def test_a_required_question_cannot_be_left_out_by_sending_own_lines(self):
        survey = self.as_user(self.clerk, self.Surveys).create(
            {
                "name": "Mill",
                "form_id": self.phone_form.id,
                "line_ids": [(0, 0, {"field_id": self._field("registered_capital").id, "value": "1"})],
            }
        )
        with self.assertRaisesRegex(UserError, "required: Needs and Intentions"):
            survey.action_submit()
