from odoo import api, fields, models


class CustomerFileCompleteness(models.Model):
    _inherit = "customer.file"

    completeness = fields.Integer(
        "Completeness (%)",
        compute="_compute_completeness",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Share of the required data that is filled, in percent. 100 when nothing is required.",
    )
    required_count = fields.Integer(compute="_compute_completeness", store=True, precompute=True, aggregator="sum")
    filled_count = fields.Integer(compute="_compute_completeness", store=True, precompute=True, aggregator="sum")
    completeness_label = fields.Char("Completeness", compute="_compute_completeness_label")
    # sudo: the names of missing data are no secret, also of data the reader may not see
    missing_data = fields.Char(compute="_compute_missing_data", compute_sudo=True)

    @api.depends(lambda self: ["kind_id", "company_id", *self._collectable_fields()])
    def _compute_completeness(self):
        for file in self:
            required = file._required_fields()
            filled = sum(bool(file[name]) for name in required)
            file.required_count = len(required)
            file.filled_count = filled
            # half a percent counts up: 5 of 8 are 63 %
            file.completeness = int(filled * 100 / len(required) + 0.5) if required else 100

    @api.depends("required_count", "filled_count")
    def _compute_completeness_label(self):
        for file in self:
            file.completeness_label = f"{file.filled_count}/{file.required_count}" if file.required_count else False

    @api.depends(lambda self: ["kind_id", "company_id", *self._collectable_fields()])
    def _compute_missing_data(self):
        for file in self:
            missing = [name for name in file._required_fields() if not file[name]]
            file.missing_data = ", ".join(self._fields[name]._description_string(self.env) for name in missing) or False

    def _required_fields(self) -> list[str]:
        """Name the data this file must hold, by the first requirement in force for its kind."""
        return self.env["customer.file.requirement"]._matching(self).field_ids.mapped("name")
