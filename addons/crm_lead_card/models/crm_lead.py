from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    lead_card_ids = fields.One2many("customer.lead.card", "lead_id", string="Lead Cards")
    lead_card_count = fields.Integer(
        "Number of Cards", compute="_compute_lead_card_count", groups="sales_team.group_sale_salesman"
    )

    @api.depends("lead_card_ids")
    @api.depends_context("uid")
    def _compute_lead_card_count(self):
        rows = self.env["customer.lead.card"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in rows}
        for lead in self:
            lead.lead_card_count = counts.get(lead._origin.id, 0)

    @api.onchange("phone", "email_from")
    def _onchange_lead_card_keys(self):
        """Tell while it is typed whose customer it is: the number of the card and its holder, nothing else."""
        cards = self.env["customer.lead.card"]
        # sudo: the lead's own cards are no duplicates of it
        known = cards.sudo().search([("lead_id", "in", self._origin.ids)])
        return cards._warn_of_owner(self.company_id or self.env.company, self.phone, self.email_from, known)

    def action_view_lead_cards(self):
        """Show the cards of this lead, or begin one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_lead_card.customer_lead_card_action")
        found = self.env["customer.lead.card"].search([("lead_id", "=", self.id)])
        action |= {"domain": [("lead_id", "=", self.id)], "context": {"default_lead_id": self.id}}
        if len(found) < 2:
            view = self.env.ref("crm_lead_card.customer_lead_card_view_form")
            action |= {"views": [(view.id, "form")], "res_id": found.id}
        return action

    def write(self, vals):
        won = self.filtered(lambda lead: lead.stage_id.is_won) if "stage_id" in vals else self.browse()
        result = super().write(vals)
        if "stage_id" in vals:
            now_won = self.filtered(lambda lead: lead.stage_id.is_won)
            (now_won - won)._followed_by_cards()._win()
            (won - now_won)._followed_by_cards()._reopen()
        return result

    def _followed_by_cards(self):
        """Return the cards that follow what the user does with these leads: those the user holds or signs."""
        # sudo: a card follows its lead, also where the lead alone is open to the user
        cards = self.sudo().lead_card_ids
        user = self.env.user
        return cards.filtered(lambda card: self.env.su or card.holder_id == user or card._led_by(user))

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: every card moves with its lead; who may merge leads was checked
        opportunities.sudo().lead_card_ids.write({"lead_id": self.id})
        return result
