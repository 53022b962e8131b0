from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..packs.pasting import Pasting
from ..packs.values import held_lines, rule_models


class CustomerPolicyPaste(models.TransientModel):
    """Makes the lines of a rule from a table copied in a spreadsheet."""

    _name = "customer.policy.paste"
    _description = "Paste a table into a rule"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Rule", model_field="res_model", required=True)
    text = fields.Text("Table")
    replace = fields.Boolean("Replace the Present Lines")
    understood = fields.Html("As It Is Understood", compute="_compute_understood", sanitize=False)
    line_count = fields.Integer(compute="_compute_understood")
    problem_count = fields.Integer(compute="_compute_understood")

    def _get_rule(self):
        """Return the rule whose lines are meant, which the user may change."""
        self.ensure_one()
        if self.res_model not in rule_models(self.env) or not held_lines(self.env[self.res_model]):
            raise UserError(self.env._("No table can be pasted here."))
        rule = self.env[self.res_model].browse(self.res_id).exists()
        rule.check_access("write")
        return rule

    @api.depends("text")
    def _compute_understood(self):
        for wizard in self:
            understood = Pasting(wizard._get_rule()).understand(wizard.text or "")
            wizard.line_count = len(understood.values)
            wizard.problem_count = len(understood.problems)
            wizard.understood = wizard._as_html(understood)

    def _as_html(self, understood):
        """Return the table as it is understood; columns that are passed over are struck out."""
        if not understood.values:
            return Markup()
        titles = [
            Markup("<th>%s</th>" if column else "<th><s>%s</s></th>") % (column.label if column else title)
            for column, title in zip(understood.columns, understood.titles, strict=False)
        ]
        body = [
            Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % cell for cell in row)
            for row in understood.shown
        ]
        problems = Markup().join(
            Markup("<li class='text-danger'>%s</li>") % problem for problem in understood.problems[:20]
        )
        return Markup(
            "<ul>%s</ul><table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (problems, Markup().join(titles), Markup().join(body))

    def action_paste(self):
        """Write the lines, all of them or none."""
        self.ensure_one()
        rule = self._get_rule()
        pasting = Pasting(rule)
        understood = pasting.understand(self.text or "")
        if understood.problems or not understood.values:
            problems = "\n".join(understood.problems) or self.env._("There is nothing to paste.")
            raise UserError(problems)
        name = pasting.line_field.name
        values = understood.values
        if "sequence" in pasting.lines._fields:
            first = 0 if self.replace else max(rule[name].mapped("sequence"), default=0)
            values = [{"sequence": first + number, **line} for number, line in enumerate(values, start=1)]
        commands = [Command.clear()] if self.replace else []
        rule.write({name: commands + [Command.create(line) for line in values]})
        return {"type": "ir.actions.act_window_close"}
