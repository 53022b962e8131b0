from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerFileDestroyed(models.Model):
    """A file whose content was destroyed: number and customer remain, and nothing of it changes any more.

    How it comes to that is for an addon to say; the customer may get a new file.
    """

    _inherit = "customer.file"

    _destroyed_is_archived = models.Constraint(
        "CHECK(state != 'destroyed' OR NOT active)", "A file whose content was destroyed stays archived."
    )

    @api.model
    def _living_domain(self) -> Domain:
        """Return the domain of the files that hold something: neither merged into another one nor destroyed."""
        return Domain("merged_into_id", "=", False) & Domain("state", "!=", "destroyed")

    @api.model
    def _group_expand_states(self, states, domain):
        """Show every state as a column but the one that no file in use has."""
        return [state for state, _label in self._fields["state"].selection if state != "destroyed" or state in states]

    def _unfinished_business(self) -> str:
        """Hook: say what about the customers of these files is not finished, such as an open complaint; or "".

        Their content is not destroyed before.
        """
        return ""

    def _check_not_destroyed(self):
        """Refuse to put something into a file whose content was destroyed.

        :raises UserError: naming the file
        """
        # sudo: that a file was destroyed is no secret
        for file in self.sudo():
            if file.state == "destroyed":
                raise UserError(
                    self.env._(
                        "%s: the content of this file was destroyed; nothing is added or changed any more. "
                        "Open a new file for the customer.",
                        file.display_name,
                    )
                )

    def write(self, vals):
        self._check_not_destroyed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_destroyed(self):
        self._check_not_destroyed()
