from odoo import Command, fields

from odoo.addons.customer_file.tests.common import FileCase

DATE = fields.Date.to_date("2026-06-30")


class GradeCase(FileCase):
    """A company with two departments, customers of each, and factories for schemes, figures and runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east, cls.west = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("East", "West")]
        )
        cls.seller = cls._worker("seller", cls.east)
        cls.other_seller = cls._worker("other_seller", cls.west)
        cls.chief = cls._worker("chief", cls.east, "supervisor")
        cls.product = cls.env["product.product"].create({"name": "Bed", "type": "service", "taxes_id": False})

    @classmethod
    def _worker(cls, login, department, role="user"):
        user = cls._new_user(role, login=login)
        cls._employ(user, department_id=department.id)
        return user

    @classmethod
    def _scheme(cls, *grades, criteria=(), questions=(), **values):
        """Create an enforced scheme; ``grades`` from the best on, each a dict with code and more."""
        return cls.env["customer.grade.scheme"].create(
            {
                "name": "Value",
                "code": values.pop("code", "value"),
                "company_id": cls.company.id,
                "mode": "enforce",
                "grade_ids": [
                    Command.create(
                        {
                            "name": grade["code"],
                            "rank": number,
                            **grade,
                            "condition_ids": [Command.create(one) for one in grade.get("condition_ids", ())],
                            "service_ids": [Command.create({"name": name}) for name in grade.get("service_ids", ())],
                        }
                    )
                    for number, grade in enumerate(grades, 1)
                ],
                "criterion_ids": [Command.create(cls._criterion(**one)) for one in criteria],
                "question_ids": [Command.create({"name": code, "code": code, **more}) for code, more in questions],
                **values,
            }
        )

    @classmethod
    def _criterion(cls, *, step_ids=(), **values):
        steps = [Command.create({"value_from": value, "points": points}) for value, points in step_ids]
        return {**values, "step_ids": steps}

    @classmethod
    def _grade(cls, scheme, code):
        return scheme.grade_ids.filtered(lambda grade: grade.code == code)

    @classmethod
    def _customers(cls, count, department=None, **values):
        """Create customers with files, in their order."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number:03}", "is_company": True} for number in range(1, count + 1)]
        )
        return cls.env["customer.file"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "responsible_id": cls.seller.id,
                    "department_id": (department or cls.east).id,
                    "opening_date": "2025-01-01",
                    **values,
                }
                for partner in partners
            ]
        )

    @classmethod
    def _ordered(cls, file, *amounts, date="2026-06-01 08:00:00", product=None):
        """Let the customer have ordered, each amount in an order of its own."""
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": file.partner_id.id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create({"product_id": (product or cls.product).id, "product_uom_qty": 1,
                                        "price_unit": amount, "tax_ids": False})
                    ],
                }
                for amount in amounts
            ]
        )  # fmt: skip
        orders.action_confirm()
        orders.date_order = date
        return orders

    def _run(self, scheme, date=DATE, user=None, **values):
        runs = self.as_user(user or self.boss, self.env["customer.grading.run"])
        run = runs.create({"scheme_id": scheme.id, "date": date, **values})
        run.action_compute()
        return run

    def _proposed(self, run) -> dict:
        """Return the code of the proposed grade by file."""
        return {line.file_id: line.grade_id.code for line in run.sudo().line_ids}

    def _graded(self, scheme, date=DATE):
        run = self._run(scheme, date)
        run.action_apply()
        return run

    def _present(self, file, scheme):
        return file._grade_in(scheme).grade_id.code
