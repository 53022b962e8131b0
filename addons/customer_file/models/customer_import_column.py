from odoo import api, fields, models


class CustomerImportColumn(models.Model):
    """A column of an imported list, and the field it fills."""

    _name = "customer.import.column"
    _description = "Column of an imported list"
    _order = "position"

    import_id = fields.Many2one("customer.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, precompute=True, index=True)
    position = fields.Integer(required=True, readonly=True)
    header = fields.Char("Heading", required=True, readonly=True)
    sample = fields.Char("Example", readonly=True)
    field_name = fields.Selection(selection="_select_field", string="Fills")

    @api.model
    def _select_field(self):
        Files = self.env["customer.file"]
        return [(name, Files._fields[name]._description_string(self.env)) for name in Files._importable_fields()]


class CustomerImportMapping(models.Model):
    """Which field a heading fills, as this company decided last time."""

    _name = "customer.import.mapping"
    _description = "Remembered column of a list"
    _rec_name = "header_key"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    header_key = fields.Char(required=True)
    field_name = fields.Char(help="Empty: the column is left out.")

    _header_unique = models.Constraint("UNIQUE(company_id, header_key)", "The heading is remembered already.")

    @api.model
    def _recall(self, company) -> dict[str, str]:
        return {row.header_key: row.field_name for row in self.search([("company_id", "=", company.id)])}

    @api.model
    def _remember(self, company, choices: dict[str, str]):
        """Keep ``choices`` (field by heading) for the next list of ``company``."""
        known = {row.header_key: row for row in self.search([("company_id", "=", company.id)])}
        for header_key, field_name in choices.items():
            if header_key not in known:
                self.create({"company_id": company.id, "header_key": header_key, "field_name": field_name})
            elif known[header_key].field_name != field_name:
                known[header_key].field_name = field_name
