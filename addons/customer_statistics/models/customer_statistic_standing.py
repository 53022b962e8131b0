from odoo import fields, models

#: what a change of a file is noted for
WATCHED = {"life_status", "active", "merged_into_id", "state", "next_check_date"}


class CustomerStatisticStanding(models.Model):
    """How a file stood before a change: from these and the present, how it stood at the end of any period follows.

    Files that never change have no row, so that opening and importing them costs nothing. Nobody reads the rows: they
    are of the content of files, and what is made of them are figures.
    """

    _name = "customer.statistic.standing"
    _description = "Former standing of a customer"
    _inherit = ["customer.export.mixin"]
    _order = "moment, id"

    file_id = fields.Many2one("customer.file", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    moment = fields.Datetime(required=True, readonly=True)
    life_status = fields.Char(readonly=True)
    is_present = fields.Boolean(readonly=True, help="Neither archived nor merged nor destroyed.")
    next_check_date = fields.Date(readonly=True)

    _company_moment_idx = models.Index("(company_id, moment)")


class CustomerFile(models.Model):
    _inherit = "customer.file"

    statistic_standing_ids = fields.One2many("customer.statistic.standing", "file_id")

    def write(self, vals):
        before = [file._statistic_standing() for file in self] if WATCHED & set(vals) else []
        result = super().write(vals)
        now = fields.Datetime.now()
        changed = [
            {"file_id": file.id, "company_id": file.company_id.id, "moment": now, **old}
            for file, old in zip(self, before, strict=False)
            if file._statistic_standing() != old
        ]
        if changed:
            # sudo: kept by the software, for those who draw up statistics
            self.env["customer.statistic.standing"].sudo().create(changed)
        return result

    def _statistic_standing(self) -> dict:
        """Return what statistics of the past need to know about the file."""
        # sudo: whoever may change the file need not see all of it
        file = self.sudo()
        return {
            "life_status": file.life_status,
            "is_present": bool(file.active and not file.merged_into_id and file.state != "destroyed"),
            "next_check_date": file.next_check_date,
        }
