from odoo import api, fields, models


class CustomerLeadCardEvent(models.Model):
    """The register of a card: who held it when, who signed, and each change with the old and the new value."""

    _name = "customer.lead.card.event"
    _description = "History of a lead card"
    _inherit = ["customer.register.mixin", "customer.export.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    card_id = fields.Many2one("customer.lead.card", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("created", "Set Up"),
            ("signed", "Signed"),
            ("duplicate", "Signed as a Duplicate"),
            ("call_signed", "Call-back Signed"),
            ("changed", "Changed"),
            ("waste", "Waste"),
            ("void", "Void"),
            ("handed_on", "Handed On"),
            ("decided", "Owner Decided"),
            ("asked", "Withdrawal Asked"),
            ("refused", "Withdrawal Refused"),
            ("withdrawn", "Withdrawn"),
            ("won", "Won"),
            ("reopened", "Not Won After All"),
            ("torn", "Torn Up"),
            ("hindrance", "Sale Hindered"),
        ],
        required=True,
        readonly=True,
    )
    date = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    holder_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", help="From then on.")
    field_name = fields.Char("Name of the Field", readonly=True)
    field_label = fields.Char("Field", compute="_compute_field_label")
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)
    note = fields.Text(readonly=True)

    _torn_once = models.UniqueIndex("(card_id) WHERE kind = 'torn'", "That was reported already.")

    @api.depends("field_name")
    def _compute_field_label(self):
        known = self.env["customer.lead.card"]._fields
        for event in self:
            field = known.get(event.field_name)
            event.field_label = field._description_string(self.env) if field else event.field_name

    @api.model
    def _record(self, cards, kind: str, *, field="", old="", new="", note=""):
        """Add one row for each of ``cards``; one that became waste did so at the end of its last day."""
        now = fields.Datetime.now()
        return self.create(
            [
                {
                    "card_id": card.id,
                    "kind": kind,
                    "date": card.lapse_date if kind == "waste" else now,
                    "user_id": self.env.uid,
                    "holder_id": card.holder_id.id,
                    "field_name": field,
                    "old_value": old,
                    "new_value": new,
                    "note": note,
                }
                for card in cards
            ]
        )
