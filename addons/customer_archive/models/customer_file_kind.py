from odoo import fields, models


class CustomerFileKind(models.Model):
    """How long the files of this kind are kept once they are not in use any more."""

    _inherit = "customer.file.kind"

    retention_id = fields.Many2one(
        "customer.retention.class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="How long files of this kind are kept, counted from the day on which they are archived. "
        "Snapshots taken by hand are kept as long, counted from the day they are taken.",
    )
