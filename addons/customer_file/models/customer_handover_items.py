from typing import NamedTuple

from odoo import api, models


class Source(NamedTuple):
    """Records of one kind that the leaver has."""

    kind: str
    records: models.BaseModel
    #: the handover is not completed while there is one: what is lent out comes back first
    blocks: bool = False


class CustomerHandoverItems(models.Model):
    """What is on the list of a handover."""

    _inherit = "customer.handover"

    @api.model
    def _handover_sources(self, user, company) -> list[Source]:
        """Hook: return what ``user`` has in ``company``, with all rights; addons add theirs."""
        # sudo: the list names what there is, whoever makes it; what is in the records stays in them
        env = self.sudo().with_company(company).env
        mine = [("company_id", "=", company.id)]
        files = env["customer.file"].search(
            [
                *mine,
                "|",
                "|",
                ("responsible_id", "=", user.id),
                ("custodian_id", "=", user.id),
                ("contact_staff_ids", "in", user.ids),
            ]
        )
        surveys = env["customer.information.survey"].search(
            [*mine, ("collector_id", "=", user.id), ("state", "in", ("draft", "submitted"))]
        )
        corrections = env["customer.file.correction"].search(
            [*mine, ("responsible_id", "=", user.id), ("state", "not in", ("done", "refused"))]
        )
        approval_type = env.ref("customer_policy.mail_activity_type_approval")
        activities = env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("customer_deadline_id", "=", False),
                ("res_model", "!=", self._name),
                # those of approvals follow who decides
                ("activity_type_id", "!=", approval_type.id),
            ]
        )
        deadlines = env["customer.deadline"].search(
            [*mine, ("user_id", "=", user.id), ("state", "in", ("open", "paused")), ("res_model", "!=", self._name)]
        )
        approvals = env["customer.approval"].search(
            [*mine, ("requested_by_id", "=", user.id), ("state", "=", "pending")]
        )
        return [
            Source("file", files),
            Source("survey", surveys),
            Source("correction", corrections),
            Source("activity", activities),
            Source("deadline", deadlines),
            Source("approval", approvals),
        ]

    def _sources(self) -> list[Source]:
        self.ensure_one()
        return self._handover_sources(self.leaver_id, self.company_id)

    def _unlisted(self) -> list[tuple[str, models.BaseModel]]:
        """Return what the leaver has and the list does not name."""
        listed = {
            (model, res_id)
            for model, ids in self.env["customer.handover.line"]._read_group(
                [("handover_id", "=", self.id), ("res_model", "!=", False)], ["res_model"], ["res_id:array_agg"]
            )
            for res_id in ids
        }
        return [
            (source.kind, record)
            for source in self._sources()
            # what is settled before the completion is not handed over
            if not source.blocks
            for record in source.records
            if (record._name, record.id) not in listed
        ]

    def _blocking(self) -> list[str]:
        """Name what must be settled before the handover is completed."""
        return [record.display_name for source in self._sources() if source.blocks for record in source.records]

    def _list_items(self):
        """Add what is not on the list; take off what the leaver no longer has, unless it was ticked."""
        self.ensure_one()
        # sudo: lines are made here only; the caller checked who may list
        lines = self.env["customer.handover.line"].sudo()
        present = {(record._name, record.id) for source in self._sources() for record in source.records}
        gone = self.line_ids.sudo().filtered(  # sudo: see above
            lambda line: line.res_model and not line.handed_date and (line.res_model, line.res_id) not in present
        )
        gone.unlink()
        vals_list = [self._prepare_line_vals(kind, record) for kind, record in self._unlisted()]
        # what was added by hand stands for nothing that the rule asks for
        known = {
            (line.kind, line.name)
            for line in self.line_ids.filtered(lambda line: line.is_listed and not line.res_model)
        }
        vals_list += [
            {"handover_id": self.id, "kind": item.kind, "name": item.name, "is_listed": True}
            # sudo: rules are configuration without secrets
            for item in self.rule_id.sudo().item_ids
            if (item.kind, item.name) not in known
        ]
        lines.create(vals_list)

    def _prepare_line_vals(self, kind: str, record) -> dict:
        return {
            "handover_id": self.id,
            "kind": kind,
            "name": self._line_name(kind, record),
            "res_model": record._name,
            "res_id": record.id,
            "file_id": record.id if kind == "file" else False,
            "is_listed": True,
        }

    @api.model
    def _line_name(self, kind: str, record) -> str:
        """Name an item so that the list tells nothing of what is, or ever becomes, secret.

        The name stays on the list: who reads it later need not be cleared for the level the item has then. The name of
        a customer is no secret.
        """
        about = self.env[record.res_model].browse(record.res_id) if kind == "activity" and record.res_model else record
        if kind != "file" and issubclass(type(about), self.env.registry["customer.secret.mixin"]):
            return about._secrecy_title()
        rows = issubclass(type(about), self.env.registry["customer.secrecy.mixin"]) and "res_model" in about._fields
        if rows and about.res_model in self.env["customer.secrecy.rule"]._secret_models():
            return f"{about.file_id.number or ''} {about._description_label()} {about.id}".strip()
        if kind == "activity":
            return f"{record.res_name or ''}: {record.summary or record.activity_type_id.name or ''}"
        return record.display_name

    # completing: what is listed goes to the successors

    def _transfer(self):
        """Give each kind of items to the successors of the lines, where there is a method for it."""
        # sudo: the handover was signed by all concerned, none of whom need be allowed to change all of it
        for kind, lines in self.line_ids.sudo().grouped("kind").items():
            transfer = getattr(self, f"_transfer_{kind}", None)
            for successor, part in lines.grouped("successor_id").items() if transfer else ():
                transfer(part, successor)

    def _transfer_file(self, lines, successor):
        """The successor becomes the contact of the customers (S1.7-7.4)."""
        leaver, files = self.leaver_id, lines.file_id
        files.filtered(lambda file: file.responsible_id == leaver).write({"responsible_id": successor.id})
        files.filtered(lambda file: file.custodian_id == leaver).write({"custodian_id": successor.id})
        in_contact = files.filtered(lambda file: leaver in file.contact_staff_ids)
        in_contact.write({"contact_staff_ids": [(3, leaver.id), (4, successor.id)]})
        company = self.company_id.sudo()  # sudo: the keeper of new files, an administrator's setting
        if company.customer_file_custodian_id == leaver:
            company.customer_file_custodian_id = successor

    def _transfer_survey(self, lines, successor):
        # who collected what was submitted stays on record
        surveys = lines._records("customer.information.survey")
        surveys.filtered(lambda survey: survey.state == "draft").write({"collector_id": successor.id})

    def _transfer_correction(self, lines, successor):
        corrections = lines._records("customer.file.correction")
        corrections.filtered(lambda one: not one._is_final()).write({"responsible_id": successor.id})

    def _transfer_activity(self, lines, successor):
        # core deletes the activities of an archived user
        lines._records("mail.activity").write({"user_id": successor.id})

    def _transfer_deadline(self, lines, successor):
        deadlines = lines._records("customer.deadline")
        deadlines.filtered(lambda one: one.user_id == self.leaver_id and one.state in ("open", "paused")).write(
            {"user_id": successor.id}
        )
