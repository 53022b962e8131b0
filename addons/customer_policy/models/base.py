from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class Base(models.AbstractModel):
    _inherit = "base"

    def unlink(self):
        # With this key, which core sets while a module is uninstalled, no condition on deleting is checked. A context
        # is what a client says it is: over RPC, whoever may delete drafts would delete what is on record.
        is_flagged = self.env.context.get(MODULE_UNINSTALL_FLAG)
        if is_flagged and not self.env.su and not self._name.startswith("ir."):
            return self.with_context(**{MODULE_UNINSTALL_FLAG: False}).unlink()
        return super().unlink()

    def _told_on_screen(self, name: str):
        """Return what the link ``name`` points to: of a record that is not saved only what the user may read.

        On a screen a client can name any record, and what is computed from it with all rights would tell what it says.
        """
        linked = self[name]
        if self.id or not linked.id:
            return linked
        # sudo: back to the rights of whoever looks, and then to those of the caller
        return linked.sudo(False)._filtered_access("read").sudo(self.env.su)

    @api.model
    def _description_label(self) -> str:
        """Return the name of this kind of record in the user's language."""
        # sudo: the name of a model is no secret
        return self.env["ir.model"].sudo()._get(self._name).name
