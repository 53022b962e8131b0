import { at, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

tour("customer_access_ask_for_a_loan", () => [
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
    at("To Decide"),
]);

tour("customer_access_confirm_receipt", () => [
    { trigger: "button[name=action_sign]", run: "click" },
    { trigger: ".o_field_widget[name=signed_by_id]:contains(borrower)" },
    { content: "the borrower hands nothing out", trigger: ".o_form_view:not(:has(button[name=action_issue]))" },
]);

tour("customer_access_hand_out_and_take_back", () => [
    { trigger: "button[name=action_issue]", run: "click" },
    at("Handed Out"),
    { trigger: ".o_field_widget[name=register_ids] .o_data_row:contains(Contract of the tour)" },
    { trigger: "button[name=action_return]", run: "click" },
    at("Returned"),
]);

tour("customer_distribution_confirm", () => [
    { trigger: "button[name=action_confirm]", run: "click" },
    at("Received by All"),
    { trigger: ".o_field_widget[name=receipt_ids] .o_data_row:contains(borrower)" },
]);
