{
    "name": "Dealers and Visits: CRM",
    "summary": "Visits are more frequent before a project; who introduced a buyer is rewarded",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["dealer_visit", "crm", "sale_crm"],
    "data": [
        "views/crm_lead_views.xml",
        "views/dealer_reward_views.xml",
    ],
}
