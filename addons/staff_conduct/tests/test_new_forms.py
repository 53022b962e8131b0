from odoo.tests import Form

from .common import ConductCase


class TestNewForms(ConductCase):
    def test_the_form_of_a_new_record_opens(self):
        """Where nothing is filled in yet, what is computed must not stumble."""
        for model in (
            "staff.conduct.sanction", "staff.conduct.rule", "staff.conduct.report", "staff.conduct.announcement",
            "staff.training.course", "staff.training", "staff.probation.rule", "staff.probation", "staff.check.rule",
            "staff.check", "staff.appraisal.scheme", "staff.appraisal",
        ):  # fmt: skip
            with self.subTest(model):
                self.assertTrue(Form(self.env[model]))
