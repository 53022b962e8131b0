from odoo import api, fields, models


class CustomerStatisticReceipt(models.Model):
    """Who got which issued report, or was told that it was corrected: when, by whom and how.

    Rows come from sending, downloading, printing, answering and telling only.
    """

    _name = "customer.statistic.receipt"
    _description = "Register of who has which statistics"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "recipient"
    _register_user_field = "user_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    report_id = fields.Many2one(
        "customer.statistic.report", required=True, readonly=True, index=True, ondelete="restrict"
    )
    correction_id = fields.Many2one(
        "customer.statistic.correction",
        string="About the Correction",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    request_id = fields.Many2one(
        "customer.statistic.request", string="By Request", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The recipient, where that is a colleague who got it.",
    )
    recipient = fields.Char(required=True, readonly=True)
    way = fields.Selection(
        [
            ("mail", "Mail"),
            ("phone", "By Telephone"),
            ("oral", "Orally"),
            ("paper", "On Paper"),
            ("download", "Downloaded"),
            ("print", "Printed"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [("got", "Got It"), ("not_cleared", "Not Cleared: Got Nothing")], required=True, readonly=True, default="got"
    )
    teller_id = fields.Many2one(
        "res.users", string="Given or Told By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime("Time", required=True, readonly=True)
    note = fields.Char(readonly=True)

    _report_user = models.Index("(report_id, user_id)")

    @api.model
    def _enter(self, report, way: str, *, user=None, recipient: str = "", correction=None, request=None, **vals):
        """Enter that somebody got ``report``, or was told of its correction, from the user of the session.

        :param user: the colleague; of one who got nothing give the name as ``recipient`` instead
        :param vals: other values of the row, such as ``outcome`` and ``note``
        """
        # sudo: nobody has the right to write into the register; the acting user is stamped
        return self.sudo().create(
            {
                "company_id": report.company_id.id,
                "report_id": report.id,
                "correction_id": correction and correction.id,
                "request_id": request and request.id,
                "user_id": user and user.id,
                "recipient": recipient or user.sudo().name,  # sudo: the name of a colleague is no secret
                "way": way,
                "teller_id": self.env.uid,
                "date": fields.Datetime.now(),
                **vals,
            }
        )
