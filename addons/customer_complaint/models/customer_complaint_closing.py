from odoo import fields, models


class CustomerFormCopy(models.Model):
    """A copy of a form whose keeper is a unit that handles complaints: it is told when it gets its copy."""

    _inherit = "customer.form.copy"

    complaint_unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Unit That Is Told",
        index="btree_not_null",
        ondelete="restrict",
        help="This unit is told of its copy: of the complaint form when the case is closed, of a paper about returned "
        "goods or an allowance when the goods are in or finance gets it.",
    )


class CustomerComplaintClosing(models.Model):
    """What is looked at before a case is closed, and who gets which copy of it."""

    _inherit = "customer.complaint"

    def _changes_nothing(self, vals):
        # the level is given by its button and entered in a register; a closed case can turn out to be a secret
        return super()._changes_nothing(vals) or set(vals) == {"own_secrecy_level_id"}

    def _closing_obstacle(self):
        obstacle = super()._closing_obstacle()
        if obstacle:
            return obstacle
        # sudo: what is missing is told to who closes the case
        case = self.sudo()
        gates = [terms for terms in case.plan or [] if terms["type"] == "closing" and case._meets(terms)]
        missing = case._missing({name for terms in gates for name in case._required(terms)})
        return self.env._("Fill in: %s.", ", ".join(missing)) if missing else ""

    def _after_close(self):
        for complaint in self:
            complaint._hand_out_copies()
        return super()._after_close()

    def _hand_out_copies(self):
        """Tell each keeper of a copy of the complaint form, and note it in the register (S1.2-09.8).

        It is done in the transaction that closes the case: neither comes without the other.
        """
        self.ensure_one()
        self.env["customer.form.issue"]._hand_out(
            self,
            self.env.ref("customer_complaint.report_customer_complaint_form"),
            self.env._("When the case was closed"),
            self.env._("Closed: %s", self.number or self.id),
        )

    def _decisions_on_form(self):
        """Return the decisions on the case, as its form shows them to whoever may read the case."""
        # sudo: who may print the form of a case reads what was decided on it
        return self.sudo().decision_ids.sorted("id")
