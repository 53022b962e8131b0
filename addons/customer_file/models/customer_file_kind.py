from odoo import fields, models


class CustomerFileKind(models.Model):
    """A class of customers, with the data a company keeps about it (S1.7-2, S2.1-02a)."""

    _name = "customer.file.kind"
    _description = "Customer kind"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    nature = fields.Selection(
        [
            ("end_customer", "End Customer"),
            ("dealer", "Dealer"),
            ("supplier", "Supplier"),
            ("partner", "Partner"),
            ("special", "Special"),
        ],
        required=True,
        default="end_customer",
        help="What the kind is to the company. Lawyers, banks, insurers and the like are special customers.",
    )
    color = fields.Integer()
    property_definition = fields.PropertiesDefinition("Data of this Kind")
    file_count = fields.Integer(compute="_compute_file_count", compute_sudo=False)

    def _compute_file_count(self):
        counts = dict(self.env["customer.file"]._read_group([("kind_id", "in", self.ids)], ["kind_id"], ["__count"]))
        for kind in self:
            kind.file_count = counts.get(kind, 0)

    def action_open_files(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_action")
        return {**action, "domain": [("kind_id", "=", self.id)], "context": {"default_kind_id": self.id}}
