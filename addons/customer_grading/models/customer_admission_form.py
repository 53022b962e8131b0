from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerAdmissionForm(models.Model):
    """What a customer is asked before it is admitted: a main form with its annexes (S1.1-4.1.1, S1.11-5.1.2b).

    The first form that meets a customer is taken when the application is written, with its questions as they are then.
    In mode observe it lists what it would have refused.
    """

    _name = "customer.admission.form"
    _description = "Admission form"
    _inherit = ["customer.customer.rule.mixin"]

    sheet_ids = fields.One2many("customer.admission.form.sheet", "form_id", string="Main Form and Annexes", copy=True)
    aspect_ids = fields.Many2many(
        "customer.admission.aspect",
        string="Inspected on Site",
        check_company=True,
        help="An application is submitted only with site inspections that cover all of these.",
    )
    valid_months = fields.Integer("Months of Validity", help="Then the customer is admitted anew; 0: without end.")
    property_definition = fields.PropertiesDefinition(
        "Business Figures", help="What else the company wants to know, such as level and beds of a hospital."
    )

    _months_positive = models.Constraint("CHECK(valid_months >= 0)", "Months cannot be negative.")

    @api.constrains("sheet_ids")
    def _check_one_main_form(self):
        for form in self:
            if form.sheet_ids and len(form.sheet_ids.filtered("is_main")) != 1:
                raise ValidationError(self.env._("%s: a set has one main form; the others are annexes.", form.name))

    @api.model
    def _form_for(self, company, customer):
        """Return the form that ``customer`` fills in at ``company``, with all rights; empty when none meets it."""
        return self._counting(company, lambda form: form._meets(customer))

    def _prepare_sheet_vals(self, admission) -> list[dict]:
        """Return the sheets and questions that ``admission`` takes over, so that it keeps them."""
        return [sheet._prepare_sheet_vals(admission) for sheet in self.with_context(lang=self.env.lang).sheet_ids]
