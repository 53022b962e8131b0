from odoo import fields, models


class CustomerImportLine(models.Model):
    """A row of an imported list: what will happen with it, what happened, and why."""

    _name = "customer.import.line"
    _description = "Row of an imported list"
    _inherit = ["customer.export.mixin"]
    _order = "import_id, row_number"
    _rec_name = "row_number"

    import_id = fields.Many2one("customer.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    row_number = fields.Integer("Row", required=True, aggregator=None)
    customer = fields.Char()
    values = fields.Json()
    outcome = fields.Selection(
        [
            ("create", "New"),
            ("link", "File for a Known Contact"),
            ("update", "Update"),
            ("merge", "Same Customer as Another Row"),
            ("unchanged", "Unchanged"),
            ("refuse", "Refused"),
        ],
        required=True,
    )
    reason = fields.Char()
    is_done = fields.Boolean("Done")
    file_id = fields.Many2one("customer.file", string="Customer File", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="set null")
    same_as_row = fields.Integer(aggregator=None)
    code_key = fields.Char()
    name_key = fields.Char()
    phone_key = fields.Char()
    number = fields.Char("File Number")

    _pending = models.Index("(import_id, row_number) WHERE is_done IS NOT TRUE")
    _code_key = models.Index("(import_id, code_key) WHERE code_key IS NOT NULL")
    _name_key = models.Index("(import_id, name_key) WHERE name_key IS NOT NULL")
    _phone_key = models.Index("(import_id, phone_key) WHERE phone_key IS NOT NULL")

    def _level_bearers(self):
        return [self.file_id]
