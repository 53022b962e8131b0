"""The addons depend on each other as drawn in the design: nothing points up or sideways."""

import databases
import pytest

from odoo.modules import Manifest

# addon: the addons of ours it depends on, and the large core modules it may bring with it
DRAWN = {
    "customer_policy": ({}, {}),
    "customer_file": ({"customer_policy"}, {}),
    "customer_file_sale": ({"customer_file"}, {"sale"}),
    "customer_file_crm": ({"customer_file"}, {"crm"}),
    "customer_archive": ({"customer_file"}, {}),
    "customer_grading": ({"customer_file"}, {"sale"}),
    "customer_grading_stock": ({"customer_grading"}, {"stock"}),
    "customer_grading_crm": ({"customer_grading"}, {"crm"}),
    "customer_grading_complaint": ({"customer_grading", "customer_complaint"}, {}),
    "customer_credit": ({"customer_grading"}, {"account"}),
    "customer_credit_complaint": ({"customer_credit", "customer_complaint_sale"}, {}),
    "customer_complaint": ({"customer_file"}, {"product", "portal"}),
    "customer_complaint_sale": ({"customer_complaint"}, {"sale"}),
    "customer_complaint_stock": ({"customer_complaint_sale"}, {"sale_stock"}),
    "customer_statistics": ({"customer_file"}, {"sale"}),
    "customer_statistics_complaint": ({"customer_statistics", "customer_complaint"}, {}),
    "customer_statistics_grading": ({"customer_statistics", "customer_grading"}, {}),
    "customer_statistics_credit": ({"customer_statistics", "customer_credit"}, {}),
    "customer_statistics_archive": ({"customer_statistics", "customer_archive"}, {}),
    "customer_statistics_crm": ({"customer_statistics"}, {"crm"}),
    "dealer_visit": ({"customer_grading"}, {"calendar"}),
    "dealer_visit_stock": ({"dealer_visit"}, {"stock"}),
    "dealer_visit_crm": ({"dealer_visit"}, {"crm"}),
    "dealer_visit_complaint": ({"dealer_visit", "customer_complaint"}, {}),
    "dealer_commission": ({"dealer_visit"}, {"sale"}),
    "dealer_commission_complaint": ({"dealer_commission", "customer_complaint_sale"}, {}),
    "crm_lead_card": ({"customer_file"}, {"crm"}),
    "staff_conduct": ({"customer_policy"}, {}),
    # no part of the product: a document that the tests of customer_policy need, and a Chinese chart of accounts
    "test_customer_policy": ({"customer_policy"}, {"account"}),
}
BRIDGES = {
    "customer_file_sale",
    "customer_file_crm",
    "customer_grading_stock",
    "customer_grading_crm",
    "customer_grading_complaint",
    "customer_credit_complaint",
    "customer_complaint_sale",
    "customer_complaint_stock",
    "customer_statistics_archive",
    "customer_statistics_complaint",
    "customer_statistics_credit",
    "customer_statistics_crm",
    "customer_statistics_grading",
    "dealer_visit_stock",
    "dealer_visit_crm",
    "dealer_commission_complaint",
    "dealer_visit_complaint",
}
LARGE = {"account", "crm", "mrp", "point_of_sale", "product", "project", "purchase", "sale", "stock", "website"}
OURS = databases.our_addons()


def closure(names):
    seen, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += Manifest.for_addon(name)["depends"]
    return seen


@pytest.mark.parametrize("addon", OURS)
def test_direction(addon):
    assert addon in DRAWN, "a new addon: draw it in the design, then here"
    ours, large = DRAWN[addon]
    depends = set(databases.manifest(OURS[addon])["depends"])
    assert depends & set(OURS) == set(ours) & set(OURS)
    assert set(large) <= depends, "drawn, but not in the manifest"


@pytest.mark.parametrize("addon", OURS)
def test_brings_no_large_module_that_is_not_drawn(addon):
    drawn = set().union(*(DRAWN[name][1] for name in closure([addon]) & set(DRAWN)))
    assert closure([addon]) & LARGE == closure(drawn) & LARGE


@pytest.mark.parametrize("addon", OURS)
def test_bridges_install_themselves(addon):
    assert bool(databases.manifest(OURS[addon]).get("auto_install")) == (addon in BRIDGES)
