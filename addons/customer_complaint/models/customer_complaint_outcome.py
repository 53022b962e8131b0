from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero


class CustomerComplaintOutcome(models.Model):
    """What a case cost, and who is liable for it."""

    _inherit = "customer.complaint"

    liability_ids = fields.One2many("customer.complaint.liability", "complaint_id")
    # stored: two who change shares of one case at once write this row, so that the second one sees the first
    liability_total = fields.Float(
        "Liability (%)", digits=(5, 2), compute="_compute_liability_total", store=True, precompute=True, aggregator=None
    )
    loss_ids = fields.One2many("customer.complaint.loss", "complaint_id", string="Parts of the Loss")
    loss_amount = fields.Monetary("Loss", compute="_compute_loss_amount", store=True, precompute=True)
    has_sanction = fields.Boolean(
        "Administrative Sanction",
        tracking=True,
        help="The case leads to an administrative sanction; the procedure says what follows (S1.3-09.7d).",
    )

    _liability_whole = models.Constraint(
        "CHECK(state != 'closed' OR liability_total IN (0, 100))",
        "The liability shares of a closed case add up to 100%.",
    )

    @api.depends("liability_ids.share")
    def _compute_liability_total(self):
        for complaint in self:
            complaint.liability_total = round(sum(complaint.liability_ids.mapped("share")), 2)

    @api.depends("loss_ids.amount")
    def _compute_loss_amount(self):
        for complaint in self:
            complaint.loss_amount = sum(complaint.loss_ids.mapped("amount"))

    # liability

    def _liability_obstacle(self) -> str:
        """Say why the shares do not stand, or return an empty string; the one place where they are added up."""
        self.ensure_one()
        rows = self.liability_ids
        if not rows:
            return ""
        if nobody := rows.filtered(lambda row: float_is_zero(row.share, 2)):
            return self.env._("The liability of %s has no share.", ", ".join(nobody.mapped("display_name")))
        if float_compare(self.liability_total, 100, 2):
            return self.env._(
                "The liability adds up to %(total)s%% instead of 100%%: %(rows)s.",
                total=f"{self.liability_total:g}",
                rows=", ".join(rows.mapped("display_name")),
            )
        return ""

    def _check_task_done(self, terms, step):
        # sudo: what is wrong with the shares is told to who judges them
        obstacle = "liability_ids" in terms["fields"] and self.sudo()._liability_obstacle()
        if obstacle:
            message = f"{self.display_name}: {obstacle}"
            raise UserError(message)
        return super()._check_task_done(terms, step)

    def _closing_obstacle(self):
        # sudo: see above
        return super()._closing_obstacle() or self.sudo()._liability_obstacle()

    def action_split_liability(self):
        """Give what is left of 100% to those without a share, evenly to the hundredth; else to the last one."""
        for complaint in self:
            rows = complaint.liability_ids
            left = round((100 - complaint.liability_total) * 100)
            if not rows or left < 0:
                raise UserError(
                    self.env._(
                        "%(case)s: name who is liable, with at most 100%% together; it is %(total)s%% now.",
                        case=complaint.display_name,
                        total=f"{complaint.liability_total:g}",
                    )
                )
            open_rows = rows.filtered(lambda row: float_is_zero(row.share, 2)) or rows[-1:]
            each, more = divmod(left, len(open_rows))
            for number, row in enumerate(open_rows):
                row.share += (each + (number < more)) / 100
        return True

    # loss

    def action_propose_losses(self):
        """Add what the bases in force say the case cost; rows of a basis that are there stay as they are."""
        bases = self.env["customer.complaint.loss.basis"]
        for complaint in self:
            known = complaint.sudo()  # sudo: whether a basis meets a case does not depend on who asks
            met = bases._in_force(complaint.company_id).filtered(
                lambda basis, known=known: known.filtered_domain(basis._get_domain())
            )
            for basis in met - complaint.loss_ids.sudo().basis_id:  # sudo: bases are configuration without secrets
                rows = basis._prepare_loss_vals(known)
                if basis.mode == "enforce":
                    complaint.loss_ids.create(rows)
                elif rows:
                    basis._breached_by(complaint, self.env._("It would have proposed a loss."))
            if not met:
                raise UserError(
                    self.env._("%s: no basis for calculating the loss meets this case.", complaint.display_name)
                )
        return True

    # reports

    def _after_close(self):
        self._report_conduct()
        return super()._after_close()

    def _report_conduct(self):
        """Tell staff conduct who is liable for what, where the cause names a rule on conduct."""
        conduct = self.env["customer.policy.conduct"]
        # sudo: what is reported depends on the case, not on who closes it
        for row in self.sudo().liability_ids.filtered("employee_id"):
            cause = row.complaint_id.cause_id
            if cause.conduct_code:
                quantity = row.amount if cause.conduct_quantity == "amount" else 1
                # the row is the source: several can be liable for one case
                conduct._report(cause.conduct_code, row.employee_id, quantity, row)
