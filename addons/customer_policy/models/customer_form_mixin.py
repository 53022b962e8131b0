from odoo import fields, models


class CustomerFormMixin(models.AbstractModel):
    """A document that is printed as a form with copies; it is a ``customer.document.mixin`` too.

    Its report calls the template ``customer_policy.form_copies``; its form view has a button ``action_hand_over_form``
    and a smart button ``action_view_form_handovers``.
    """

    _name = "customer.form.mixin"
    _description = "Document printed in copies"

    form_handover_count = fields.Integer(compute="_compute_form_handover_count")

    def _compute_form_handover_count(self):
        # sudo: how many copies of a document one may read were handed over is no secret
        handovers = self.env["customer.form.handover"].sudo()
        domain = [("issue_id.res_model", "=", self._name), ("issue_id.res_id", "in", self.ids)]
        counts = {}
        for issue, count in handovers._read_group(domain, ["issue_id"], ["__count"]):
            counts[issue.res_id] = counts.get(issue.res_id, 0) + count
        for document in self:
            document.form_handover_count = counts.get(document.id, 0)

    def action_hand_over_form(self):
        """Open the window to hand over a copy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over a Copy"),
            "res_model": "customer.form.hand.over",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def action_view_form_handovers(self):
        """Show who has which copy of the document's forms."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_policy.customer_form_handover_action")
        return {
            **action,
            "domain": [("issue_id.res_model", "=", self._name), ("issue_id.res_id", "=", self.id)],
            "context": {},
        }
