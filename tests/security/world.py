"""A company with one secret customer file, full of marked text, and the people who must not read it."""

import datetime
from unittest.mock import patch

from odoo import fields

from odoo.addons.customer_file.tests.secrecy_common import SecrecyCase

#: stands in everything that is secret, and nowhere else
MARK = "ZQ7canary"
TEXT_TYPES = ("char", "text", "html")
#: what the design says is no secret of a file
INDEX = {"number", "name", "document_name", "display_name"}


class World(SecrecyCase):
    """Everything a secret file can hold is marked; clerk was told, wrote and was asked before it became secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret_file = cls._file("Green Valley Paper", responsible_id=cls.boss.id, kind_id=cls.kind.id)
        cls.marked = {cls.secret_file._name: cls.secret_file}
        cls._mark(cls.secret_file)
        for name in cls._models_under_files():
            cls.marked[name] = cls._new_row(name)
        cls.scan = cls.env["ir.attachment"].create(
            {
                "name": f"{MARK}.txt",
                "raw": MARK.encode(),
                "res_model": cls.secret_file._name,
                "res_id": cls.secret_file.id,
            }
        )
        cls.scan_token = cls.scan._get_raw_access_token()
        told = cls.clerk.partner_id
        cls.secret_file.message_subscribe(told.ids)
        cls.message = cls.secret_file.message_post(
            body=MARK, partner_ids=told.ids, attachment_ids=cls.scan.ids, message_type="comment"
        )
        cls.activity = cls.secret_file.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.clerk.id, note=MARK, summary=MARK
        )
        cls.secret_file.with_context(tracking_disable=False).write({"lost_reason": MARK, "life_status": "lost"})
        cls.marked |= {
            "ir.attachment": cls.scan,
            "mail.message": cls.secret_file.message_ids,
            "mail.activity": cls.activity,
        }
        cls.env.flush_all()
        cls.secret_file._classify(cls.top_secret, "Contract")
        cls.people = cls._people()

    @classmethod
    def _people(cls) -> dict:
        """Return who attacks, by role; none of them is cleared or in charge."""
        both = (cls.company | cls.other_company).ids
        people = {
            **cls.users,
            "past recipient": cls.clerk,
            "system administrator": cls._new_user("base.group_system,base.group_erp_manager", "root"),
            "manager elsewhere": cls._new_user("general_manager", "elsewhere", cls.other_company),
            "in both companies": cls._new_user("general_manager", "both", company_ids=[(6, 0, both)]),
            "portal": cls._new_user("base.group_portal", "customer"),
        }
        # nothing may depend on the right to export
        for user in people.values():
            if not user.share:
                user.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.flush_all()
        return people

    @classmethod
    def _models_under_files(cls) -> list[str]:
        """Name the models of rows that have a level and hang on a file."""
        return [
            name
            for name in cls.env["customer.secrecy.rule"]._secret_models()
            if cls.env[name]._secrecy_file_field and name != cls.secret_file._name
        ]

    @classmethod
    def _new_row(cls, name: str):
        field = cls.env[name]._fields[cls.env[name]._secrecy_file_field]
        vals = {field.name: cls.secret_file.id}
        if field.compute and "partner_id" in cls.env[name]._fields:
            # the file follows from the customer
            vals = {"partner_id": cls.secret_file.partner_id.id}
        if name == "customer.credit.release":
            # the customer follows from the order
            order = {"partner_id": cls.secret_file.partner_id.id, "company_id": cls.secret_file.company_id.id}
            vals = {"order_id": cls.env["sale.order"].create(order).id}
        if name == "dealer.gift.recipient":
            vals["gift_id"] = cls._event_gift(cls.company).id
        if name == "customer.lead.card":
            # the customer follows from the lead
            lead = {"name": "New car", "partner_id": cls.secret_file.partner_id.id, "company_id": cls.company.id}
            vals = {"lead_id": cls.env["crm.lead"].create(lead).id}
        if name == "customer.lead.card.dispute":
            # its file follows from the card; two people claim the customer
            vals = {"card_id": cls.marked["customer.lead.card"].id, "other_claimant_id": cls.boss.id}
        row = cls._create_some(name, **vals)
        cls._mark(row)
        return row

    @classmethod
    def _event_gift(cls, company):
        """Return gifts for an event, where recipients are entered."""
        return cls._create_some("dealer.gift", company, kind="event", event_name="Fair", quantity=100)

    @classmethod
    def _complaint_rows(cls, complaint) -> dict:
        """Return a marked row of every model of rows under ``complaint``, by model."""
        rows = {}
        for name in cls._models_under_complaints():
            model = cls.env[name]
            texts = {
                fname: MARK
                for fname, field in model._fields.items()
                if field.type in TEXT_TYPES and field.store and not field.compute and not field.related
            }
            vals = {**texts, **cls._fitting_complaint_row(name, complaint, rows), "complaint_id": complaint.id}
            if model._fields["complaint_id"].related:
                vals.pop("complaint_id")
            with cls._objections_to(complaint, rows):
                rows[name] = cls._create_some(name, complaint.company_id, **vals)
        return rows

    @classmethod
    def _models_under_complaints(cls) -> list[str]:
        """Name them in the order in which they can be made; a new model is found by its field."""
        first = [
            "customer.complaint.line",
            "customer.complaint.decision",
            "customer.complaint.inspection",
            "customer.complaint.settlement",
        ]
        found = [
            name
            for name, model in sorted(cls.registry.items())
            if name.startswith("customer.complaint.")
            and model._auto
            and not model._abstract
            and not model._transient
            and "complaint_id" in model._fields
        ]
        return [*first, *(name for name in found if name not in first)]

    @classmethod
    def _fitting_complaint_row(cls, name: str, complaint, rows) -> dict:
        """Return values for what is not just anything."""
        vals = {
            "customer.complaint.line": lambda: {"product_id": cls.env["product.product"].create({"name": "Card"}).id},
            "customer.complaint.liability": lambda: {"partner_id": cls.env.ref("base.main_partner").id},
            "customer.complaint.measure": lambda: {"user_id": cls.env.uid},
            # its number is no secret, and each has its own
            "customer.complaint.settlement": lambda: {"number": False},
            "customer.complaint.proof": lambda: {"settlement_id": rows["customer.complaint.settlement"].id},
            "customer.complaint.inspection.participant": lambda: {
                "inspection_id": rows["customer.complaint.inspection"].id
            },
            "customer.complaint.task": lambda: {
                "company_id": complaint.company_id.id,
                "step_id": cls._create_some(
                    "customer.complaint.step", complaint.company_id, type="intake", code=f"of_case_{complaint.id}"
                ).id,
                "terms": {"fields": [], "outcomes": []},
            },
        }.get(name, dict)()
        if name == "customer.complaint.statement.line":
            statement = cls.env["customer.complaint.statement"].search([("company_id", "=", complaint.company_id.id)])
            vals["statement_id"] = (
                statement[:1]
                or cls._create_some(
                    "customer.complaint.statement", complaint.company_id, month=datetime.date(2024, 5, 1)
                )
            ).id
        return vals

    @classmethod
    def _objections_to(cls, complaint, rows):
        """Objections name what they object to themselves: let them find it without a procedure that ran."""
        department = cls.env["hr.department"].search([("company_id", "=", complaint.company_id.id)], limit=1)
        return patch.object(
            cls.registry["customer.complaint"],
            "_prepare_objection_vals",
            lambda case: {
                "complaint_id": case.id,
                "department_id": (department or cls._create_some("hr.department", case.company_id)).id,
                "decision_id": rows["customer.complaint.decision"].id,
                "route": "memo",
            },
        )

    @classmethod
    def _create_some(cls, name: str, in_company=None, /, **vals):
        """Create a record with what it must have."""
        company = in_company or cls.company
        model = cls.env[name].with_company(company)
        if name == "crm.lead":
            # computed, from a customer it need not have
            vals.setdefault("name", "New car")
        if "company_id" in model._fields and not model._fields["company_id"].related:
            vals["company_id"] = company.id
        for field in model._fields.values():
            # a default may find nothing
            default = field.default and (field.type != "many2one" or model.default_get([field.name]).get(field.name))
            given = field.name in vals or field.compute or default or field.type == "one2many"
            if field.required and field.store and not given:
                vals[field.name] = cls._some_value(model, field, company)
        return model.create(vals)

    @classmethod
    def _some_value(cls, model, field, company):
        """Return a value for a field; texts of what is no secret get no mark."""
        if field.type == "many2one":
            domain = [("company_id", "in", (company.id, False))]
            comodel = cls.env[field.comodel_name]
            found = comodel.search(domain if "company_id" in comodel._fields else [], limit=1)
            if not found and comodel._name == "product.product":
                found = comodel.create({"name": "Gift", "type": "service"})  # with a template of its own
            return (found or cls._create_some(field.comodel_name, company)).id
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        return {
            "many2one_reference": 1, "char": MARK, "text": MARK, "html": MARK,
            "integer": 2024, "float": 1.0, "monetary": 1.0, "boolean": False,
            "date": datetime.date(2024, 5, 5), "datetime": fields.Datetime.now(),
        }[field.type]  # fmt: skip

    @classmethod
    def _mark(cls, record):
        """Write the mark into every text of ``record`` that people can write."""
        for field in record._fields.values():
            written = field.store and not field.compute and not field.related
            if field.type in TEXT_TYPES and written and field.name not in INDEX:
                cls._write_mark(record, field.name)
        for field in record._fields.values():
            if field.type == "one2many" and field.comodel_name.startswith(record._name + ".line"):
                for line in record[field.name]:
                    cls._mark(line)

    @classmethod
    def _write_mark(cls, record, name: str):
        """Some texts only take what fits; they stay as they are."""
        try:
            with cls.env.cr.savepoint():
                record.write({name: MARK})
                record.flush_recordset()
        except Exception:
            record.invalidate_recordset()
