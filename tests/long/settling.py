"""A company whose complaints are settled by several processes at once; what the tests of it share."""

import databases
from processes import wait_for

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

from odoo.addons.customer_complaint_stock.tests.adds_up import Business
from odoo.addons.customer_policy.tests.accounts import set_up_accounts

COMPANY = "Mill Inc."
PRICE = 10


def set_up(env, *, numbered=False):
    """Make the company, with accounts, a warehouse full of goods, and the rules for complaints."""
    company = env["res.company"].create({"name": COMPANY})
    env.user.company_ids += company
    env = env(context={**env.context, "allowed_company_ids": company.ids})

    set_up_accounts(company.with_env(env))
    env["res.partner"].create({"name": "Customer", "is_company": True, "company_id": company.id})
    units = env.ref("uom.product_uom_unit") + env.ref("uom.product_uom_kgm")
    products = env["product.product"].create(
        [
            {
                "name": f"Board in {unit.name}",
                "type": "consu",
                "is_storable": True,
                "uom_id": unit.id,
                "invoice_policy": "delivery",
                "taxes_id": False,
                "company_id": company.id,
            }
            for unit in units
        ]
    )
    # outside of its own tests core leaves it to the user to make the warehouse of a second company
    place = env["stock.warehouse"].create({"name": COMPANY, "code": "MILL", "company_id": company.id}).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, place, Business.stock)
    Business.prepare(env, company)
    if numbered:
        env["customer.number.rule"].create(
            {
                "name": "Notes",
                "code": "notes",
                "company_id": company.id,
                "document": "customer.complaint.settlement",
                "pattern": "{year}{number}",
                "reset": "year",
                "kind": "accounted",
                "mode": "enforce",
            }
        )
    return company.id


def business(env, kind=Business):
    """Return the business of the company that :func:`set_up` made."""
    company = env["res.company"].search([("name", "=", COMPANY)])
    partner = env["res.partner"].search([("name", "=", "Customer"), ("company_id", "=", company.id)])
    products = env["product.product"].search([("company_id", "=", company.id), ("is_storable", "=", True)], order="id")
    return kind(env, company, partner, products)


# what the tests begin with


def sell(one: Business, product=None, invoice=True):
    """Return an order of 10 that was delivered, and invoiced."""
    line = Command.create(
        {"product_id": (product or one.products[0]).id, "product_uom_qty": 10, "price_unit": PRICE, "tax_ids": []}
    )
    order = one.env["sale.order"].create(
        {"partner_id": one.partner.id, "company_id": one.company.id, "order_line": [line]}
    )
    order.action_confirm()
    transfer(order.picking_ids)
    if invoice:
        charge(order)
    return order


def charge(order):
    invoice = order._create_invoices()
    invoice.invoice_date = "2026-01-15"
    invoice.action_post()
    return invoice


def transfer(picking, quantity=None):
    """Do a transfer, of all that it is about or of ``quantity``; the rest is given up."""
    for move in picking.move_ids:
        move.quantity = move.product_uom_qty if quantity is None else quantity
        move.picked = True
    picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()


def complain(order, *actions, until="finance"):
    """Return the note by which the ``actions`` decided on a case about the order are carried out."""
    case = order.env["customer.complaint"].browse(order.action_register_complaint()["res_id"])
    case.line_ids.defective_quantity = 1
    case.is_established = "yes"
    case.action_ids = [Command.create({"line_id": case.line_ids[:1].id, **values}) for values in actions]
    case.action_submit()
    note = case._create_settlements()
    note.write({"reason": "Wet", "handling_method": "Repulp"})
    if until != "draft":
        note.action_issue()
    if until == "finance":
        for picking in note.picking_ids:
            transfer(picking)
        note.action_hand_over()
    return note


def reverse(invoice):
    """Return the draft by which an accountant credits a whole invoice by hand."""
    wizard = invoice.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
    wizard = wizard.create({"journal_id": invoice.journal_id.id})
    wizard.refund_moves()
    return wizard.new_move_ids


def return_by_hand(picking, quantity):
    """Return the transfer by which a keeper takes back some of a delivery by hand."""
    wizard = picking.env["stock.return.picking"].create({"picking_id": picking.id})
    for line in wizard.product_return_moves:
        line.quantity = quantity
    return picking.browse(wizard.action_create_returns()["res_id"])


# several at once


class Meeting:
    """Where the processes of a test wait for each other, outside of their transactions."""

    def __init__(self, database: str):
        self.database = database

    def open(self):
        self._rows("DROP TABLE IF EXISTS settling_meeting; CREATE TABLE settling_meeting (first int, second int)")

    def meet(self, *moment: int):
        """Wait until the other one is there, too."""
        self.come(*moment)
        self.wait(*moment, count=2)

    def come(self, first: int, second: int = 0):
        self._rows(f"INSERT INTO settling_meeting VALUES ({first}, {second})")

    def wait(self, first: int, second: int = 0, count: int = 1):
        """Wait until so many came."""
        wait_for(lambda: self.count(first, second) >= count)

    def count(self, first: int, second: int = 0) -> int:
        """Return how many came."""
        query = f"SELECT count(*) FROM settling_meeting WHERE first = {first} AND second = {second}"
        return self._rows(query)[0][0]

    def _rows(self, query):
        return databases.query(query, database=self.database)


def race(env, number, jobs, functions):
    """Do one job after another as the server would, each at the same moment as the other process does its own.

    :param number: of the race, among those of the two processes
    :param jobs: name of the function and id of the record, by round
    :param functions: what the names stand for: functions of the environment and the id
    :return: for each job what came of it, "refused: ..." where a user would have got a message
    """
    env, meeting = business(env).env, Meeting(env.cr.dbname)
    ends = []
    for round_, (name, record_id) in enumerate(jobs):
        ends.append(_end(env, meeting, (number, round_), functions[name], record_id))
    # both are through
    meeting.meet(number, len(jobs))
    env.cr.rollback()
    env.transaction.reset()
    return ends


def _end(env, meeting, moment, function, record_id):
    begun = []

    def once():
        begun.append(1)
        env["customer.complaint.settlement"].search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            meeting.meet(*moment)
        return function(env, record_id)

    try:
        return retrying(once, env) or "done"
    except UserError as error:
        env.cr.rollback()
        env.transaction.reset()
        return f"refused: {error}"
    except Exception as error:
        # the other one goes on, and the test tells
        env.cr.rollback()
        env.transaction.reset()
        return f"failed: {error!r}"
