import base64

from odoo import fields
from odoo.tools import SQL

from odoo.addons.customer_grading.tests.grade_common import GradeCase

#: a picture of one pixel
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class VisitCase(GradeCase):
    """A company with two departments, customers with grades, and factories for rules and visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Visits = cls.env["dealer.visit"]
        cls.scheme = cls._scheme({"code": "A"}, {"code": "B"}, {"code": "C"}, {"code": "D"})

    @classmethod
    def _visit_rule(cls, **values):
        return cls._rule("dealer.visit.rule", **{"effective_from": "2020-01-01", **values})

    @classmethod
    def _purpose(cls, **values):
        return cls._rule("dealer.visit.purpose", **{"name": "Visit", "needs_report": False, **values})

    @classmethod
    def _give_grade(cls, files, code: str):
        """Let a grade take effect as a scoring run does."""
        row = (
            "SELECT %s AS file_id, %s AS grade_id, NULL::text AS reason, 0.0 AS score, NULL::jsonb AS figures, "
            "FALSE AS has_benefit"
        )
        grade = cls._grade(cls.scheme, code)
        rows = SQL(" UNION ALL ").join(SQL(row, file.id, grade.id) for file in files)
        return cls.env["customer.file.grade"]._take_effect(cls.scheme, rows, "hand", fields.Date.today())

    @classmethod
    def _plan(cls, file, user=None, **values):
        user = user or cls.seller
        return (
            cls.Visits.with_user(user)
            .with_context(allowed_company_ids=cls.company.ids)
            .create({"file_id": file.id, "user_id": user.id, **values})
        )

    @classmethod
    def _made(cls, file, day=None, user=None, **values):
        """A visit that was made on ``day`` and closed."""
        visit = cls._plan(file, user, data_update="unchanged", **values)
        visit.action_plan()
        visit.action_start()
        if day:
            visit.visit_date = day
        visit.action_close()
        return visit
