import { registry } from "@web/core/registry";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name, text = "") => ({
    trigger: `.o_statusbar_buttons button[name=${name}]:enabled:visible${text && `:contains(${text})`}`,
    run: "click",
});
const noDialog = () => ({ trigger: "body:not(:has(.modal))" });
const write = (field, text) => ({ trigger: `.o_field_widget[name=${field}] :is(input, textarea)`, run: `edit ${text}` });

registry.category("web_tour.tours").add("crm_lead_card_set_up", {
    steps: () => [
        { trigger: "button[name=action_view_lead_cards]:contains(Set Up a Card)", run: "click" },
        { trigger: ".o_field_widget[name=customer_name] input:value(Mr Sun)" },
        { trigger: ".o_notebook .nav-link[name=need]", run: "click" },
        write("need", "A red one"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        at("Not Signed"),
    ],
});

registry.category("web_tour.tours").add("crm_lead_card_sign", {
    steps: () => [at("Not Signed"), press("action_sign"), at("Valid")],
});

registry.category("web_tour.tours").add("crm_lead_card_call", {
    steps: () => [
        press("action_call", "Visited"),
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Comes on Saturday" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        noDialog(),
        { trigger: ".o_field_widget[name=call_ids] td:contains(Comes on Saturday)" },
    ],
});

registry.category("web_tour.tours").add("crm_lead_card_hand_on", {
    steps: () => [
        at("Waste"),
        press("action_hand_on"),
        { trigger: ".modal .o_field_widget[name=holder_id] input", run: "edit zhao" },
        { trigger: ".dropdown-item:contains(zhao)", run: "click" },
        { trigger: ".modal button[name=action_hand_on]", run: "click" },
        noDialog(),
        at("Valid"),
        { trigger: ".o_notebook .nav-link[name=history]", run: "click" },
        { trigger: ".o_field_widget[name=event_ids] tr:contains(zhang):contains(zhao)" },
    ],
});

registry.category("web_tour.tours").add("crm_lead_card_duplicate", {
    steps: () => [
        write("phone", "+86 154-0000-0001"),
        { trigger: ".o_field_widget[name=email] input", run: "click" },
        { trigger: ".o_notification:contains(zhang is valid for this customer)" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_kanban_view, .o_form_saved, .o_list_view" },
    ],
});

registry.category("web_tour.tours").add("crm_lead_card_dispute", {
    steps: () => [
        at("Duplicate"),
        press("action_dispute"),
        { trigger: ".o_field_widget[name=other_claimant_id]:contains(li), .o_field_widget[name=other_claimant_id] input" },
        write("grounds", "My friend brought him"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_field_widget[name=claimant_id]:contains(zhang)" },
    ],
});

registry.category("web_tour.tours").add("crm_lead_card_telephone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Mrs Qian)" },
        { trigger: ".o_kanban_record:contains(Mr Sun) a[href^='tel:']" },
        { trigger: ".o_kanban_record:contains(Mr Sun) button:contains(Called)", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Rings back" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        noDialog(),
        { trigger: ".o_kanban_record:contains(Mr Sun)" },
    ],
});
