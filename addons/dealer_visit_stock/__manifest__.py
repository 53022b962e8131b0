{
    "name": "Dealers and Visits: Stock",
    "summary": "Gifts leave the stock; goods at second-tier shops are recalled in time",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["dealer_visit", "stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/dealer_visit_stock_rules.xml",
        "data/ir_cron_data.xml",
        "views/dealer_gift_views.xml",
        "views/customer_file_views.xml",
        "views/dealer_stock_age_views.xml",
        "views/dealer_recall_rule_views.xml",
        "views/dealer_recall_views.xml",
        "views/dealer_visit_stock_menus.xml",
    ],
    "demo": [
        "demo/dealer_recall_demo.xml",
    ],
}
