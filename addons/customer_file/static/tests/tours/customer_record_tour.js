import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name) => ({ trigger: `button[name=${name}]:enabled`, run: "click" });

// a correction in two phases: the clerk plans, executes and reports
registry.category("web_tour.tours").add("customer_file_correction_plan", {
    steps: () => [
        press("action_correct"),
        { trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit Wrong need" },
        { trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_field_widget[name=data] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Needs and Intentions)", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_field_widget[name=value] input", run: "edit paper" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Found when calling" },
        { trigger: ".nav-link[name=plan]", run: "click" },
        { trigger: ".o_field_widget[name=plan] textarea", run: "edit Call the customer" },
        ...stepUtils.saveForm(),
        press("action_submit"),
        at("Plan to Approve"),
        { content: "without approvals it is not executed", trigger: ".o_form_view:not(:has(button[name=action_execute]))" },
    ],
});

registry.category("web_tour.tours").add("customer_file_correction_report", {
    steps: () => [
        press("action_execute"),
        at("In Execution"),
        { trigger: ".nav-link[name=report]", run: "click" },
        { trigger: ".o_field_widget[name=report] textarea", run: "edit Remedied" },
        press("action_report"),
        at("Report to Approve"),
    ],
});

registry.category("web_tour.tours").add("customer_file_correction_archive", {
    steps: () => [press("action_archive_correction"), at("Corrected")],
});

// a handover: the supervisor starts it, the leaver and the successor tick, the supervisor completes it
registry.category("web_tour.tours").add("customer_handover_start", {
    steps: () => [
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
    ],
});

registry.category("web_tour.tours").add("customer_handover_hand_over", {
    steps: () => [
        { trigger: ".o_data_row:contains(Handed Mill) button[name=action_hand_over]", run: "click" },
        { trigger: ".o_data_row:contains(Handed Mill):not(:has(button[name=action_hand_over]))" },
        { trigger: ".o_data_row:contains(Computer) button[name=action_hand_over]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_hand_over]))" },
    ],
});

registry.category("web_tour.tours").add("customer_handover_receive", {
    steps: () => [
        { trigger: ".o_data_row:contains(Handed Mill) button[name=action_receive]", run: "click" },
        { trigger: ".o_data_row:contains(Handed Mill):not(:has(button[name=action_receive]))" },
        { trigger: ".o_data_row:contains(Computer) button[name=action_receive]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_receive]))" },
    ],
});

registry.category("web_tour.tours").add("customer_handover_complete", {
    steps: () => [
        press("action_complete"),
        { trigger: ".modal .btn-primary", run: "click" },
        at("Complete"),
    ],
});

// an employee without a role reports a leak
registry.category("web_tour.tours").add("customer_leak_report", {
    steps: () => [
        { trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit A list in the lift" },
        { trigger: ".o_field_widget[name=description] textarea", run: "edit Found this morning" },
        press("action_report"),
        { trigger: ".o_notification:contains(has it now)" },
        { trigger: ".o_field_widget[name=responsible_id]:contains(boss)" },
        { content: "measures are for the supervisor", trigger: ".o_form_view:not(:has(.o_field_widget[name=measure_ids]))" },
    ],
});
