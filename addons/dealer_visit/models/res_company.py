from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import visit_date


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_map_url = fields.Char(
        "Map Service",
        help="Link to the map service that the company chose, with {address} where the address of the customer stands. "
        "Empty: visits have no link to a map.",
    )
    dealer_coordinating_department_id = fields.Many2one(
        "hr.department",
        string="Coordinating Department",
        index="btree_not_null",
        ondelete="restrict",
        help="Its manager is told of every visit after which the data of the customer were updated or confirmed.",
    )

    @api.constrains("dealer_map_url")
    def _check_dealer_map_url(self):
        for company in self:
            if company.dealer_map_url and not visit_date.is_map_template(company.dealer_map_url):
                raise ValidationError(
                    self.env._(
                        "%s: a link to a map begins with https:// or http://, names the server, and has {address} "
                        "behind it; it holds no blanks or quotation marks.",
                        company.dealer_map_url,
                    )
                )
