from odoo import fields, models
from odoo.tools import SQL


class CustomerNumber(models.Model):
    """The accounted numbers as people read them: each draw and what became of it.

    A draw without an outcome whose transaction still runs is being drawn. When that transaction is over, the number has
    no document: the process ended, or the step was taken back. So the state is true at any moment, also after a crash,
    without anybody having to clean up.
    """

    _name = "customer.number"
    _description = "Number"
    _auto = False
    _order = "id desc"
    _rec_names_search = ["name"]

    name = fields.Char("Number", readonly=True)
    number_key = fields.Char(readonly=True)
    document = fields.Selection(
        selection=lambda self: self.env["customer.number.rule"]._selection_document(),
        string="Kind of Document",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    period = fields.Char(readonly=True)
    department = fields.Char("Department Code", readonly=True)
    rule_code = fields.Char("Code of the Rule", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", readonly=True)
    user_id = fields.Many2one("res.users", "Drawn by", readonly=True)
    drawn_on = fields.Datetime(readonly=True)
    state = fields.Selection([("drawn", "Being drawn"), ("used", "Used"), ("void", "Void")], readonly=True)
    reason = fields.Selection(
        selection=lambda self: [
            *self.env["customer.number.outcome"]._fields["reason"]._description_selection(self.env),
            ("ended", self.env._("The process ended, or the step was taken back")),
        ],
        readonly=True,
    )

    _depends = {
        "customer.number.draw": ["name", "document", "company_id", "number", "res_model", "res_id", "user_id"],
        "customer.number.outcome": ["draw_id", "state", "reason"],
    }

    @property
    def _table_query(self):
        # the snapshot names the transactions that were running when it was taken, and so agrees with what it shows
        return SQL(
            """
            SELECT draw.id, draw.name, draw.document, draw.company_id, draw.period, draw.department, draw.rule_code,
                   draw.res_model, draw.res_id, draw.user_id, draw.drawn_on,
                   draw.period || ' ' || draw.department || ' ' || lpad(draw.number::text, 10, '0') AS number_key,
                   CASE WHEN outcome.id IS NOT NULL THEN outcome.state WHEN runs THEN 'drawn' ELSE 'void' END AS state,
                   CASE WHEN outcome.id IS NULL AND NOT runs THEN 'ended' ELSE outcome.reason END AS reason
              FROM customer_number_draw draw
              LEFT JOIN customer_number_outcome outcome ON outcome.draw_id = draw.id
             CROSS JOIN LATERAL (
                SELECT outcome.id IS NULL AND draw.transaction IN (
                    SELECT running::text FROM pg_snapshot_xip(pg_current_snapshot()) AS running
                ) AS runs
             ) AS transaction
            """
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "name":
            document = self._field_to_sql(alias, "document", query)
            key = self._field_to_sql(alias, "number_key", query)
            return SQL('%s %s, %s COLLATE "C" %s %s', document, direction, key, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
