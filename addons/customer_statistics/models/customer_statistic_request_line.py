from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class CustomerStatisticRequestLine(models.Model):
    """A figure that is given to who asks: one of an issued report, as it is held now (S0-05)."""

    _name = "customer.statistic.request.line"
    _description = "Figure given to who asks"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _order = "sequence, id"
    _rec_name = "figure_id"
    _record_field = "request_id"
    _fixed_fields = ("request_id",)
    _check_company_auto = True

    request_id = fields.Many2one("customer.statistic.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    report_id = fields.Many2one(related="figure_id.report_id", string="Report", store=True, precompute=True, index=True)
    figure_id = fields.Many2one(
        "customer.statistic.figure",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("report_id.state", "=", "issued")],
    )
    unit = fields.Selection(related="figure_id.unit", string="Measured In")
    decimals = fields.Integer(related="figure_id.decimals")
    is_small = fields.Boolean(related="figure_id.is_small", store=True, precompute=True)
    value = fields.Float(
        "Figure Given", required=True, digits=0, aggregator=None, help="Must be the figure that is held now."
    )
    shown = fields.Char("As Printed", compute="_compute_shown")
    note = fields.Char()

    @api.depends("value", "figure_id")
    @api.depends_context("lang")
    def _compute_shown(self):
        for line in self:
            line.shown = line.figure_id._shown(line.value)

    @api.onchange("figure_id")
    def _onchange_figure_id(self):
        self.value = self.figure_id.current_value

    @api.model_create_multi
    def create(self, vals_list):
        self.env["customer.statistic.request"].browse(vals["request_id"] for vals in vals_list)._check_lines()
        default = self.env.context.get("default_figure_id")
        self._check_figures([vals.get("figure_id", default) for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        self.request_id._check_lines()
        self._check_figures([vals.get("figure_id")])
        return super().write(vals)

    @api.model
    def _check_figures(self, figure_ids):
        """Refuse figures that the user may not read, before it is told what they are."""
        self.env["customer.statistic.figure"].browse(filter(None, figure_ids)).check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handled_by_others(self):
        self.request_id._check_lines()

    @api.constrains("value", "figure_id", "request_id")
    def _check_issued_value(self):
        """Refuse any other figure than the one that is held now, rounded as it is shown."""
        for line in self:
            # sudo: what is held, to refuse what is not
            figure = line.figure_id.sudo()
            digits = figure.decimals
            if figure.report_id.state != "issued":
                raise ValidationError(
                    self.env._("%s: figures are given of issued reports only.", figure.report_id.display_name)
                )
            if line.request_id.kind == "outside" and figure.is_small:
                raise ValidationError(
                    self.env._("%s is of so few customers that it is not given outside.", figure.display_name)
                )
            if float_compare(line.value, figure.current_value, precision_digits=digits):
                raise ValidationError(
                    self.env._(
                        "%(figure)s: %(given)s is not the figure that was issued, which is %(held)s.",
                        figure=figure.display_name,
                        given=figure._shown(line.value),
                        held=figure._shown(figure.current_value),
                    )
                )
