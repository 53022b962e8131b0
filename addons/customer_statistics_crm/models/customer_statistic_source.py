from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_statistics.models.customer_statistic_source import Asked, Figure, Source


def _received(asked: Asked) -> SQL:
    return SQL("item.create_date >= %s AND item.create_date < %s", asked.begin, asked.end)


def _tagged(asked: Asked) -> SQL:
    """Return the condition that the lead has the tag of this name, in whichever language."""
    return SQL(
        """EXISTS (SELECT FROM crm_tag_rel tagged JOIN crm_tag tag ON tag.id = tagged.tag_id
                      CROSS JOIN jsonb_each_text(tag.name) AS name(lang, text)
                     WHERE tagged.lead_id = item.id AND name.text = %s)""",
        asked.parameter,
    )


def _ended(asked: Asked, how: str) -> SQL:
    return SQL("item.date_closed >= %s AND item.date_closed < %s AND item.won_status = %s", asked.begin, asked.end, how)


def _won(asked: Asked) -> SQL:
    return _ended(asked, "won")


class CustomerStatisticSource(models.AbstractModel):
    """Leads and opportunities by who has them (S1.6-daily-28).

    A lead counts in the period it came in, archived ones too; a deal in the one it was won in.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _figures(self):
        return {
            **super()._figures(),
            "leads": Figure(self.env._("Leads Received"), "lead", where=_received),
            "leads_with_phone": Figure(
                self.env._("Leads Received That Left a Telephone Number"),
                "lead",
                where=lambda asked: SQL("%s AND COALESCE(item.phone, '') != ''", _received(asked)),
            ),
            "leads_tagged": Figure(
                self.env._("Leads Received with a Tag (Its Name)"),
                "lead",
                where=lambda asked: SQL("%s AND %s", _received(asked), _tagged(asked)),
            ),
            "deals": Figure(self.env._("Deals Won"), "lead", where=_won),
            "deal_amount": Figure(
                self.env._("Amount of the Deals Won"),
                "lead",
                lambda _asked: SQL("item.expected_revenue"),
                where=_won,
                unit="amount",
            ),
            "leads_lost": Figure(
                self.env._("Leads and Opportunities Lost"), "lead", where=lambda asked: _ended(asked, "lost")
            ),
        }

    @api.model
    def _sources(self, asked):
        return {**super()._sources(asked), "lead": Source(self._lead_rows(asked), "partner_id", ("user_id",))}

    @api.model
    def _lead_rows(self, asked: Asked) -> SQL:
        """Return what came in or ended in the period; without a company it belongs to that of who has it."""
        return SQL(
            """
            SELECT lead.id, partner.commercial_partner_id AS partner_id, lead.user_id, lead.create_date,
                   lead.date_closed, lead.won_status, lead.phone, lead.expected_revenue
              FROM crm_lead lead
              LEFT JOIN res_partner partner ON partner.id = lead.partner_id
              LEFT JOIN res_users owner ON owner.id = lead.user_id
             WHERE COALESCE(lead.company_id, owner.company_id) = %(company)s
               AND (lead.create_date >= %(begin)s AND lead.create_date < %(end)s
                    OR lead.date_closed >= %(begin)s AND lead.date_closed < %(end)s)
            """,
            company=asked.company.id,
            begin=asked.begin,
            end=asked.end,
        )
