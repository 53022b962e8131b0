from odoo import api, fields, models


class CustomerFile(models.Model):
    _inherit = "customer.file"

    grade_ids = fields.One2many("customer.file.grade", "file_id", string="Grades", readonly=True)
    present_grade_ids = fields.One2many(
        "customer.file.grade", "file_id", string="Present Grades", readonly=True, domain=[("date_to", "=", False)]
    )
    graded_ids = fields.Many2many(
        "customer.grade",
        string="Grade",
        compute="_compute_graded_ids",
        compute_sudo=False,
        search="_search_graded_ids",
        help="The present grades that you may see, one of each scheme.",
    )
    breach_ids = fields.One2many("customer.file.breach", "file_id", string="Breaches")

    @api.depends("grade_ids.grade_id", "grade_ids.date_to")
    @api.depends_context("uid")
    def _compute_graded_ids(self):
        # asked anew with the rights of the user: who may open a file need not see its grades
        groups = self.env["customer.file.grade"]._read_group(
            [("file_id", "in", self.ids), ("date_to", "=", False)], ["file_id"], ["grade_id:recordset"]
        )
        grades = dict(groups)
        for file in self:
            file.graded_ids = grades.get(file._origin, False)

    @api.model
    def _search_graded_ids(self, operator, value):
        # "any" keeps the record rules of grades: a filter tells no more than the list
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        present = fields.Domain("date_to", "=", False)
        if operator == "in" and False in value:
            return ~fields.Domain("grade_ids", "any", present)
        return fields.Domain("grade_ids", "any", present & fields.Domain("grade_id", operator, value))

    def _grade_in(self, scheme):
        """Return the present row of this customer in ``scheme``, as far as the user may see it; empty for none."""
        return self.env["customer.file.grade"].search(
            [("file_id", "in", self.ids), ("scheme_id", "=", scheme.id), ("date_to", "=", False)]
        )

    def _merge_into(self, kept):
        """The rows move; a present grade of a scheme in which the kept file has one ends."""
        # sudo: whoever merges files need not be allowed to grade
        known = kept.sudo().grade_ids.filtered(lambda row: not row.date_to).scheme_id
        doubled = self.sudo().grade_ids.filtered(  # sudo: see above
            lambda row: not row.date_to and row.scheme_id in known
        )
        doubled.write({"date_to": self.company_id._policy_today()})
        return super()._merge_into(kept)
