from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerArchivePlace(models.Model):
    """Where volumes and files stand: a room, a cabinet in it, a shelf in that (S3-12.3).

    It has the form of a rule so that packs can name it and the classes that belong there.
    """

    _name = "customer.archive.place"
    _description = "Storage place"
    _inherit = ["customer.policy.rule.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _parent_store = True

    mode = fields.Selection(default="enforce")
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, store=True, string="Full Name")
    parent_id = fields.Many2one(
        "customer.archive.place", string="Inside", index=True, ondelete="restrict", check_company=True, tracking=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.archive.place", "parent_id", string="Places Inside")
    kind = fields.Selection(
        [("room", "Room"), ("cabinet", "Cabinet"), ("shelf", "Shelf"), ("box", "Box"), ("system", "Computer System")],
        required=True,
        default="room",
    )
    is_apart = fields.Boolean("For Secrets", help="Only secret volumes stand here, and they stand nowhere else.")
    custodian_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Answers for what is kept here.",
    )
    authority = fields.Char(
        "Changes Reported To",
        translate=True,
        help="An authority that must be told when the place is set up or changed, such as the local postal authority.",
    )
    volume_count = fields.Integer(compute="_compute_counts")
    document_count = fields.Integer(compute="_compute_counts")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for place in self:
            place.complete_name = " / ".join(filter(None, (place.parent_id.complete_name, place.name)))

    def _compute_counts(self):
        for name, model in (
            ("volume_count", "customer.archive.volume"),
            ("document_count", "customer.archive.document"),
        ):
            readable = self.env[model].has_access("read")
            for place in self:
                # the tree of a house has some dozens of places, of which a form shows one
                domain = [("place_id", "child_of", place.ids)]
                place[name] = self.env[model].search_count(domain) if readable and place.ids else 0

    @api.model
    def _pack_excluded_fields(self):
        return {*super()._pack_excluded_fields(), "parent_path"}

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A place cannot stand inside itself."))

    @api.constrains("is_apart", "parent_id")
    def _check_is_apart(self):
        for place in self:
            if place.parent_id.is_apart and not place.is_apart:
                raise ValidationError(
                    self.env._("%s is inside a place for secrets, so it is one too.", place.complete_name)
                )
        self.env["customer.archive.volume"].search([("place_id", "in", self.ids)])._check_place_id()

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        places._report_change(self.env._("set up"))
        return places

    def write(self, vals):
        # told to the authority of before and of after
        before = {place: place.authority for place in self}
        result = super().write(vals)
        if {"name", "parent_id", "custodian_id", "authority", "active"} & set(vals):
            self._report_change(self.env._("changed"), before)
        return result

    def _report_change(self, what: str, before=()):
        """Give whoever answers for a place the task to report to the authority (S1.8-23)."""
        for place in self:
            for authority in {*filter(None, (place.authority, dict(before).get(place)))}:
                place.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Report to: %s", authority),
                    note=self.env._("%(place)s was %(what)s.", place=place.complete_name, what=what),
                    user_id=(place.custodian_id or self.env.user).id,
                )

    def _is_inside(self, place) -> bool:
        """Say whether this place is ``place`` or stands inside it."""
        self.ensure_one()
        return bool(place) and (self.parent_path or "").startswith(place.parent_path)

    def action_view_volumes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_archive_volume_action")
        return {**action, "domain": [("place_id", "child_of", self.ids)], "context": {"default_place_id": self.id}}

    def action_view_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_archive_document_action")
        return {**action, "domain": [("place_id", "child_of", self.ids)], "context": {}}
