from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


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

    @api.constrains("dealer_location_id")
    def _check_recalled_goods(self):
        """Goods that are recalled are not back because the file looks elsewhere (S1.6-pdi-13)."""
        # sudo: recalls count, also those the user may not see
        for file in self.sudo():
            place = file.dealer_location_id.parent_path
            for recall in file.recall_ids.filtered(lambda recall: recall.state != "returned"):
                if not place or not (recall.location_id.parent_path or "").startswith(place):
                    raise ValidationError(
                        self.env._(
                            "%s: goods are recalled from there; the location stays until they are back.", file.number
                        )
                    )

    def write(self, vals):
        if "dealer_location_id" in vals and not self.env.su:
            self._check_location_free(vals["dealer_location_id"] or False)
        return super().write(vals)

    def _check_location_free(self, new_id):
        """Goods do not leave a dealer because the file looks elsewhere, also before they are recalled (S1.6-pdi-13).

        Who administers the stock puts right what was entered wrongly.

        :raises UserError: naming the file
        """
        if self.env.user.has_group("stock.group_stock_manager"):
            return
        # sudo: only that goods are held there is told
        for file in self.sudo():
            if file.dealer_location_id.id not in (False, new_id) and file._holds_goods():
                raise UserError(self.env._("%s: goods are held there; the location stays as it is.", file.number))

    def _merge_into(self, kept):
        """Goods and recalls go along.

        :raises UserError: when goods are held for both files, in two locations: one file looks at one only
        """
        # sudo: all of them move with their file, also those the user may not change
        known, kept_known = self.sudo(), kept.sudo()
        place = known.dealer_location_id
        if len(place | kept_known.dealer_location_id) > 1 and known._holds_goods():
            raise UserError(
                self.env._(
                    "%(merged)s: move the goods to the location of %(kept)s first.",
                    merged=self[:1].number,
                    kept=kept.number,
                )
            )
        known.recall_ids.write({"file_id": kept.id})
        known.dealer_location_id = False
        if place and not kept_known.dealer_location_id:
            kept_known.dealer_location_id = place[:1]
        return super()._merge_into(kept)

    def _holds_goods(self) -> bool:
        """Say whether goods are held for the dealer, or recalls are open."""
        held = [("location_id", "child_of", self.dealer_location_id.ids), ("quantity", ">", 0)]
        return bool(
            self.env["stock.quant"].search_count(held, limit=1)
            or self.recall_ids.filtered(lambda recall: recall.state != "returned")
        )
