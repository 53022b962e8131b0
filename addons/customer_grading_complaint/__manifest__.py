{
    "name": "Customer Grading: Complaints",
    "summary": "Complaints of a customer count for its grade",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_grading", "customer_complaint"],
}
