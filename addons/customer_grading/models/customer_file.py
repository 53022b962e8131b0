from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_admission_standing import STATES


class CustomerFile(models.Model):
    _inherit = "customer.file"

    admission_state = fields.Selection(
        STATES, string="Admission", compute="_compute_admission_state", search="_search_admission_state"
    )
    admission_ids = fields.One2many("customer.admission", "file_id", string="Admissions")
    licence_ids = fields.One2many("customer.licence", "file_id", string="Licences and Contracts")

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        self.env["customer.partner.mixin"]._follow_files(files.partner_id)
        return files

    @api.depends("admission_ids.state", "admission_ids.valid_until")
    def _compute_admission_state(self):
        Admission = self.env["customer.admission"]
        for company, files in self.grouped("company_id").items():
            standings = Admission._standings(company, files.partner_id)
            # sudo: whether a rule meets a customer does not depend on who asks
            others = files.sudo().filtered(lambda file, known=standings: file.partner_id not in known)
            needing = others.filtered_domain(Domain("partner_id", "any!", Admission._needing_domain(company)))
            for file in files:
                without = "none" if file in needing else "not_needed"
                file.admission_state = standings.get(file.partner_id, without)

    def _search_admission_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        Admission = self.env["customer.admission"]
        found = Domain.FALSE
        for company in self.env.companies:
            query = Admission._standings_query(company)
            known = Domain("partner_id", "in", SQL("(SELECT partner_id FROM (%s) known)", query))
            states = tuple(state for state in value if state) or ("",)
            domain = Domain(
                "partner_id", "in", SQL("(SELECT partner_id FROM (%s) known WHERE state IN %s)", query, states)
            )
            needing = Domain("partner_id", "any!", Admission._needing_domain(company))
            if "none" in value:
                domain |= ~known & needing
            if "not_needed" in value:
                domain |= ~known & ~needing
            found |= Domain("company_id", "=", company.id) & domain
        return found

    def action_view_admissions(self):
        """Show the applications for the admission of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_grading.customer_admission_action")
        return {
            **action,
            "domain": [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            "context": {"default_partner_id": self.partner_id.id, "default_company_id": self.company_id.id},
        }

    def action_view_licences(self):
        """Show the licences and contracts of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_grading.customer_licence_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}
