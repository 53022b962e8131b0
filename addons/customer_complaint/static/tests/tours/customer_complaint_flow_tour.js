import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name) => ({ trigger: `button[name=${name}]:enabled`, run: "click" });
const now = (step) => ({ trigger: `.o_field_widget[name=open_task_ids] .o_data_row:contains(${step})` });
const page = (name) => ({ trigger: `.nav-link[name=${name}]`, run: "click" });
const fill = (name, text) => ({
    trigger: `.o_field_widget[name=${name}] textarea, .o_field_widget[name=${name}] input`,
    run: `edit ${text}`,
});
const choose = (name, label) => [
    { trigger: `.o_field_widget[name=${name}] input`, run: "click" },
    { trigger: `.o_select_menu_item:contains(${label})`, run: "click" },
];
/** End a task in its dialog, with an outcome and a text where it asks for them. */
const end = (title, { outcome, text } = {}) => [
    press("action_my_task"),
    { trigger: `.modal h1:contains(${title})` },
    ...(outcome ? [{ trigger: `.modal .o_field_widget[name=outcome_id] label:contains(${outcome})`, run: "click" }] : []),
    ...(text ? [{ trigger: ".modal .o_field_widget[name=result] textarea", run: `edit ${text}` }] : []),
    { trigger: ".modal button[name=action_done]:enabled", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

// the manufacturer: Sales fills in the form, the GM Office accepts it, Quality finds the cause
registry.category("web_tour.tours").add("customer_complaint_form", {
    steps: () => [
        at("Draft"),
        fill("demand", "Take it back"),
        fill("opinion", "He is right"),
        ...choose("sample", "Comes with the Case"),
        ...stepUtils.saveForm(),
        press("action_submit"),
        at("Submitted"),
        { content: "others accept it", trigger: ".o_form_view:not(:has(button[name=action_accept]))" },
    ],
});

registry.category("web_tour.tours").add("customer_complaint_accept", {
    steps: () => [
        press("action_accept"),
        at("In Progress"),
        now("Investigation and Cause"),
        { content: "Quality has it to do", trigger: ".o_form_view:not(:has(button[name=action_my_task]))" },
    ],
});

registry.category("web_tour.tours").add("customer_complaint_cause", {
    steps: () => [
        page("cause"),
        ...choose("cause_class", "Non-Quality Abnormality"),
        ...choose("test_result", "Failed"),
        fill("investigation", "The store is wet"),
        ...stepUtils.saveForm(),
        ...end("Investigation and Cause"),
        now("Countermeasure of Manufacturing"),
        now("Report to the General Manager"),
    ],
});

// the property manager: the desk dispatches, the department solves and reports
registry.category("web_tour.tours").add("customer_complaint_dispatch", {
    steps: () => [
        now("Dispatch"),
        { trigger: ".o_field_widget[name=unit_id] input", run: "edit Plumbing" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Plumbing)", run: "click" },
        ...stepUtils.saveForm(),
        ...end("Dispatch"),
        now("Response to the Front Desk"),
        now("Handling"),
    ],
});

registry.category("web_tour.tours").add("customer_complaint_handle", {
    steps: () => [
        ...end("Response to the Front Desk", { outcome: "Will be done in time" }),
        ...end("Handling", { outcome: "Solved", text: "A new valve" }),
        now("Call-Back"),
        ...end("Report to the Customer Centre", { text: "It runs" }),
        { trigger: ".o_form_view:not(:has(button[name=action_my_task]))" },
    ],
});
