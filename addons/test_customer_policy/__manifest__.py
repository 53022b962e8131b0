{
    "name": "Test Customer Policy",
    "summary": "A document to test the ideas of Customer Policy with; never installed at work",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    # l10n_cn: a Chinese chart of accounts for the tests that ask for one; no company gets it by installing
    "depends": ["customer_policy", "account", "l10n_cn"],
    "data": [
        "security/ir.model.access.csv",
        "security/test_customer_policy_rules.xml",
        "views/test_customer_document_views.xml",
        "views/test_customer_policy_menus.xml",
        "views/test_customer_slip_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["test_customer_policy/static/tests/tours/**/*"],
    },
}
