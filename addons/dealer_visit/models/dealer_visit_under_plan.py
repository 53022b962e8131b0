from odoo import api, fields, models

#: what moves a visit of a plan
MOVES = {"date_begin", "user_id"}


class DealerVisit(models.Model):
    """A visit that a plan proposed: whoever moves it has the last word, and the plan follows."""

    _inherit = "dealer.visit"

    plan_id = fields.Many2one(
        "dealer.visit.plan", readonly=True, copy=False, index="btree_not_null", check_company=True, ondelete="set null"
    )
    plan_fixed = fields.Boolean(
        "Moved by Hand", readonly=True, copy=False, help="It stays where it was put when the plan is made anew."
    )

    @api.model
    def _never_written(self):
        return super()._never_written() | {"plan_id", "plan_fixed"}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # set here, since default_<field> in the context is user input
            vals_list = [{**vals, "plan_id": False, "plan_fixed": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        by_hand = not self.env.su and not MOVES.isdisjoint(vals)
        before = {visit: (visit.date_begin, visit.user_id) for visit in self.filtered("plan_id")} if by_hand else {}
        result = super().write(vals)
        moved = self.filtered(lambda one: one in before and (one.date_begin, one.user_id) != before[one])
        if moved:
            moved._follow_in_plans(self.env["res.users"].union(*(user for _moment, user in before.values())))
        return result

    def _postpone(self, moment, reason):
        result = super()._postpone(moment, reason)
        if not self.env.su:
            self.filtered("plan_id")._follow_in_plans(self.user_id)
        return result

    def _after_cancel(self):
        result = super()._after_cancel()
        if not self.env.su:
            self.env["dealer.visit.plan"]._fill_gaps(self.file_id, self.user_id)
        return result

    def unlink(self):
        # what the software takes back it knows about
        by_hand = self.browse() if self.env.su else self
        files, people = by_hand.file_id, by_hand.user_id
        result = super().unlink()
        self.env["dealer.visit.plan"]._fill_gaps(files, people)
        return result

    def _follow_in_plans(self, people):
        """Let these visits stay where they were put, and plan those of the people concerned around them."""
        # sudo: the plan follows whoever may write the visit
        self.sudo().write({"plan_fixed": True})
        for plan, visits in self.sudo().grouped("plan_id").items():  # sudo: see above
            plan._plan_around((people | visits.user_id).sudo())
