{
    "name": "Customer Complaints: Sales",
    "summary": "A complaint with one button from an order or an invoice, with products, quantities and prices",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_complaint", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_complaint_settlement_rules.xml",
        "views/sale_order_views.xml",
        "views/account_move_views.xml",
        "views/customer_complaint_views.xml",
    ],
}
