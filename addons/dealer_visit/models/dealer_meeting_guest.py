from odoo import api, fields, models


class DealerMeetingGuest(models.Model):
    """Who is invited to a meeting, or gets a newsletter; as secret as the file of the customer, where there is one."""

    _name = "dealer.meeting.guest"
    _description = "Guest of a customer meeting"
    _inherit = [
        "customer.record.line.mixin",
        "customer.fixed.mixin",
        "customer.secret.mixin",
        "customer.attachment.mixin",
        "customer.export.mixin",
    ]
    _record_field = "meeting_id"
    _rows_stay = True
    _fixed_fields = ("meeting_id", "partner_id", "create_uid")
    _secrecy_file_field = "file_id"
    # who was invited and who came is told by the meeting, which stays
    _outlives_file = True
    _attachment_fields = ("report_ids",)
    _order = "meeting_id, id"
    _rec_name = "partner_id"

    meeting_id = fields.Many2one("dealer.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one("res.partner", "Guest", required=True, index=True, ondelete="restrict")
    file_id = fields.Many2one(
        "customer.file",
        string="Customer File",
        compute="_compute_file_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    attendance = fields.Selection(
        [("invited", "Invited"), ("present", "Present"), ("absent", "Absent")],
        required=True,
        default="invited",
        help="Of a newsletter: present is whom it reached.",
    )
    report_ids = fields.Many2many("ir.attachment", string="Reports", help="What was handed to the guest.")
    note = fields.Char()

    _once = models.Constraint("UNIQUE(meeting_id, partner_id)", "The guest is on the list already.")

    @api.depends("partner_id", "meeting_id")
    def _compute_file_id(self):
        for company, guests in self.grouped("company_id").items():
            # sudo: a guest is as secret as the own file, also where that is closed to the user
            files = guests.partner_id.sudo().with_company(company)._get_customer_files().grouped("partner_id")
            for guest in guests:
                known = guest.file_id
                guest.file_id = known.merged_into_id or files.get(guest.partner_id.commercial_partner_id) or known

    @api.model
    def _follow_files(self, condition):
        """Let the guests that meet ``condition`` follow their files, after these were opened or merged."""
        # sudo: guests follow their file whoever opens or merges it
        self.env.add_to_compute(self._fields["file_id"], self.sudo().search(condition))

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
