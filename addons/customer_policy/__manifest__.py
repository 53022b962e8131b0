{
    "name": "Customer Policy",
    "summary": "Rules as records, declared transitions and registers that only grow",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "depends": ["hr", "mail", "resource"],
    "data": [
        "security/customer_policy_groups.xml",
        "security/ir.model.access.csv",
        "security/customer_policy_rules.xml",
        "views/customer_policy_rule_mixin_views.xml",
        "views/customer_policy_observation_views.xml",
        "views/customer_policy_menus.xml",
    ],
}
