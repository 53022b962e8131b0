from odoo import api, fields, models


class CustomerFileRequirement(models.Model):
    """Which data a file must hold to be complete (S1.7-3.1b, S2.1-04.2, S1.1-4.3.2).

    In mode enforce an incomplete file cannot be submitted for review.
    """

    _name = "customer.file.requirement"
    _description = "Required data of a customer file"
    _inherit = ["customer.file.rule.mixin"]

    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Required Data",
        domain=lambda self: self.env["customer.file"]._collectable_field_domain(),
        help="Each of these counts the same in the completeness of a file.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        self._outdate_completeness(requirements.company_id)
        return requirements

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        if set(vals) & {"field_ids", "kind_ids", "mode", "active", "effective_from", "sequence", "company_id"}:
            self._outdate_completeness(companies | self.company_id)
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        self._outdate_completeness(companies)
        return result

    @api.model
    def _outdate_completeness(self, companies):
        """Compute the completeness of the companies' files again, in bounded memory."""
        # sudo: the completeness of each file changes, also of those the rules administrator may not read
        Files = self.env["customer.file"].sudo().with_context(active_test=False)
        field = Files._fields["completeness"]
        last_id = 0
        while files := Files.search(
            [("company_id", "in", companies.ids), ("id", ">", last_id)], order="id", limit=5000
        ):
            last_id = files[-1].id
            self.env.add_to_compute(field, files)
            files.flush_recordset()
            files.invalidate_recordset()

    @api.model
    def _take_effect(self):
        """Compute the completeness again on the day from which a requirement of this company acts."""
        company = self.env.company
        # sudo: see _outdate_completeness
        starting = [("company_id", "=", company.id), ("effective_from", "=", fields.Date.context_today(self))]
        if self.sudo().search_count(starting, limit=1):
            self._outdate_completeness(company)
