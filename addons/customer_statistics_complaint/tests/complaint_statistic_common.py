from odoo import Command

from odoo.addons.customer_statistics.tests.common import StatisticCase


class ComplaintStatisticCase(StatisticCase):
    """Closed and open complaints in a company that works in China, eight hours before UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._zone("Asia/Shanghai")
        cls.causes = {
            code: cls.env["customer.complaint.cause"].create(
                {"name": code, "code": code, "cause_class": cause_class, "company_id": cls.company.id}
            )
            for code, cause_class in (("wet", "quality"), ("torn", "quality"), ("misprint", "non_quality"))
        }
        cls.units = {
            name: cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
            for name in ("Workshop", "Packaging")
        }
        cls.customer = cls._customers(1, state_id=cls.regions[0].id)

    @classmethod
    def _case(cls, closed=None, *, accepted="2026-05-02 02:00:00", state="", cause="wet", liable=None, **values):
        """A case that was accepted, and closed where it says when; ``liable`` are departments with their shares."""
        shares = [
            Command.create({"department_id": cls.units[name].id, "share": share})
            for name, share in (liable or {}).items()
        ]
        case = cls.env["customer.complaint"].create(
            {
                "name": "Cardboard is wet",
                "partner_id": cls.customer.partner_id.id,
                "company_id": cls.company.id,
                "received_date": accepted,
                "cause_id": cause and cls.causes[cause].id,
                "liability_ids": shares,
                "line_ids": [Command.create({"product_id": cls.product.id, "quantity": 5, "defective_quantity": 2})],
                **values,
            }
        )
        stamps = {"accepted_date": accepted, "closed_date": closed}
        case._write_protected({"state": state or ("closed" if closed else "open"), **stamps})
        return case

    @classmethod
    def _loss(cls, case, amount: float):
        return cls.env["customer.complaint.loss"].create({"complaint_id": case.id, "name": "x", "amount": amount})
