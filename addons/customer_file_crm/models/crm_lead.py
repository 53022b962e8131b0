from odoo import api, fields, models
from odoo.tools import html2plaintext


class CrmLead(models.Model):
    """A new lead or opportunity opens the file of its customer (S1.7-3.2a, S3-12.1)."""

    _inherit = "crm.lead"

    customer_file_id = fields.Many2one(
        "customer.file", compute="_compute_customer_file_id", groups="customer_policy.group_user"
    )

    @api.depends("partner_id.commercial_partner_id", "company_id")
    @api.depends_context("company")
    def _compute_customer_file_id(self):
        for company, leads in self._by_company():
            files = leads.with_company(company)._get_customer_files().grouped("partner_id")
            for lead in leads:
                lead.customer_file_id = files.get(lead.partner_id.commercial_partner_id)

    def _by_company(self):
        """Return pairs of a company and its leads; a lead of no company belongs to the current one."""
        return self.grouped(lambda lead: lead.company_id or lead.env.company).items()

    def _by_customer(self):
        return self.grouped(lambda lead: lead.partner_id.commercial_partner_id).items()

    def action_open_customer_file(self):
        """Show the file of the customer; open or reopen it when there is none in use.

        :raises AccessError: when the file is closed to the user
        """
        self.ensure_one()
        self.customer_file_id.check_access("read")
        return self.partner_id.with_company(self.company_id or self.env.company).action_open_customer_file()

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._apply_opening_rules()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            # the customer became known later, when the lead was qualified or made an opportunity
            self._apply_opening_rules()
        return result

    def _apply_opening_rules(self):
        """Open or reopen the file of each customer who has none in use, as the rules of the company say."""
        for company, leads in self._by_company():
            rule = self.env["customer.file.opening.rule"]._opening_on("on_new_lead", company)
            if not rule:
                continue
            leads = leads.with_company(company)
            message = self.env._("A customer file would have been opened for this lead.")
            if rule._lets_open(leads._without_customer_file(), message):
                leads._open_customer_files(rule)

    def _without_customer_file(self):
        """Return the leads that name a customer who has no file in use in the current company."""
        customers = self._get_customer_files().filtered("active").partner_id
        return self.filtered(
            lambda lead: lead._names_customer() and lead.partner_id.commercial_partner_id not in customers
        )

    def _names_customer(self) -> bool:
        return bool(self.partner_id or self.partner_name or self.contact_name)

    def _open_customer_files(self, rule):
        """Open a file in the current company for each customer, after making those contacts who are only named."""
        companies = (self.env.company, self.env["res.company"])
        with_customer = self.filtered("partner_id")
        known = with_customer.filtered(lambda lead: lead.partner_id.commercial_partner_id.company_id in companies)
        for lead in (self - with_customer).filtered(lambda lead: lead._names_customer()):
            lead._assign_named_customer()
        first_leads = {customer: leads[0] for customer, leads in known._by_customer()}
        files = known._get_customer_files()
        files.filtered(lambda file: not file.active).action_unarchive()
        for file in files.with_env(self.env):
            first_leads[file.partner_id]._fill_customer_file(file, rule)
        self.env["customer.file"].create(
            [
                lead._prepare_customer_file_vals(rule)
                for customer, lead in first_leads.items()
                if customer not in files.partner_id
            ]
        )

    def _assign_named_customer(self):
        """Make the named company or person a contact, by core's way, unless there is one with the e-mail or the name.

        Writing the contact on the lead opens the file.
        """
        self.ensure_one()
        companies = (self.env.company, self.env["res.company"])
        partner = self._find_matching_partner()
        # an earlier lead of the same import may have made the company a moment ago
        self.invalidate_recordset(["commercial_partner_id"])
        parent = self.commercial_partner_id
        self._handle_partner_assignment(
            force_partner_id=partner.id if partner.company_id in companies else False,
            with_parent=parent if parent.company_id in companies else None,
        )

    def _get_customer_files(self):
        """Return the files of these customers in the current company, archived ones too, with superuser rights."""
        return self.partner_id.with_company(self.env.company)._get_customer_files()

    def _prepare_customer_file_vals(self, rule) -> dict:
        self.ensure_one()
        return {
            **self.partner_id._prepare_customer_file_vals(),
            **self._prepare_customer_data(rule),
            "responsible_id": self._get_file_responsible().id,
            "first_contact_date": fields.Date.context_today(self, self.create_date),
        }

    def _prepare_customer_data(self, rule) -> dict:
        """Return what the lead tells about its customer."""
        need = html2plaintext(self.description or "").strip()
        return {"need": need or False, "source_id": rule._get_lead_source(self).id}

    def _fill_customer_file(self, file, rule):
        """Write on an existing file what it does not say yet, where the user may change it."""
        if file.has_access("write"):
            gaps = {
                name: value for name, value in self._prepare_customer_data(rule).items() if value and not file[name]
            }
            if gaps:
                file.write(gaps)

    def _get_file_responsible(self):
        """Return who answers for the customer: a colleague in this company, not a visitor of the website."""
        self.ensure_one()
        # sudo: which colleague works in which company is no secret
        users = (self.user_id | self.partner_id.commercial_partner_id.user_id | self.env.user).sudo()
        users = users.filtered(lambda user: user.active and not user.share and self.env.company in user.company_ids)
        return users[:1]
