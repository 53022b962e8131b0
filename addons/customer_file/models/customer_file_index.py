from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerFileIndex(models.Model):
    """The index of all customer files: of those one may not open it shows what their secrecy level allows (S3-17.2).

    Who finds a file here that is closed to them asks for consultation.
    """

    _name = "customer.file.index"
    _description = "Index of customer files"
    _auto = False
    _order = "number"
    _rec_names_search = ["number", "name"]

    number = fields.Char("File Number", readonly=True)
    name = fields.Char("Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    secrecy_level_id = fields.Many2one("customer.secrecy.level", string="Remark", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)

    _depends = {
        "customer.file": [
            "number",
            "name",
            "company_id",
            "secrecy_level_id",
            "department_id",
            "active",
            "merged_into_id",
        ],
        "customer.secrecy.level": ["index_shows"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT file.id, file.number, file.company_id, file.secrecy_level_id,
                   CASE WHEN level.id IS NULL OR level.index_shows = 'name' THEN file.name END AS name,
                   CASE WHEN level.id IS NULL OR level.index_shows = 'name' THEN file.department_id END AS department_id
              FROM customer_file file
              LEFT JOIN customer_secrecy_level level ON level.id = file.secrecy_level_id
             WHERE file.merged_into_id IS NULL AND file.active
               AND (level.id IS NULL OR level.index_shows <> 'nothing')
            """
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Look for a name in the files first, whose indexes know it; the index then sifts what it shows."""
        shown = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS or shown.is_true():
            return shown
        # sudo: what is found there counts only where the index shows the same, and where its rules let it
        files = self.env["customer.file"].sudo().with_context(active_test=False)
        return Domain("id", "in", files._search(shown)) & shown

    def action_open(self):
        """Open the file, to whom it is open; a refusal is registered."""
        self.ensure_one()
        file = self.env["customer.file"].browse(self.id)
        file.check_access("read")
        return file._get_records_action()
