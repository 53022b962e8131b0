from odoo import api, fields, models


class CustomerComplaintLiability(models.Model):
    """Who is liable for a case, and with which share: a department, one of its employees, or a third party (责任比率).

    The shares of a case add up to exactly 100% where there are any, see ``_liability_obstacle`` of the case.
    """

    _name = "customer.complaint.liability"
    _description = "Liability for a complaint"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["department_id", "partner_id"]
    _check_company_auto = True
    _complaint_field = "liability_ids"

    sequence = fields.Integer(default=10)
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="restrict", check_company=True)
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Third Party",
        index="btree_not_null",
        ondelete="restrict",
        help="A supplier or another company that is liable instead of a department.",
    )
    share = fields.Float("Share (%)", digits=(5, 2), help="0: not said yet.")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, help="The share of the loss; the amounts add up to the loss exactly."
    )
    note = fields.Char("Reason")

    _share_range = models.Constraint(
        "CHECK(share BETWEEN 0 AND 100)", "A share of the liability is between 0 and 100 percent."
    )
    _one_party = models.Constraint(
        "CHECK(num_nonnulls(COALESCE(department_id, employee_id), partner_id) = 1)",
        "Liable is either a department or employee, or a third party.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for row in self:
            # sudo: in which department a colleague works is no secret
            row.department_id = row.employee_id.sudo().department_id or row.department_id

    @api.depends("share", "complaint_id.loss_amount", "complaint_id.liability_ids.share")
    def _compute_amount(self):
        for row in self:
            case = row._told_on_screen("complaint_id")
            if not case:
                row.amount = 0
                continue
            rows = case.liability_ids | row
            # the difference of two rounded sums: no cent is lost or found
            upto = rows[: list(rows).index(row) + 1]
            amounts = [
                case.currency_id.round(case.loss_amount * sum(part.mapped("share")) / 100)
                for part in (upto - row, upto)
            ]
            row.amount = amounts[1] - amounts[0]

    @api.depends("employee_id", "department_id", "partner_id", "share", "secrecy_level_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for row in self:
            # sudo: names of colleagues and contacts on a case one may read
            known = row.sudo()
            party = known.employee_id or known.department_id or known.partner_id
            row.display_name = row._title(f"{party.display_name or ''} {row.share:g}%".strip())
