def post_init_hook(env):
    """Give every company that is already there the numbering of complaints."""
    env["customer.number.rule"]._copy_shipped_records(env["res.company"].search([]))
