{
    "name": "Customer File: Sales",
    "summary": "Dealings by year, orders and invoices on the customer file, the state of the file on the quotation",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_file", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_file_sale_rules.xml",
        "views/sale_order_views.xml",
        "views/customer_file_dealing_views.xml",
        "views/customer_file_opening_rule_views.xml",
        "views/customer_file_views.xml",
        "views/customer_file_sale_menus.xml",
    ],
}
