import { at, tour } from "@customer_policy/../tests/tours/steps";

tour("test_customer_policy_request", () => [
    { content: "without the approval there is no step", trigger: ".o_form_view:not(:has(button[name=action_confirm]:visible))" },
    { trigger: "button[name=action_request_approval]", run: "click" },
    { trigger: ".o_field_widget[name=approval_state]:contains(Pending)" },
]);

tour("test_customer_policy_approve", () => [
    { content: "what waits for me is shown first", trigger: ".o_facet_value:contains(To Decide by Me)" },
    { trigger: ".o_data_row:contains(Tour Contract) .o_data_cell[name=display_name]", run: "click" },
    { trigger: ".o_field_widget[name=reason]:contains(Why?)" },
    { trigger: ".o_field_widget[name=progress]:contains(Manager of the department)" },
    { trigger: "button[name=action_open_decide]:contains(Approve)", run: "click" },
    { trigger: ".modal .o_field_widget[name=comment] textarea", run: "edit As agreed" },
    { trigger: ".modal button[name=action_decide]:contains(Approve)", run: "click" },
    at("Approved"),
    { trigger: ".o_field_widget[name=decision_ids]:contains(As agreed)" },
]);

tour("test_customer_policy_confirm", () => [
    { trigger: ".o_field_widget[name=approval_state]:contains(Approved)" },
    { trigger: "button[name=action_confirm]", run: "click" },
    at("Confirmed"),
]);
