from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintReplyLetter(models.Model):
    """A reply that is written from a letter."""

    _inherit = "customer.complaint.reply"

    letter_id = fields.Many2one(
        "customer.complaint.letter",
        string="From the Letter",
        domain="[('id', 'in', offered_letter_ids)]",
        ondelete="set null",
        index="btree_not_null",
    )
    offered_letter_ids = fields.Many2many("customer.complaint.letter", compute="_compute_offered_letter_ids")

    @api.depends("complaint_id", "kind")
    def _compute_offered_letter_ids(self):
        letters = self.env["customer.complaint.letter"]
        for reply in self:
            case = reply.complaint_id
            reply.offered_letter_ids = letters._offered(case, reply.kind).sudo(False) if case else letters

    @api.onchange("letter_id")
    def _onchange_letter_id(self):
        if self.letter_id and self.complaint_id:
            self.update(self.letter_id.sudo()._write_for(self.complaint_id))  # sudo: letters are no secret

    @api.model_create_multi
    def create(self, vals_list):
        letters, cases = self.env["customer.complaint.letter"].sudo(), self.env["customer.complaint"]  # sudo: see above
        for vals in vals_list:
            if vals.get("letter_id") and not vals.get("body"):
                case = cases.browse(vals.get("complaint_id"))
                case.check_access("read")
                vals.update(letters.browse(vals["letter_id"])._write_for(case))
        return super().create(vals_list)

    def _before_send(self):
        letters = self.env["customer.complaint.letter"]
        for reply in self.filtered("letter_id"):
            if reply.letter_id not in letters._offered(reply.complaint_id, reply.kind):
                raise UserError(
                    self.env._(
                        "%(case)s: the letter “%(letter)s” is not meant for this case.",
                        case=reply.complaint_id.display_name,
                        letter=reply.letter_id.name,
                    )
                )
        return super()._before_send()
