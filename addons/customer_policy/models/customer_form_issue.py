from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerFormIssue(models.Model):
    """A paper form of a document whose copies are handed over.

    The register of handing over belongs to it, and so follows the document's company.
    """

    _name = "customer.form.issue"
    _description = "Form that was handed over"
    _inherit = ["customer.document.row.mixin"]
    _order = "id desc"

    report_id = fields.Many2one("ir.actions.report", "Form", readonly=True, index=True, ondelete="set null")
    # kept: a report can go with its addon
    form_name = fields.Char(readonly=True)
    handover_ids = fields.One2many("customer.form.handover", "issue_id", "Handing Over", readonly=True)

    _form_unique = models.UniqueIndex("(res_model, res_id, report_id)")

    @api.depends("form_name", "document_name")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = f"{issue.form_name} {issue.document_name}"

    @api.model
    def _hand_over(self, document, copy, *, to_user=None, to_name="", note=""):
        """Add a row to the register: the acting user handed ``copy`` of a form of ``document`` over.

        :param copy: a ``customer.form.copy`` of the rule enforced for the form
        :raises AccessError: when the document is closed to the user
        :raises UserError: when the copy is not one of a form of this document, or nobody receives it
        """
        document.ensure_one()
        document.check_access("read")
        rule = copy.sudo().rule_id  # sudo: rules are configuration without secrets
        rules = self.env["customer.form.rule"]
        if rule.report_id.model != document._name or rule != rules._rule_for(rule.report_id, document.company_id):
            raise UserError(self.env._("%s has no such form.", document.display_name))
        if not to_user and not to_name:
            raise UserError(self.env._("Say who receives the copy."))
        # sudo: nobody has the right to write into the register; the acting user is stamped
        issue = self.sudo()._issue_of(document, rule.report_id)
        return issue.env["customer.form.handover"].create(
            {
                "issue_id": issue.id,
                "copy_number": copy.sudo()._number(),  # sudo: see above
                "copy_name": copy.name,
                "keeper": copy.keeper,
                "to_user_id": to_user and to_user.id,
                "to_name": to_name or to_user.name,
                "note": note,
            }
        )

    @api.model
    def _issue_of(self, document, report):
        """Return the row of this form of the document, made when there is none."""
        domain = [("res_model", "=", document._name), ("res_id", "=", document.id), ("report_id", "=", report.id)]
        return self.search(domain) or self.create(
            {**self._prepare_document_vals(document), "report_id": report.id, "form_name": report.name}
        )

    @api.model
    def _forget_documents(self, res_model: str, res_ids: list[int]):
        """Stay when the document is deleted: the copies are still with those who have them."""

    @api.model
    def _document_of(self, res_model: str, res_id: int):
        """Return the document a client names, with the rights of the user.

        :raises AccessError: when its model has no forms with copies
        """
        parent = self.env.registry["customer.form.mixin"]
        if res_model not in self.env or not issubclass(self.env.registry[res_model], parent):
            raise AccessError(self.env._("Documents of this kind have no forms with copies."))
        return self.env[res_model].browse(res_id)
