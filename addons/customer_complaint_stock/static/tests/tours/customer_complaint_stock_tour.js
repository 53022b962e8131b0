import { fill, noDialog, page, press, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

// the users work in Chinese: nothing is found by what the screens say, only by names and by what the test wrote
const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]` });
const lacks = (name) => ({ trigger: `.o_form_view:not(:has(button[name=${name}]))` });
const shows = (name, text) => ({ trigger: `.o_field_widget[name=${name}]:contains(${text})` });

tour("customer_complaint_cn_settle", () => [
    {
        content: "in Chinese",
        trigger: ".o_form_sheet .o_form_label",
        run({ anchor }) {
            if (!/[\u4e00-\u9fff]/.test(anchor.textContent)) {
                throw new Error(`not in Chinese: ${anchor.textContent}`);
            }
        },
    },
    press("action_settle"),
    at("draft"),
    { trigger: ".o_field_widget[name=action_ids] .o_data_cell[name=return_quantity]:contains(35)" },
    fill("reason", "受潮"),
    fill("handling_method", "回炉重抄"),
    ...stepUtils.saveForm(),
    lacks("action_issue"),
    press("action_request_approval"),
    shows("approval_state", ""),
    { content: "not by who asked", ...lacks("action_decide") },
]);

tour("customer_complaint_cn_approve", () => [
    { content: "the first of the two approves", trigger: ".o_statusbar_buttons button.btn-primary[name=action_decide]", run: "click" },
    { trigger: ".modal button[name=action_decide]:visible", run: "click" },
    noDialog(),
    lacks("action_decide"),
]);

tour("customer_complaint_cn_issue", () => [
    press("action_issue"),
    at("issued"),
    shows("receipt_state", ""),
    { trigger: "button[name=action_view_pickings]" },
]);

tour("customer_complaint_cn_count", () => [
    { content: "the note is at hand", trigger: "button[name=action_view_complaint_settlement]", run: "click" },
    at("issued"),
    { trigger: ".o_back_button", run: "click" },
    { trigger: ".o_field_widget[name=move_ids] .o_data_row .o_data_cell[name=quantity]", run: "click" },
    { trigger: ".o_field_widget[name=move_ids] .o_selected_row .o_field_widget[name=quantity] input", run: "edit 34" },
    fill("complaint_actual_state", "少一件"),
    ...stepUtils.saveForm(),
    { content: "a difference needs an instruction", ...press("button_validate") },
    { trigger: ".modal:contains(34.0):contains(35.0) .modal-footer button", run: "click" },
    noDialog(),
    press("action_ask_complaint_instruction"),
    { trigger: ".o_field_widget[name=complaint_asked_date]" },
]);

tour("customer_complaint_cn_instruct", () => [
    shows("actual_state", "少一件"),
    fill("instruction", "照实收"),
    ...stepUtils.saveForm(),
]);

tour("customer_complaint_cn_receive", () => [
    shows("complaint_instruction", "照实收"),
    press("button_validate"),
    { content: "the rest does not come", trigger: ".modal button[name=process_cancel_backorder]", run: "click" },
    at("done"),
]);

tour("customer_complaint_cn_credit", () => [
    { trigger: ".o_searchview_facet .o_facet_remove", run: "click" },
    { trigger: ".o_data_row:contains(华东纸厂) .o_data_cell", run: "click" },
    at("issued"),
    press("action_create_credit_notes"),
    at("draft"),
    { content: "why it is not posted", trigger: ".alert .o_field_widget[name=complaint_posting_obstacle]" },
    press("action_post"),
    { trigger: ".modal .modal-footer button", run: "click" },
    noDialog(),
    at("draft"),
]);

tour("customer_complaint_cn_prove", () => [
    page("proofs"),
    {
        trigger: ".o_field_widget[name=proof_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=proof_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    { trigger: ".modal .o_field_widget[name=rule_id] input", run: "edit 红字" },
    { trigger: ".o-autocomplete--dropdown-item:contains(红字增值税专用发票号码)", run: "click" },
    { trigger: ".modal .o_field_widget[name=reference] input", run: "edit 25312000000123456789" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    noDialog(),
    ...stepUtils.saveForm(),
    press("action_hand_over"),
    at("finance"),
]);

tour("customer_complaint_cn_post", () => [
    { trigger: ".o_menu_sections [data-menu-xmlid='account.menu_finance_receivables']", run: "click" },
    { trigger: "[data-menu-xmlid='customer_complaint_sale.account_menu_credit']", run: "click" },
    { trigger: ".o_data_row:contains(华东纸厂) .o_data_cell[name=partner_id]", run: "click" },
    at("draft"),
    { content: "nothing is in the way", trigger: ".o_form_view:not(:has(.o_field_widget[name=complaint_posting_obstacle]))" },
    press("action_post"),
    at("posted"),
    { trigger: "button[name=action_view_complaint_settlement]", run: "click" },
    at("done"),
]);
