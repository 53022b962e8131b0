from odoo import api, models
from odoo.exceptions import AccessError


class CustomerComplaintLinkMixin(models.AbstractModel):
    """A document, or a line of one, that carries out what was decided on a complaint: nobody enters by hand which."""

    _name = "customer.complaint.link.mixin"
    _description = "Tied to the settlement of a complaint"

    #: fields that only our own methods set
    _complaint_links: tuple[str, ...] = ()
    #: those that core sets as well when it makes the record from another; not changed afterwards either
    _complaint_links_copied: tuple[str, ...] = ()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                if any(vals.get(name) for name in self._complaint_links) and not self._is_complaint_link(vals):
                    self._refuse_complaint_link()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not {*self._complaint_links, *self._complaint_links_copied}.isdisjoint(vals):
            self._refuse_complaint_link()
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        # a default in the context is input of the client
        links = {*self._complaint_links, *self._complaint_links_copied}
        return {name: value for name, value in super().default_get(fields).items() if name not in links}

    @api.model
    def _is_complaint_link(self, vals: dict) -> bool:
        """Hook: say whether a record with these values, links among them, is made by one of our own methods."""
        return False

    @api.model
    def _refuse_complaint_link(self):
        raise AccessError(
            self.env._("%s: which settlement of a complaint it carries out is not entered by hand.", self._description)
        )
