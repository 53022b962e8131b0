import { at, page, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

const press = (name) => ({ trigger: `button[name=${name}]:enabled`, run: "click" });

// a correction in two phases: the clerk plans, executes and reports
tour("customer_file_correction_plan", () => [
    press("action_correct"),
    { trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit Wrong need" },
    { trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
    { trigger: ".o_field_widget[name=line_ids] .o_field_widget[name=data] input", run: "click" },
    { trigger: ".o_select_menu_item:contains(Needs and Intentions)", run: "click" },
    { trigger: ".o_field_widget[name=line_ids] .o_field_widget[name=value] input", run: "edit paper" },
    { trigger: ".o_field_widget[name=reason] textarea", run: "edit Found when calling" },
    page("plan"),
    { trigger: ".o_field_widget[name=plan] textarea", run: "edit Call the customer" },
    ...stepUtils.saveForm(),
    press("action_submit"),
    at("Plan to Approve"),
    { content: "without approvals it is not executed", trigger: ".o_form_view:not(:has(button[name=action_execute]))" },
]);

tour("customer_file_correction_report", () => [
    press("action_execute"),
    at("In Execution"),
    page("report"),
    { trigger: ".o_field_widget[name=report] textarea", run: "edit Remedied" },
    press("action_report"),
    at("Report to Approve"),
]);

tour("customer_file_correction_archive", () => [press("action_archive_correction"), at("Corrected")]);

// a handover: the supervisor starts it, the leaver and the successor tick, the supervisor completes it
tour("customer_handover_start", () => [
    { trigger: ".o_list_button_add", run: "click" },
    { trigger: ".o_field_widget[name=leaver_id] input", run: "edit tour_leaver" },
    { trigger: ".o-autocomplete--dropdown-item:contains(tour_leaver)", run: "click" },
    { trigger: ".o_field_widget[name=successor_id] input", run: "edit tour_successor" },
    { trigger: ".o-autocomplete--dropdown-item:contains(tour_successor)", run: "click" },
    press("action_start"),
    at("In Handover"),
    { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Handed Mill)" },
    { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Computer)" },
    { trigger: ".alert:contains(2 items are not handed over)" },
]);

tour("customer_handover_hand_over", () => [
    { trigger: ".o_data_row:contains(Handed Mill) button[name=action_hand_over]", run: "click" },
    { trigger: ".o_data_row:contains(Handed Mill):not(:has(button[name=action_hand_over]))" },
    { trigger: ".o_data_row:contains(Computer) button[name=action_hand_over]", run: "click" },
    { trigger: ".o_form_view:not(:has(button[name=action_hand_over]))" },
]);

tour("customer_handover_receive", () => [
    { trigger: ".o_data_row:contains(Handed Mill) button[name=action_receive]", run: "click" },
    { trigger: ".o_data_row:contains(Handed Mill):not(:has(button[name=action_receive]))" },
    { trigger: ".o_data_row:contains(Computer) button[name=action_receive]", run: "click" },
    { trigger: ".o_form_view:not(:has(button[name=action_receive]))" },
]);

tour("customer_handover_complete", () => [
    press("action_complete"),
    { trigger: ".modal .btn-primary", run: "click" },
    at("Complete"),
]);

// an employee without a role reports a leak
tour("customer_leak_report", () => [
    { trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit A list in the lift" },
    { trigger: ".o_field_widget[name=description] textarea", run: "edit Found this morning" },
    press("action_report"),
    { trigger: ".o_notification:contains(has it now)" },
    { trigger: ".o_field_widget[name=responsible_id]:contains(boss)" },
    { content: "measures are for the supervisor", trigger: ".o_form_view:not(:has(.o_field_widget[name=measure_ids]))" },
]);
