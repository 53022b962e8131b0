import { at, fill, noDialog, page, press, tour } from "@customer_policy/../tests/tours/steps";

tour("crm_lead_card_set_up", () => [
    { trigger: "button[name=action_view_lead_cards]:contains(Set Up a Card)", run: "click" },
    { trigger: ".o_field_widget[name=customer_name] input:value(Mr Sun)" },
    page("need"),
    fill("need", "A red one"),
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
    at("Not Signed"),
]);

tour("crm_lead_card_sign", () => [at("Not Signed"), press("action_sign"), at("Valid")]);

tour("crm_lead_card_call", () => [
    press("action_call", "Visited"),
    { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Comes on Saturday" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    noDialog(),
    { trigger: ".o_field_widget[name=call_ids] td:contains(Comes on Saturday)" },
]);

tour("crm_lead_card_hand_on", () => [
    at("Waste"),
    press("action_hand_on"),
    { trigger: ".modal .o_field_widget[name=holder_id] input", run: "edit zhao" },
    { trigger: ".dropdown-item:contains(zhao)", run: "click" },
    { trigger: ".modal button[name=action_hand_on]", run: "click" },
    noDialog(),
    at("Valid"),
    page("history"),
    { trigger: ".o_field_widget[name=event_ids] tr:contains(zhang):contains(zhao)" },
]);

tour("crm_lead_card_duplicate", () => [
    fill("phone", "+86 154-0000-0001"),
    { trigger: ".o_field_widget[name=email] input", run: "click" },
    { trigger: ".o_notification:contains(zhang is valid for this customer)" },
    { trigger: ".o_form_button_cancel", run: "click" },
    { trigger: ".o_kanban_view, .o_form_saved, .o_list_view" },
]);

tour("crm_lead_card_dispute", () => [
    at("Duplicate"),
    press("action_dispute"),
    { trigger: ".o_field_widget[name=other_claimant_id]:contains(li), .o_field_widget[name=other_claimant_id] input" },
    fill("grounds", "My friend brought him"),
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
    { trigger: ".o_field_widget[name=claimant_id]:contains(zhang)" },
]);

tour("crm_lead_card_telephone", () => [
    { trigger: ".o_kanban_record:contains(Mrs Qian)" },
    { trigger: ".o_kanban_record:contains(Mr Sun) a[href^='tel:']" },
    { trigger: ".o_kanban_record:contains(Mr Sun) button:contains(Called)", run: "click" },
    { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Rings back" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    noDialog(),
    { trigger: ".o_kanban_record:contains(Mr Sun)" },
]);
