from odoo import api, fields, models


class CustomerPolicyObservation(models.Model):
    """An observation is as secret as the document it is about: the message may tell of its content.

    It cannot be kept in step, being a register: its record rule looks at the level of the document, and once that is
    gone at the one it had when this was noted.
    """

    _inherit = "customer.policy.observation"

    secrecy_level_id = fields.Many2one(
        "customer.secrecy.level", string="Secrecy", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        # sudo: the level alone, to close the row
        levels = {
            model: {record.id: record.secrecy_level_id.id for record in self.env[model].sudo().browse(ids).exists()}
            for model, ids in self._secret_documents(vals_list).items()
        }
        return super().create(
            [
                {**vals, "secrecy_level_id": levels.get(vals["res_model"], {}).get(vals.get("res_id"), False)}
                for vals in vals_list
            ]
        )

    @api.model
    def _secret_documents(self, vals_list) -> dict[str, set[int]]:
        """Return the ids of those documents that may have a level, by model."""
        parent = self.env.registry["customer.secrecy.mixin"]
        found = {}
        for vals in vals_list:
            if vals.get("res_id") and issubclass(self.env.registry[vals["res_model"]], parent):
                found.setdefault(vals["res_model"], set()).add(vals["res_id"])
        return found
