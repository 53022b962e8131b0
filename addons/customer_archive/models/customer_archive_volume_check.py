from odoo import fields, models
from odoo.exceptions import UserError


class CustomerArchiveVolumeCheck(models.Model):
    """A point that is checked before a volume is closed, and who ticked it."""

    _name = "customer.archive.volume.check"
    _description = "Checked point of a volume"
    _order = "id"

    volume_id = fields.Many2one("customer.archive.volume", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="volume_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char(required=True, readonly=True)
    is_done = fields.Boolean("Checked", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    done_date = fields.Datetime("Checked On", readonly=True)

    def action_toggle(self):
        """Tick or untick the point, in the own name."""
        self.volume_id.check_access("write")
        for check in self:
            if check.volume_id.state != "open":
                raise UserError(self.env._("%s is closed.", check.volume_id.display_name))
            done = not check.is_done
            # sudo: the points are written here only, so that nobody ticks in another's name
            check.sudo().write(
                {
                    "is_done": done,
                    "done_by_id": done and self.env.uid,
                    "done_date": done and fields.Datetime.now(),
                }
            )
        return True
