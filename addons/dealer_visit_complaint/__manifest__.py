{
    "name": "Dealers and Visits: Complaints",
    "summary": "A dispute between a dealer and its customer is a complaint whose result both are told",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["dealer_visit", "customer_complaint"],
    "data": [
        "views/customer_complaint_views.xml",
    ],
}
