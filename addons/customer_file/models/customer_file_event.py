from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerFileEvent(models.Model):
    """Something major that happened to a customer or to its file (S1.7-3.3a, S2.1-04.4).

    Changes of major data are entered by the software and cannot be changed;
    people enter what they learn elsewhere.
    """

    _name = "customer.file.event"
    _description = "Event of a customer file"
    _inherit = ["customer.file.line.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("file_id", "type", "user_id", "is_automatic", "correction_id")
    _order = "date desc, id desc"

    type = fields.Selection(
        [
            ("application", "Customer's Application"),
            ("change", "Change of Data"),
            ("rename", "Change of Name"),
            ("check", "Data Check"),
            ("merge", "Merge"),
            ("major", "Major Event"),
        ],
        required=True,
        default="major",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char("What Happened", required=True)
    old_value = fields.Char()
    new_value = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Entered By",
        default=lambda self: self.env.user,
        readonly=True,
        required=True,
        ondelete="restrict",
    )
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    correction_id = fields.Many2one(
        "customer.file.correction",
        string="By the Correction",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The approved correction the change comes from.",
    )
    is_automatic = fields.Boolean(readonly=True, help="Entered by the software, so nobody changes it.")

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        if not self.env.su:
            events._check_entered_by_hand()
        return events

    def _check_entered_by_hand(self):
        """Refuse what only the software enters: people enter what they learn, in their own name."""
        for event in self:
            if event.is_automatic or event.correction_id or event.type != "major" or event.user_id != self.env.user:
                raise AccessError(self.env._("Only major events are entered by hand, in the own name."))
