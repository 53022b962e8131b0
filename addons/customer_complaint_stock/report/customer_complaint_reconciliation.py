from odoo import api, fields, models
from odoo.tools import SQL


class CustomerComplaintReconciliation(models.Model):
    """What the warehouse took in and sent for what was decided."""

    _inherit = "customer.complaint.reconciliation"
    _depends = {
        "customer.complaint.action": ["approved_quantity", "over_ratio"],
        "customer.complaint.line": ["sale_line_id"],
        "sale.order.line": ["product_uom_id", "product_uom_qty"],
        "stock.location": ["usage"],
        "stock.move": [
            "complaint_action_id",
            "location_dest_id",
            "location_id",
            "origin_returned_move_id",
            "product_id",
            "product_qty",
            "sale_line_id",
            "state",
        ],
        "stock.move.line": ["move_id", "quantity_product_uom"],
    }

    is_beyond = fields.Boolean(
        "Beyond the Tolerance",
        readonly=True,
        help="More came back than is accepted for what was decided: it needs or got a new decision.",
    )

    @api.model
    def _credited_kinds(self):
        return (*super()._credited_kinds(), "return")

    @api.model
    def _goods_sql(self):
        """What came back is counted like ``received_quantity``, what was sent like ``_is_sent``.

        - What was sent to the customer again by hand is taken off, what came back of that by hand is added, and so on.
        - A kit counts as often as all its parts are there (``_complaint_kit_parts`` says what it is made of).
        """
        return SQL(
            """
            WITH RECURSIVE receipts AS (
                SELECT move.id, move.product_id, 0 AS depth
                  FROM stock_move move
                  JOIN stock_location source ON source.id = move.location_id AND source.usage = 'customer'
                  JOIN stock_location target ON target.id = move.location_dest_id AND target.usage != 'customer'
                 WHERE move.complaint_action_id = action.id AND move.state = 'done'
                UNION ALL
                SELECT again.id, again.product_id, receipts.depth + 1
                  FROM receipts
                  JOIN stock_move again ON again.origin_returned_move_id = receipts.id AND again.state = 'done'
                  JOIN stock_location source ON source.id = again.location_id
                  JOIN stock_location target ON target.id = again.location_dest_id
                 WHERE (source.usage = 'customer') = (receipts.depth %% 2 = 1)
                   AND (target.usage = 'customer') = (receipts.depth %% 2 = 0)
                   -- what the note itself brings back after rework is no correction of the receipt, and what
                   -- another takes back counts there
                   AND again.complaint_action_id IS NULL
            ),
            moved AS (
                SELECT receipts.product_id, item.quantity_product_uom * (1 - 2 * (receipts.depth %% 2)) AS returned,
                       0 AS replaced
                  FROM receipts JOIN stock_move_line item ON item.move_id = receipts.id
                UNION ALL
                SELECT move.product_id, 0, item.quantity_product_uom
                  FROM stock_move move
                  JOIN stock_location source ON source.id = move.location_id AND source.usage != 'customer'
                  JOIN stock_location target ON target.id = move.location_dest_id AND target.usage = 'customer'
                  JOIN stock_move_line item ON item.move_id = move.id
                 WHERE action.kind = 'replacement' AND move.complaint_action_id = action.id AND move.state = 'done'
            ),
            kit_moves AS (
                SELECT move.*
                  FROM stock_move move
                 WHERE move.sale_line_id = line.sale_line_id AND move.product_id != line.product_id
                   AND move.origin_returned_move_id IS NULL
            ),
            parts AS (
                SELECT asked.product_id,
                       sum(asked.product_qty) / ordered.product_uom_qty * uom.factor / ordered_uom.factor AS quantity
                  FROM sale_order_line ordered
                  JOIN uom_uom ordered_uom ON ordered_uom.id = ordered.product_uom_id
                  JOIN kit_moves asked ON asked.sale_line_id = ordered.id
                 WHERE ordered.product_id = line.product_id AND ordered.product_uom_qty > 0
                   AND NOT EXISTS (SELECT FROM stock_move_move_rel chain JOIN kit_moves ON kit_moves.id = move_orig_id
                                    WHERE chain.move_dest_id = asked.id)
                 GROUP BY asked.product_id, ordered.id, ordered_uom.id
                HAVING sum(asked.product_qty) > 0
            ),
            goods AS (
                SELECT product_id, quantity FROM parts
                UNION ALL
                SELECT product.id, uom.factor / own.factor
                  FROM product_product product
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                 WHERE product.id = line.product_id AND NOT EXISTS (SELECT FROM parts)
            ),
            units AS (
                SELECT coalesce(sum(moved.returned), 0)::numeric / goods.quantity::numeric AS returned,
                       coalesce(sum(moved.replaced), 0)::numeric / goods.quantity::numeric AS replaced
                  FROM goods LEFT JOIN moved USING (product_id)
                 GROUP BY goods.product_id, goods.quantity
            ),
            whole AS (
                SELECT CASE WHEN count(*) > 1 THEN trunc(min(returned) + 1e-9, %(digits)s)
                            ELSE round(min(returned), %(digits)s) END AS returned,
                       CASE WHEN count(*) > 1 THEN trunc(min(replaced) + 1e-9, %(digits)s)
                            ELSE round(min(replaced), %(digits)s) END AS replaced
                  FROM units
            )
            SELECT coalesce(returned, 0) AS returned, coalesce(replaced, 0) AS replaced,
                   round(returned - coalesce(action.quantity, 0)::numeric
                                    * (1 + coalesce(action.over_ratio, 0)::numeric / 100), %(digits)s) > 0 AS is_beyond
              FROM whole
            """,
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
        )
