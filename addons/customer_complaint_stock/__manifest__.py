{
    "name": "Customer Complaints: Deliveries",
    "summary": "A complaint with one button from a delivery, with the dates and lots that were shipped",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_complaint_sale", "sale_stock"],
    "data": [
        "views/stock_picking_views.xml",
        "views/stock_lot_views.xml",
        "views/customer_complaint_views.xml",
    ],
}
