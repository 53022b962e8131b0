from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.export.mixin"]

    customer_file_ids = fields.One2many(
        "customer.file", "partner_id", string="Customer Files", groups="customer_policy.group_user"
    )
    customer_file_id = fields.Many2one(
        "customer.file", compute="_compute_customer_file_id", groups="customer_policy.group_user"
    )

    @api.depends("customer_file_ids")
    @api.depends_context("company")
    def _compute_customer_file_id(self):
        files = self._get_customer_files().grouped("partner_id")
        for partner in self:
            partner.customer_file_id = files.get(partner.commercial_partner_id)

    def _get_customer_files(self):
        """Return the files of these customers in the current company, archived ones too, with superuser rights."""
        # sudo: existence and number of a file are no secret, and nothing else of it leaves the callers
        files = self.env["customer.file"].sudo().with_context(active_test=False)
        return files.search_fetch(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                *files._living_domain(),
            ],
            ["active", "life_status", "partner_id"],
        )

    def _compute_display_name(self):
        self._guard_telling_names()
        return super()._compute_display_name()

    def _of_customers(self):
        # sudo: who is a colleague is no secret; many follow a document or share a channel
        return self.filtered(lambda partner: partner.sudo().partner_share)

    def _guard_telling_names(self):
        """Treat contacts like rows that are read when their names hold address, e-mail or tax number.

        Core shows the name of what a field points to as superuser, in whatever context the client asks for it, from any
        model: orders, leads, properties, followers, printed documents. Here all these ways meet. Some compute names one
        by one, so what a transaction shows adds up; a form shows one, and a page of a list passes.
        """
        if self._names_tell():
            self._guard_one_by_one()

    def _build_vcard(self):
        self._guard_one_by_one()
        return super()._build_vcard()

    def _get_store_avatar_card_fields(self, target):
        # one request may ask for the cards of any number of people
        self._guard_one_by_one()
        return super()._get_store_avatar_card_fields(target)

    @api.model
    def _search_mention_suggestions(self, domain, limit, extra_domain=None):
        # the suggestions tell e-mail addresses, and the client says how many it wants
        partners = super()._search_mention_suggestions(domain, limit, extra_domain)
        partners._guard_reading(["email"])
        return partners

    def action_open_customer_file(self):
        """Show the file of the customer in this company; open or reopen it when there is none in use.

        :raises AccessError: when the file is closed to the user
        """
        self.ensure_one()
        self.customer_file_id.check_access("read")
        file = self.customer_file_id or self.env["customer.file"].create(self._prepare_customer_file_vals())
        if not file.active:
            file.action_unarchive()
        return file._get_records_action(name=self.env._("Customer File"))

    def _prepare_customer_file_vals(self) -> dict:
        """Return the values of a new file for this customer in the current company."""
        self.ensure_one()
        partner = self.commercial_partner_id
        return {
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "currency_id": self.env.company.currency_id.id,
            "responsible_id": partner.user_id.id or self.env.uid,
        }

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._open_files_of_new_contacts()
        return partners

    def _open_files_of_new_contacts(self):
        """Open a file for each new customer where a rule of the company says so (S1.7-3.2a, S2.1-04.1)."""
        company = self.env.company
        rule = self.env["customer.file.opening.rule"]._opening_on("on_new_contact", company)
        # the contact of a colleague or of an own company is none of a customer
        if not rule or self.env.context.get("no_customer_file"):
            return
        customers = self.filtered(
            lambda partner: (
                partner == partner.commercial_partner_id and partner.company_id in (company, self.env["res.company"])
            )
        )
        if customers and rule._lets_open(customers, self.env._("A customer file would have been opened.")):
            self.env["customer.file"].create([partner._prepare_customer_file_vals() for partner in customers])

    def write(self, vals):
        names = [name for name in self._customer_file_major_fields() if name in vals]
        of_file = {name: on_file for on_file, name in self.env["customer.file"]._partner_field_names().items()}
        # sudo is used by registered steps only, and where customers change their own address in the portal
        own = {} if self.env.su else {name: vals[name] for name in of_file if name in vals}
        if not names and not own:
            return super().write(vals)
        # sudo: a change enters every company's file of this customer, whoever makes it
        files = self.env["customer.file"].sudo().with_context(active_test=False)
        files = files.search([("partner_id", "in", self.ids), *files._living_domain()])
        for file in files if own else ():
            file._check_private_change(own, file.partner_id, of_file)
        if "name" in vals:
            for file in files.filtered(lambda file: file.partner_id.name != vals["name"]):
                file._check_application("rename", new_name=vals["name"])
        renamed = files.filtered(lambda file: "name" in vals and file.partner_id.name != vals["name"])
        old_names = {file: file.partner_id.name for file in renamed}
        before = [file._shown_values(names, file.partner_id) for file in files]
        result = super().write(vals)
        for file, old_values in zip(files, before, strict=True):
            file._add_change_events(file.partner_id, old_values)
        for file in renamed:
            rule = self.env["customer.file.application.rule"]._matching_operation(file, "rename")
            rule._tell_keepers(
                file, self.env._("Renamed: %(old)s is %(new)s now", old=old_names[file], new=file.partner_id.name)
            )
        return result

    @api.model
    def _customer_file_major_fields(self) -> list[str]:
        """Name the data of the partner whose change is a major change at the customer."""
        return ["name", "street", "street2", "city", "zip", "state_id", "country_id", "phone"]

    @api.constrains("parent_id", "is_company")
    def _check_customer_file_partner(self):
        # sudo: the file of any company stands in the way
        for file in (
            self.env["customer.file"].sudo().search([("partner_id", "in", self.ids), ("merged_into_id", "=", False)])
        ):
            if file.partner_id != file.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s has the customer file %(number)s and cannot become a contact of another company. "
                        "Merge the two customers instead.",
                        contact=file.partner_id.display_name,
                        number=file.number,
                    )
                )
