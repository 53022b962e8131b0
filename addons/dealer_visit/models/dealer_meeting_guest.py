from odoo import fields, models


class DealerMeetingGuest(models.Model):
    """Who is invited to a meeting, or gets a newsletter."""

    _name = "dealer.meeting.guest"
    _description = "Guest of a customer meeting"
    _inherit = ["customer.record.line.mixin", "customer.attachment.mixin", "customer.export.mixin"]
    _record_field = "meeting_id"
    _attachment_fields = ("report_ids",)
    _order = "meeting_id, id"
    _rec_name = "partner_id"

    meeting_id = fields.Many2one("dealer.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one("res.partner", "Guest", required=True, index=True, ondelete="restrict")
    attendance = fields.Selection(
        [("invited", "Invited"), ("present", "Present"), ("absent", "Absent")],
        required=True,
        default="invited",
        help="Of a newsletter: present is whom it reached.",
    )
    report_ids = fields.Many2many("ir.attachment", string="Reports", help="What was handed to the guest.")
    note = fields.Char()

    _once = models.Constraint("UNIQUE(meeting_id, partner_id)", "The guest is on the list already.")

    def _send_newsletter(self):
        """Queue the newsletter, a mail for each guest; who has no address, or wants no mail, is not reached."""
        for meeting, guests in self.grouped("meeting_id").items():
            # sudo: whether an address wants no mail is looked up, and mails are the software's
            wanted = guests.filtered(
                lambda guest: guest.partner_id.email_normalized and not guest.partner_id.sudo().is_blacklisted
            )
            self.env["mail.mail"].sudo().create(  # sudo: as above
                [
                    {
                        "subject": meeting.name,
                        "body_html": meeting.message,
                        "email_to": guest.partner_id.email_formatted,
                        "auto_delete": True,
                    }
                    for guest in wanted
                ]
            )
            wanted.attendance = "present"
            (guests - wanted).attendance = "absent"
