from odoo import models


class CustomerFileLineMixin(models.AbstractModel):
    """Snapshots hold the rows of a file as they were: they become as secret as these, and never less by themselves."""

    _inherit = "customer.file.line.mixin"

    def _after_level_change(self):
        super()._after_level_change()
        files = self.env["customer.file"]
        if self._name not in (files._fields[name].comodel_name for name in files._snapshot_lines()):
            return
        # sudo: as in _after_level_change, whoever changed the level
        snapshots = self.env["customer.file.snapshot"].sudo()
        taken = snapshots.search([("file_id", "in", self.file_id.ids), ("state", "=", "kept")])
        rows = self.grouped("file_id")
        snapshots._raise_levels(
            {
                snapshot: [row.secrecy_level_id for row in rows[snapshot.file_id] if row.create_date <= snapshot.date]
                for snapshot in taken
            }
        )
