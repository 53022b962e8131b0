from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFile(models.Model):
    """Where the company keeps goods at a dealer's."""

    _inherit = "customer.file"

    dealer_location_id = fields.Many2one(
        "stock.location",
        string="Stock at the Dealer",
        index="btree_not_null",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        ondelete="restrict",
        help="The location with the company's goods that are held there.",
    )
    recall_ids = fields.One2many("dealer.recall", "file_id", string="Recalls")

    @api.constrains("dealer_location_id", "company_id")
    def _check_dealer_location(self):
        for file in self.filtered("dealer_location_id"):
            place = file.dealer_location_id
            if place.usage != "internal" or place.company_id != file.company_id:
                raise ValidationError(self.env._("%s: goods are held in a location of the company.", file.number))
            # sudo: whether a location is another dealer's decides, also where its file is closed
            known = self.sudo().search([("id", "!=", file.id), ("dealer_location_id", "!=", False)])
            path = place.parent_path
            if any(path.startswith(other.parent_path) or other.parent_path.startswith(path)
                   for other in known.dealer_location_id):  # fmt: skip
                raise ValidationError(self.env._("%s: the location is another dealer's.", file.number))

    def _merge_into(self, kept):
        """Goods and recalls go along; where both files have a location, that of the kept one stays."""
        # sudo: all of them move with their file, also those the user may not change
        known = self.sudo()
        known.recall_ids.write({"file_id": kept.id})
        place = known.dealer_location_id[:1]
        known.dealer_location_id = False
        if place and not kept.sudo().dealer_location_id:  # sudo: see above
            kept.sudo().dealer_location_id = place  # sudo: see above
        return super()._merge_into(kept)
