"""Just enough accounts to invoice, for the tests of addons that do: there is no chart of accounts."""


def make_account(company, code: str, name: str, kind: str):
    """Make an account of ``company``."""
    settled = kind in ("asset_receivable", "liability_payable")
    vals = {"code": code, "name": name, "account_type": kind, "reconcile": settled, "company_ids": company.ids}
    return company.env["account.account"].with_company(company).create(vals)


def set_up_accounts(company, *, bank: bool = False):
    """Let ``company`` invoice, and with ``bank`` be paid; return its income account."""
    env, vals = company.env, {"company_id": company.id}
    receivable = make_account(company, "112200", "Receivable", "asset_receivable")
    env["ir.default"].set("res.partner", "property_account_receivable_id", receivable.id, company_id=company.id)
    income = make_account(company, "600100", "Income", "income")
    journals = [{**vals, "name": "Sales", "code": "INV", "type": "sale", "default_account_id": income.id}]
    if bank:
        money = make_account(company, "100200", "Bank", "asset_cash")
        journals.append({**vals, "name": "Bank", "code": "BNK", "type": "bank", "default_account_id": money.id})
    env["account.journal"].create(journals)
    if bank:
        company.transfer_account_id = make_account(company, "100400", "Transfers", "asset_current")
    return income
