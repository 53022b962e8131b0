from odoo import fields, models


class DealerVisitPurpose(models.Model):
    """What a visit is for, and what it then needs: the questions of its report are the company's own (S1.1-4.2.5)."""

    _name = "dealer.visit.purpose"
    _description = "Purpose of visits"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    question_definition = fields.PropertiesDefinition("Questions of the Report")
    needs_action_report = fields.Boolean(
        "Action Report Before", help="The visit stands in an action report that was handed in before it begins."
    )
    needs_report = fields.Boolean("Visit Report", default=True, help="It is closed with what was talked about.")
    needs_data_update = fields.Boolean(
        "Data Update Confirmed",
        default=True,
        help="It is closed once the data of the customer were updated or checked.",
    )
    needs_photo = fields.Boolean("Photographs", help="It is closed with at least one photograph.")
    needs_survey = fields.Boolean("Survey Form", help="It is closed with the form that the customer filled.")
    needs_card = fields.Boolean("Three-Table Card", help="It is closed with the number of the card that was filled.")
    color = fields.Integer()
