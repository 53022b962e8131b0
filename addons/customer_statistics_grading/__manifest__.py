{
    "name": "Customer Statistics: Grading",
    "summary": "Figures by grade of a scheme, and how many customers are graded, admitted and on a blacklist",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_statistics", "customer_grading"],
}
