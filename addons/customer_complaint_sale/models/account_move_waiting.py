from odoo import fields, models

from .account_move_dispute import ACCOUNTING


class AccountMove(models.Model):
    """What accounting sees of credit notes for complaints in their list, also where the case is closed to it."""

    _inherit = "account.move"

    # related: read with all rights. The number of a case, how far its note is and which papers are missing are what
    # finance works with; nothing of the case itself
    complaint_number = fields.Char(
        related="complaint_settlement_id.complaint_id.number", string="Case Number", groups=ACCOUNTING
    )
    complaint_settlement_state = fields.Selection(
        related="complaint_settlement_id.state", string="State of the Note", groups=ACCOUNTING
    )
    complaint_proof_obstacle = fields.Char(
        related="complaint_settlement_id.proof_obstacle", string="Proof Missing", groups=ACCOUNTING
    )
    complaint_untied_notice = fields.Char(
        related="complaint_settlement_id.untied_credit_notice", string="Credited by Hand", groups=ACCOUNTING
    )
