{
    "name": "Customer Complaints: Deliveries",
    "summary": "A complaint with one button from a delivery; returns, replacements and rework of what was decided",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_complaint_sale", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_complaint_stock_rules.xml",
        "views/stock_picking_views.xml",
        "views/stock_lot_views.xml",
        "views/customer_complaint_views.xml",
        "views/sale_order_views.xml",
        "views/customer_complaint_return_rule_views.xml",
    ],
}
