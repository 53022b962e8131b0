from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintOriginMixin(models.AbstractModel):
    """What customers complain about: shows its complaints, and registers a new one with one button (S1.2-07.1a)."""

    _name = "customer.complaint.origin.mixin"
    _description = "What customers complain about"

    complaint_count = fields.Integer(
        "Complaints", compute="_compute_complaint_count", groups="customer_policy.group_viewer"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_count(self):
        # on forms, one at a time; within the rights of the user
        for origin in self:
            complaints = self.env["customer.complaint"]
            origin.complaint_count = origin.id and complaints.search_count(origin._complaint_domain())

    def _complaint_domain(self) -> list:
        """Hook: return the domain of the complaints about this record."""
        raise NotImplementedError

    def _prepare_complaint_vals(self) -> dict:
        """Hook: return the values of a new complaint about this record."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "line_ids": [(0, 0, vals) for vals in self._prepare_complaint_lines()],
        }

    def _prepare_complaint_lines(self) -> list[dict]:
        """Hook: return the values of the products that were delivered."""
        return []

    def _create_complaint(self):
        """Return a draft about this record; the one who registers it says what is wrong.

        :raises UserError: when there is nobody to complain
        """
        self.ensure_one()
        self.check_access("read")
        vals = self._prepare_complaint_vals()
        if not vals.get("partner_id"):
            raise UserError(self.env._("%s has no customer.", self.display_name))
        vals.setdefault("name", self.env._("Complaint about %s", self.display_name))
        company = self.company_id if "company_id" in self._fields and self.company_id else self.env.company
        return self.env["customer.complaint"].with_company(company).create({**vals, "company_id": company.id})

    def action_register_complaint(self):
        return self._create_complaint()._get_records_action()

    def action_view_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_complaint.customer_complaint_action")
        return {
            **action,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": self._complaint_domain(),
            "context": {},
        }
