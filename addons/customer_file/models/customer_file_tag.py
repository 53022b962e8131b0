from random import randint

from odoo import fields, models


class CustomerFileTag(models.Model):
    _name = "customer.file.tag"
    _description = "Customer file tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _name_unique = models.Constraint("UNIQUE(name)", "A tag with this name exists already.")
