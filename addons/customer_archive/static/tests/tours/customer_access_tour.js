import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("customer_access_ask_for_a_loan", {
    steps: () => [
        { content: "a new request", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=kind] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Loan)", run: "click" },
        { trigger: ".o_field_widget[name=material] input", run: "edit Contract of the tour" },
        { trigger: ".o_field_widget[name=purpose] textarea", run: "edit to read it" },
        ...stepUtils.saveForm(),
        { content: "the reason is missing", trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal:contains(missing is Reason):contains(Why?)" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit the customer asked" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(To Decide)" },
    ],
});

registry.category("web_tour.tours").add("customer_access_confirm_receipt", {
    steps: () => [
        { trigger: "button[name=action_sign]", run: "click" },
        { trigger: ".o_field_widget[name=signed_by_id]:contains(borrower)" },
        { content: "the borrower hands nothing out", trigger: ".o_form_view:not(:has(button[name=action_issue]))" },
    ],
});

registry.category("web_tour.tours").add("customer_access_hand_out_and_take_back", {
    steps: () => [
        { trigger: "button[name=action_issue]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Handed Out)" },
        { trigger: ".o_field_widget[name=register_ids] .o_data_row:contains(Contract of the tour)" },
        { trigger: "button[name=action_return]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Returned)" },
    ],
});

registry.category("web_tour.tours").add("customer_distribution_confirm", {
    steps: () => [
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Received by All)" },
        { trigger: ".o_field_widget[name=receipt_ids] .o_data_row:contains(borrower)" },
    ],
});
