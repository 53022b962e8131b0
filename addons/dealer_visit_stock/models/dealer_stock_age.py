from odoo import api, fields, models
from odoo.tools import SQL


class DealerStockAge(models.Model):
    """What is held at dealers, by the day it came there: what came last is what is left (S1.6-pdi-13).

    A quant keeps the day on which goods first came into stock, also when they move on; the day of the arrival is
    that of the transfer. A row is what is left of one arrival, and has the id of its line of the transfer. The bands
    are classes of the report, as those of overdue invoices are: when goods go back says the rule for recalls.
    """

    _name = "dealer.stock.age"
    _description = "Stock at dealers by age"
    _inherit = ["customer.export.mixin"]
    _auto = False
    _order = "arrival_date, id"
    _rec_name = "product_id"
    _depends = {
        "customer.file": ["company_id", "dealer_location_id"],
        "stock.location": ["parent_path"],
        "stock.move.line": [
            "state", "date", "product_id", "lot_id", "location_id", "location_dest_id", "quantity_product_uom",
        ],
        "stock.quant": ["location_id", "product_id", "lot_id", "quantity"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    file_id = fields.Many2one("customer.file", string="Dealer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Lot or Serial Number", readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    arrival_date = fields.Datetime("Arrived on", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    days = fields.Integer("Age (Days)", readonly=True, aggregator="max")
    band = fields.Selection(
        [("1", "Up to 30 Days"), ("2", "31 to 60 Days"), ("3", "61 to 90 Days"), ("4", "More than 90 Days")],
        string="Age",
        readonly=True,
    )
    recall_id = fields.Many2one("dealer.recall", compute="_compute_recall_id")

    def _compute_recall_id(self):
        recalls = self.env["dealer.recall"].search([("move_line_id", "in", self.ids)])
        found = {recall.move_line_id.id: recall for recall in recalls}
        for row in self:
            row.recall_id = found.get(row.id)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH place AS (
                SELECT file.id AS file_id, file.company_id, spot.id AS location_id,
                       coalesce(calendar.tz, partner.tz, 'UTC') AS tz
                  FROM customer_file file
                  JOIN stock_location top ON top.id = file.dealer_location_id
                  JOIN stock_location spot ON spot.parent_path LIKE top.parent_path || '%%'
                  JOIN res_company company ON company.id = file.company_id
             LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
             LEFT JOIN res_partner partner ON partner.id = company.partner_id
            ), held AS (
                SELECT place.company_id, place.file_id, quant.product_id, quant.lot_id, sum(quant.quantity) AS quantity
                  FROM stock_quant quant JOIN place ON place.location_id = quant.location_id
                 GROUP BY place.company_id, place.file_id, quant.product_id, quant.lot_id
            ), arrival AS (
                SELECT line.id, place.file_id, place.company_id, place.tz, line.product_id, line.lot_id,
                       line.location_dest_id AS location_id, line.date, line.quantity_product_uom AS quantity,
                       sum(line.quantity_product_uom) OVER (
                           PARTITION BY place.company_id, place.file_id, line.product_id, line.lot_id
                           ORDER BY line.date DESC, line.id DESC
                       ) - line.quantity_product_uom AS later
                  FROM stock_move_line line
                  JOIN place ON place.location_id = line.location_dest_id
             LEFT JOIN place origin ON origin.location_id = line.location_id AND origin.file_id = place.file_id
                 WHERE line.state = 'done' AND origin.file_id IS NULL
            ), row AS (
                SELECT arrival.id, arrival.company_id, arrival.file_id, arrival.product_id, arrival.lot_id,
                       arrival.location_id, arrival.date AS arrival_date,
                       least(arrival.quantity, held.quantity - arrival.later) AS quantity,
                       (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE arrival.tz)::date
                       - (arrival.date AT TIME ZONE 'UTC' AT TIME ZONE arrival.tz)::date AS days
                  FROM arrival
                  JOIN held ON held.company_id = arrival.company_id AND held.file_id = arrival.file_id
                       AND held.product_id = arrival.product_id
                       AND coalesce(held.lot_id, 0) = coalesce(arrival.lot_id, 0)
                 WHERE held.quantity > arrival.later
            )
            SELECT row.*, CASE WHEN days <= 30 THEN '1' WHEN days <= 60 THEN '2' WHEN days <= 90 THEN '3' ELSE '4' END
                          AS band
              FROM row
            """,
            now=fields.Datetime.now(),
        )

    def action_open_recall(self):
        """Show the recall of these goods."""
        self.ensure_one()
        return self.recall_id._get_records_action()

    @api.model
    def _left(self, domain: list):
        """Return what is left at dealers now, with all rights."""
        # sudo: recalls follow the goods, whoever moves them
        rows = self.sudo()
        rows.env.flush_all()
        rows.invalidate_model()
        return rows.search(domain)
