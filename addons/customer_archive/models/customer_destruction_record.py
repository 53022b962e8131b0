import hashlib

from odoo import api, fields, models

from .customer_destruction_request import METHODS


class CustomerDestructionRecord(models.Model):
    """The certificate that the content of a record was destroyed (销毁记录). It survives what it is about."""

    _name = "customer.destruction.record"
    _description = "Destruction record"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "document_number"
    _register_user_field = "destroyed_by_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    request_id = fields.Many2one(
        "customer.destruction.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    document_model = fields.Char("Kind of Record", required=True, readonly=True)
    document_id = fields.Many2oneReference("Record", model_field="document_model", readonly=True, required=True)
    document_number = fields.Char("Number", readonly=True)
    document_date = fields.Date(readonly=True)
    title_hash = fields.Char(
        "Hash of the Title", readonly=True, help="SHA-256: proves which title it had, without telling it."
    )
    class_name = fields.Char("Class", readonly=True)
    volume_number = fields.Char("Volume", readonly=True)
    file_number = fields.Char(readonly=True)
    carrier = fields.Char(readonly=True)
    copies = fields.Integer(readonly=True, aggregator=None)
    pages = fields.Integer(readonly=True)
    retention_name = fields.Char("Retention", readonly=True)
    retention_date = fields.Date("Kept Until", readonly=True)
    method = fields.Selection(METHODS, required=True, readonly=True)
    reason = fields.Text(readonly=True)
    approvals = fields.Json(readonly=True, help="Who approved, when, and as whose substitute.")
    approvals_text = fields.Text("Approved By", compute="_compute_texts")
    destroyed_by_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    destroyed_by_name = fields.Char(readonly=True)
    witness_name = fields.Char("Witness", readonly=True)
    witnessed_date = fields.Datetime("Confirmed by the Witness", readonly=True)
    date = fields.Datetime("Destroyed On", required=True, readonly=True)
    content = fields.Json(
        "Contents", readonly=True, help="Hash, size and type of each file, and where the same bytes remain."
    )
    content_text = fields.Text("Files", compute="_compute_texts")
    file_count = fields.Integer("Number of Files", readonly=True)
    bytes_remain = fields.Boolean(
        "Same Content Elsewhere",
        readonly=True,
        help="Identical content belongs to another record too, and so is still stored.",
    )

    @api.depends("content", "approvals")
    def _compute_texts(self):
        for record in self:
            record.content_text = "\n".join(record._content_line(part) for part in record.content or []) or False
            record.approvals_text = "\n".join(map(record._approval_line, record.approvals or [])) or False

    def _approval_line(self, decision: dict) -> str:
        if decision["on_behalf_of"]:
            return self.env._("%(date)s %(name)s for %(other)s", other=decision["on_behalf_of"], **decision)
        return f"{decision['date']} {decision['name']}"

    def _content_line(self, part: dict) -> str:
        line = f"{part['type']} · {part['size']} B · SHA-256 {part['sha256']}"
        if part["elsewhere"]:
            line += " · " + self.env._("the same content remains at: %s", ", ".join(part["elsewhere"]))
        return line

    @api.model
    def _certify(self, request, record):
        """Enter into the register that the content of ``record`` is destroyed now, by the user."""
        facts = record._destruction_facts()
        title = facts.pop("title", "") or ""
        # sudo: nobody writes into the register by hand; the names of those involved are facts
        return self.sudo().create(
            {
                **facts,
                "request_id": request.id,
                "title_hash": hashlib.sha256(title.encode()).hexdigest(),
                "method": request.method,
                "reason": request.reason,
                "approvals": self._approvals_of(request),
                "destroyed_by_id": self.env.uid,
                "destroyed_by_name": self.env.user.name,
                "witness_name": request.witness_id.name,
                "witnessed_date": request.witnessed_date,
                "date": fields.Datetime.now(),
                "file_count": len(facts["content"]),
                "bytes_remain": any(part["elsewhere"] for part in facts["content"]),
            }
        )

    @api.model
    def _approvals_of(self, request) -> list[dict]:
        """Return the decisions by which the request was approved."""
        # sudo: who approved is what the certificate tells
        decisions = request.sudo()._current_approvals().decision_ids.filtered(lambda one: one.decision == "approve")
        return [
            {
                "name": one.user_id.name,
                "on_behalf_of": one.on_behalf_of_id.name or "",
                "date": fields.Datetime.to_string(one.date),
            }
            for one in decisions.sorted("id")
        ]
