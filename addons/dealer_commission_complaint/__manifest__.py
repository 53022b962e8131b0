{
    "name": "Rebates and Commissions: Complaints",
    "summary": "A complaint cancels the performance and commission of what was sold",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["dealer_commission", "customer_complaint_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/dealer_commission_complaint_rules.xml",
        "views/dealer_commission_cancellation_views.xml",
        "views/customer_complaint_views.xml",
        "views/dealer_commission_complaint_menus.xml",
    ],
}
