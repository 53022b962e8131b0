from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import BusinessCase

ASPECTS = ("address", "personnel", "equipment")
ANNEXES = ("Annex 1", "Annex 2", "Annex 3")


class AdmissionCase(BusinessCase):
    """Two units that introduce customers, a coordinating supervisor, and a form with three annexes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, seller in cls.sellers.items():
            cls.env["hr.employee"].create(
                {
                    "name": name,
                    "user_id": seller.id,
                    "company_id": cls.company.id,
                    "department_id": cls.departments[name].id,
                }
            )
        cls.east, cls.west = cls.sellers["East"], cls.sellers["West"]
        cls.aspects = cls.env["customer.admission.aspect"].create(
            [{"name": code.title(), "code": code, "company_id": cls.company.id} for code in ASPECTS]
        )

    @classmethod
    def _form(cls, annexes=ANNEXES, conditions=("Main",), aspects=True, **values):
        """Make a form: a condition on the main form for each of ``conditions``, and one on each annex."""
        sheets = [("Main Form", conditions), *((name, (name,)) for name in annexes)]
        return cls.env["customer.admission.form"].create(
            {
                "name": "Admission",
                "code": "admission",
                "company_id": cls.company.id,
                "mode": "enforce",
                "aspect_ids": [Command.set(cls.aspects.ids if aspects else [])],
                "sheet_ids": [
                    Command.create(
                        {
                            "name": name,
                            "is_main": number == 0,
                            "sequence": number,
                            "item_ids": [Command.create({"name": f"{item} is right"}) for item in items],
                        }
                    )
                    for number, (name, items) in enumerate(sheets)
                ],
                **values,
            }
        )

    @contextmanager
    def _refused(self, pattern: str, error=UserError):
        """Expect a refusal in these words, after which nothing has changed."""
        with self.assertRaisesRegex(error, pattern), self.env.cr.savepoint():
            yield

    def _application(self, partner=None, unit="East", **values):
        admissions = self.as_user(self.sellers[unit], self.env["customer.admission"])
        return admissions.create({"partner_id": (partner or self.partner).id, "company_id": self.company.id, **values})

    def _inspect(self, admission, aspects=None, units=("East",), user=None):
        inspections = self.as_user(user or self.east, self.env["customer.admission.inspection"])
        return inspections.create(
            {
                "admission_id": admission.id,
                "aspect_ids": [Command.set((self.aspects if aspects is None else aspects).ids)],
                "department_ids": [Command.set([self.departments[unit].id for unit in units])],
            }
        )

    def _submitted(self, **values):
        """Return an application with all that is asked for."""
        admission = self._application(**values)
        admission.answer_ids.write({"answer": "yes"})
        if admission.aspect_ids:
            self._inspect(admission)
        admission.action_submit()
        return admission

    def _admitted(self, **values):
        admission = self.as_user(self.boss, self._submitted(**values))
        admission.action_check()
        admission.action_admit()
        return admission

    @classmethod
    def _licence_kind(cls, code="business", **values):
        return cls.env["customer.licence.kind"].create(
            {"name": code.title(), "code": code, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _file_of(cls, partner=None, **values):
        partner = partner or cls.partner
        files = cls.env["customer.file"].with_context(active_test=False)
        file = files.search([("partner_id", "=", partner.id), ("company_id", "=", cls.company.id)])
        return file or files.create({"partner_id": partner.id, "company_id": cls.company.id, **values})

    @classmethod
    def _licence(cls, kind, partner=None, **values):
        return cls.env["customer.licence"].create(
            {"file_id": cls._file_of(partner).id, "kind_id": kind.id, "number": "L-1", **values}
        )
