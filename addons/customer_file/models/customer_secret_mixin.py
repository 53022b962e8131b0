from odoo import api, fields, models
from odoo.exceptions import AccessError

#: fields that nobody writes by hand
LEVELS = {"own_secrecy_level_id", "secrecy_level_id"}
CONTENT_TYPES = ("text", "html", "one2many", "binary")


class CustomerSecretMixin(models.AbstractModel):
    """A record with a secrecy level. Who may read it is decided by record rules, on every way to it.

    A model that inherits this has a global record rule on ``user._secrecy_domain()``, and a ``company_id``. Rows of a
    customer file are as secret as their file, or more. The level is given by rules when the record is made and by
    :meth:`_classify`, never by writing it.
    """

    _name = "customer.secret.mixin"
    _description = "Record with a secrecy level"
    _inherit = ["customer.secrecy.mixin", "customer.document.mixin"]

    #: reading these fields is no reading of what is secret
    _secrecy_index_fields: tuple[str, ...] = ("id", "display_name", "company_id", "secrecy_level_id")
    #: whether reading a record enters the register of access; rows under a file are read with their file
    _secrecy_registers = False
    #: whether it stays when the content of its file is destroyed, since other records on file rest on it
    _outlives_file = False

    own_secrecy_level_id = fields.Many2one(
        "customer.secrecy.level", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    secrecy_level_id = fields.Many2one(
        "customer.secrecy.level",
        string="Secrecy",
        compute="_compute_secrecy_level_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who may read this: those with clearance for the level, and those it was opened to.",
    )

    @api.model
    def _secrecy_level_depends(self) -> list[str]:
        parent = self._secrecy_file_field
        return ["own_secrecy_level_id.rank"] + ([f"{parent}.secrecy_level_id.rank"] if parent else [])

    @api.depends(lambda self: self._secrecy_level_depends())
    def _compute_secrecy_level_id(self):
        for record in self:
            levels = record.own_secrecy_level_id
            if self._secrecy_file_field:
                levels |= record[self._secrecy_file_field].secrecy_level_id
            record.secrecy_level_id = levels._highest(levels)

    def _is_cleared(self, user) -> bool:
        """Say whether all of these records are open to ``user`` by clearance or charge; a grant passes nothing on."""
        domain = fields.Domain("id", "in", self.ids) & user._secrecy_domain(own=True)
        # sudo: the level alone counts here, and only yes or no is told
        return self.sudo().with_context(active_test=False).search_count(domain) == len(self)

    def _secrecy_title(self) -> str:
        """Return what stands for the record in registers: nothing of its content."""
        self.ensure_one()
        if self._secrecy_file_field:
            return f"{self[self._secrecy_file_field].number or ''} {self._description_label()} {self.id}".strip()
        return f"{self._description_label()} {self.id}"

    # the register of access

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if self._secrecy_registers and not self.env.su and set(fnames) - set(self._secrecy_index_fields):
            # no list shows long texts and rows: who reads these of many records opens each
            content = any(self._fields[name].type in CONTENT_TYPES for name in fnames if name in self._fields)
            self._register_reading(opened=content or len(self) == 1)
        return values

    def _register_reading(self, *, opened: bool):
        """Enter the reading of what has a level in the register; list what a level that observes would have refused."""
        # sudo: levels are configuration without secrets
        known = self.env["customer.secrecy.level"].sudo()
        if not any(known._in_force(company) for company in self.env.companies):
            return
        # sudo: the records were read by the caller
        ranked = self.sudo().filtered("secrecy_level_id")
        kinds = ("openings", "readings") if opened else ("readings",)
        entered = ranked.filtered(lambda record: record.secrecy_level_id.registers in kinds)
        if entered:
            self.env["customer.access.log"]._record("opened" if opened else "listed", entered)
        observed = ranked.filtered(lambda record: record.secrecy_level_id.mode == "observe")
        if observed:
            self.env["customer.clearance"]._observe_reading(observed)

    # giving a level

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get(name) for vals in vals_list for name in LEVELS):
            self._refuse_level_by_hand()
        # given here, since default_<field> in the context is user input
        records = super().create([{"own_secrecy_level_id": False, **vals} for vals in vals_list])
        records._refuse_destroyed_files()
        records._classify_by_rules()
        return records

    def write(self, vals):
        if not self.env.su and LEVELS & set(vals):
            self._refuse_level_by_hand()
        moved = self._secrecy_file_field in vals
        # sudo: levels alone, to keep them
        before = [(record, record.secrecy_level_id) for record in self.sudo()] if moved else []
        result = super().write(vals)
        if moved:
            self._refuse_destroyed_files()
        for record, level in before:
            if record.secrecy_level_id.rank < level.rank:
                record.with_env(self.env)._classify(level, self.env._("It was as secret before it was moved."))
        if self.env["customer.secrecy.rule"]._condition_fields(self._name) & set(vals):
            self._classify_by_rules()
        return result

    def _refuse_destroyed_files(self):
        """Refuse new content under a file whose content was destroyed."""
        if self._secrecy_file_field:
            self[self._secrecy_file_field]._check_not_destroyed()

    @api.model
    def _refuse_level_by_hand(self):
        raise AccessError(
            self.env._(
                "%s: the secrecy level is given with its button, so that it is registered.", self._description_label()
            )
        )

    def _classify_by_rules(self):
        """Give these records the level that the rules say, where it is higher than theirs."""
        Rules = self.env["customer.secrecy.rule"]
        for company, records in self.grouped("company_id").items():
            for rule in Rules._in_force(company).filtered(lambda rule: rule.res_model == self._name):
                rule._classify(records)

    def _classify(self, level, reason: str):
        """Give these records another level of their own, and enter it in the register.

        The callers check who may; see :meth:`customer.secrecy.level._may_classify`.
        """
        # sudo: a register and the level are written by this method only
        known = self.sudo()
        known.env["customer.secrecy.change"]._record(known, level, reason)
        known.write({"own_secrecy_level_id": level.id})
        # what is under these, and rows about all of it, are closed from here on
        self.env.flush_all()

    def action_change_secrecy(self):
        """Ask for another level and the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_secrecy_classify_action")
        context = {"default_res_model": self._name, "default_res_ids": str(self.ids)}
        return {**action, "context": context}

    def _remark(self) -> str:
        """Return the remark of the highest level among these records, as lists and forms carry it (备注)."""
        level = self.secrecy_level_id
        # sudo: the level of a record is no secret
        return level.sudo()._highest(level.sudo()).name or ""
