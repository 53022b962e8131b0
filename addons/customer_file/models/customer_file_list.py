from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerFileList(models.Model):
    """The customer list (客户一览表), and when the customer was last in contact."""

    _inherit = "customer.file"

    interaction_ids = fields.One2many("customer.file.interaction", "file_id", string="Contacts with the Customer")
    interaction_count = fields.Integer(compute="_compute_interaction_count")
    last_contact_date = fields.Datetime("Last Contact", compute="_compute_last_contact_date", store=True)
    survey_ids = fields.One2many("customer.information.survey", "file_id", string="Surveys")

    @api.depends("interaction_ids")
    def _compute_interaction_count(self):
        Interactions = self.env["customer.file.interaction"]
        counts = dict(Interactions._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"]))
        for file in self:
            file.interaction_count = counts.get(file, 0)

    @api.depends("interaction_ids.date")
    def _compute_last_contact_date(self):
        Interactions = self.env["customer.file.interaction"]
        last = dict(Interactions._read_group([("file_id", "in", self.ids)], ["file_id"], ["date:max"]))
        for file in self:
            file.last_contact_date = last.get(file, False)

    @api.model
    def _customer_list_columns(self) -> list[str]:
        """Name the fixed columns of the customer list, less those the company does not collect."""
        columns = [
            "number", "name", "kind_id", "life_status", "state", "legal_representative", "state_id", "city", "street",
            "zip", "phone", "fax", "business_scope", "registered_capital", "responsible_id", "department_id",
            "custodian_id", "first_contact_date", "next_check_date", "completeness",
        ]  # fmt: skip
        if any(self.env["customer.secrecy.level"]._in_force(company) for company in self.env.companies):
            columns.insert(2, "secrecy_level_id")  # the remark (备注)
        return [name for name in columns if name not in self._uncollected_fields()]

    def action_export_list(self):
        self.check_access("read")
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You are not allowed to export data."))
        return self.env["customer.file.list.export"]._export(self)

    def action_view_interactions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_interaction_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}

    def action_view_events(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_event_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}

    def action_view_surveys(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_information_survey_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()

    def _report_rows(self) -> list[list[str]]:
        """Arrange the data of the printed file in rows of two, less those the company does not collect."""
        self.ensure_one()
        names = [
            "name", "credit_code", "kind_id", "life_status", "legal_representative", "agent", "street", "city",
            "state_id", "zip", "phone", "fax", "email", "website", "registered_capital", "founding_date", "ownership",
            "industry_id", "business_scope", "annual_turnover", "employee_count", "need", "purchase_features",
            "business_trend", "credit_description", "responsible_id", "department_id", "custodian_id", "opening_date",
            "last_check_date", "next_check_date", "completeness",
        ]  # fmt: skip
        shown = [name for name in names if name not in self._uncollected_fields()]
        return [shown[start : start + 2] for start in range(0, len(shown), 2)]
