from odoo import api, fields, models


class CustomerExportRegister(models.Model):
    """Who took which data of customers out, when, from where, and by whose approval (人员、时间、地点、事项, S1.8-37).

    Rows come from ``customer.export.rule._guard`` only.
    """

    _name = "customer.export.register"
    _description = "Register of exports"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "model_label"
    _register_user_field = "user_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime("Time", required=True, readonly=True, default=fields.Datetime.now)
    address = fields.Char("Place", readonly=True, help="Network address from which it was asked for.")
    door = fields.Selection(
        [
            ("export", "Export"),
            ("list", "Customer List"),
            ("print", "Print"),
            ("screen", "Read in Bulk"),
        ],
        "Way",
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("logged", "Within the Limit"),
            ("approved", "By Approved Request"),
            ("observed", "Observed"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    model_label = fields.Char("Matter", compute="_compute_model_label")
    row_count = fields.Integer("Rows", required=True, readonly=True)
    field_names = fields.Text("Fields", readonly=True)
    row_ids = fields.Text("Records", readonly=True, help="Numbers of the rows in the database.")
    request_number = fields.Char("Request", readonly=True)
    why = fields.Text("Why?", readonly=True)

    _request = models.Index("(company_id, request_number) WHERE request_number IS NOT NULL")

    @api.depends("res_model")
    def _compute_model_label(self):
        for row in self:
            # sudo: what a model is called is no secret
            row.model_label = self.env["ir.model"].sudo()._get(row.res_model).name or row.res_model

    @api.model
    def _rows_taken(self, company, request_number: str) -> int:
        """Return how many rows were taken out under an approved request."""
        domain = [("company_id", "=", company.id), ("request_number", "=", request_number)]
        return self._read_group(domain, [], ["row_count:sum"])[0][0] or 0
