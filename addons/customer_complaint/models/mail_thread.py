import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Let no automatic answer make a complaint, or count as the customer's answer to one.

        Core knows bounces and loops; a notice of absence it takes for a mail like any other.
        """
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        if not any(route[0] == "customer.complaint" for route in routes or ()) or not self._is_automatic(message):
            return routes
        _logger.info("Automatic mail %s makes no complaint", message_dict.get("message_id"))
        return [route for route in routes if route[0] != "customer.complaint"]

    @api.model
    def _is_automatic(self, message) -> bool:
        """Say whether a machine answered (RFC 3834), or a list sent it to many."""
        submitted = (message.get("Auto-Submitted") or "no").partition(";")[0].strip().lower()
        precedence = (message.get("Precedence") or "").strip().lower()
        return submitted != "no" or precedence in ("auto_reply", "bulk", "junk", "list") or "X-Autoreply" in message
