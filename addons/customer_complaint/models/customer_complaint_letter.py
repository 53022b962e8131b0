import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class CustomerComplaintLetter(models.Model):
    """A letter to customers, offered for the cases it is meant for: an apology where we are at fault (S4.cs5-5)."""

    _name = "customer.complaint.letter"
    _description = "Letter to customers about complaints"
    _inherit = ["customer.policy.condition.mixin"]

    mode = fields.Selection(default="enforce")
    kind = fields.Selection(
        lambda self: self.env["customer.complaint.reply"]._fields["kind"]._description_selection(self.env),
        required=True,
        default="interim",
    )
    subject = fields.Char(translate=True)
    body = fields.Html(
        "Text",
        translate=True,
        required=True,
        sanitize_attributes=True,
        help="Places such as {{number}} are filled in from the case.",
    )

    @api.constrains("subject", "body")
    def _check_letter(self):
        known = set(self._places(self.env["customer.complaint"]))
        for letter in self:
            used = set(PLACE.findall(f"{letter.subject or ''} {letter.body}"))
            if used - known:
                raise ValidationError(
                    self.env._(
                        "%(letter)s: nothing is known for %(unknown)s; there are: %(known)s.",
                        letter=letter.name,
                        unknown=", ".join(sorted(used - known)),
                        known=", ".join(sorted(known)),
                    )
                )

    def _condition_model(self):
        return "customer.complaint"

    @api.model
    def _offered(self, complaint, kind: str):
        """Return the letters of ``kind`` that are meant for ``complaint``."""
        known = complaint.sudo()  # sudo: whether a letter meets a case does not depend on who asks
        return self._in_force(complaint.company_id).filtered(
            lambda letter: (
                letter.mode == "enforce" and letter.kind == kind and known.filtered_domain(letter._get_domain())
            )
        )

    @api.model
    def _places(self, complaint) -> dict[str, str]:
        """Return what letters can name: nothing of what was said inside the company."""
        decision = complaint.decision_id
        lines = complaint.line_ids
        return {
            "number": complaint.number or "",
            "subject": complaint.name or "",
            "customer": complaint.partner_id.name or "",
            "contact": complaint.contact_name or complaint.partner_id.name or "",
            "product": ", ".join(lines.product_id.mapped("name")),
            "order": ", ".join(filter(None, lines.mapped("order_reference"))),
            "received": format_date(self.env, complaint.received_date) if complaint.received_date else "",
            "due": format_date(self.env, complaint.required_date) if complaint.required_date else "",
            "amount": complaint.currency_id.format(decision.amount) if decision else "",
            "percent": f"{decision.percent:g}%" if decision else "",
            "company": complaint.company_id.name or "",
            "user": self.env.user.name,
        }

    def _write_for(self, complaint) -> dict:
        """Return subject and text for ``complaint`` in the customer's language."""
        self.ensure_one()
        lang = complaint.partner_id.lang or self.env.lang
        # sudo: of a case one may answer, what the customer knows
        places = self.with_context(lang=lang)._places(complaint.sudo().with_context(lang=lang))
        letter = self.with_context(lang=lang)
        return {
            "subject": PLACE.sub(lambda place: places[place[1]], letter.subject or ""),
            "body": Markup(PLACE.sub(lambda place: str(escape(places[place[1]])), letter.body or "")),
        }
