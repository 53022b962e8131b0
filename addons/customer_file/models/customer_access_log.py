import psycopg2

from odoo import api, fields, models
from odoo.http import request


class CustomerAccessLog(models.Model):
    """The register of access: who opened, was refused, printed or exported what is secret, when and from where.

    Rows are written in a transaction of their own: reading has none that is committed, and a refusal rolls back.
    """

    _name = "customer.access.log"
    _description = "Register of access"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "document_name"
    _log_access = False
    _register_user_field = "user_id"

    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    outcome = fields.Selection(
        [
            ("opened", "Opened"),
            ("listed", "Read in a List"),
            ("refused", "Refused"),
            ("printed", "Printed"),
            ("exported", "Exported"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Model of the Record", required=True, readonly=True)
    # no foreign keys on what may be deleted or destroyed: the register stays
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    document_name = fields.Char("Record Name", readonly=True)
    secrecy_level_id = fields.Many2one("customer.secrecy.level", string="Secrecy", readonly=True, ondelete="restrict")
    address = fields.Char("Place", readonly=True, help="Network address of the computer.")
    note = fields.Char(readonly=True)

    _document = models.Index("(res_model, res_id)")

    @api.model
    def _record(self, outcome: str, records, note: str = ""):
        """Enter that the user of the session had access to ``records``, or had not."""
        # sudo: what the register keeps of a record, its title, company and level, is no secret
        known = records.sudo().exists()
        rows = [
            {
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": record.company_id.id,
                "outcome": outcome,
                "res_model": record._name,
                "res_id": record.id,
                "document_name": record._secrecy_title(),
                "secrecy_level_id": record.secrecy_level_id.id,
                "address": request.httprequest.remote_addr if request else False,
                "note": note,
            }
            for record in known
        ]
        if rows:
            if self.env.cr.readonly:
                # Odoo serves the request again with a cursor that can write
                raise psycopg2.errors.ReadOnlySqlTransaction("Access is entered in the register")
            with self.env.registry.cursor() as cr:
                # sudo: nobody has the right to write into the register
                self.with_env(self.env(cr=cr, su=True)).create(rows)
