{
    "name": "Customer Grading: Deliveries",
    "summary": "No goods leave for a customer with whom the rules stop business",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_grading", "stock", "sale_stock"],
    "data": ["views/stock_picking_views.xml"],
}
