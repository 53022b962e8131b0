import { add, at, confirm, fill, noDialog, page, pick, press, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

const now = (step) => ({ trigger: `.o_field_widget[name=open_task_ids] .o_data_row:contains(${step})` });
const nothingToDo = () => ({ trigger: ".o_form_view:not(:has(button[name=action_my_task]))" });
const write = (name, text) => ({
    trigger: `.o_field_widget[name=${name}] .odoo-editor-editable`,
    run: `editor ${text}`,
});
const choose = (name, label) => [
    { trigger: `.o_field_widget[name=${name}] input`, run: "click" },
    { trigger: `.o_select_menu_item:contains(${label})`, run: "click" },
    { trigger: `.o_field_widget[name=${name}] input:value(${label})` },
];
const tick = (name, label) => ({
    trigger: `.o_field_widget[name=${name}] .o_radio_item:contains(${label}) input`,
    run: "click",
});
/** Open a row of an editable list, or a new one. */
const row = (list) => ({ trigger: `.o_field_widget[name=${list}] .o_data_row .o_data_cell`, run: "click" });
/** End a task in its dialog, with an outcome and a text where it asks for them. */
const end = (title, { outcome, text } = {}) => [
    press("action_my_task"),
    { trigger: `.modal .o_field_widget[name=name]:contains(${title})` },
    ...(outcome ? [{ ...tick("outcome_id", outcome) }] : []),
    ...(text ? [{ trigger: ".modal .o_field_widget[name=result] textarea", run: `edit ${text}` }] : []),
    { trigger: ".modal button[name=action_done]:enabled", run: "click" },
    noDialog(),
];

// the manufacturer: everybody of the procedure in turn, from the first call to the closed case
tour("customer_complaint_first_call", () => [
    at("Draft"),
    fill("name", "Cardboard is wet"),
    ...pick("partner_id", "Paper Mill"),
    page("products"),
    add("line_ids"),
    ...pick("product_id", "Cardboard"),
    fill("order_reference", "S00042"),
    fill("shipped_date", "05/03/2025"),
    fill("quantity", "500"),
    fill("defective_quantity", "35"),
    fill("price_unit", "12"),
    page("complaint"),
    fill("demand", "Take it back"),
    fill("opinion", "He is right"),
    ...choose("sample", "Comes with the Case"),
    ...stepUtils.saveForm(),
    press("action_submit"),
    at("Submitted"),
    { content: "others accept it", trigger: ".o_form_view:not(:has(button[name=action_accept]))" },
]);

tour("customer_complaint_accept", () => [
    press("action_accept"),
    at("In Progress"),
    now("Investigation and Cause"),
    { content: "Quality has it to do", ...nothingToDo() },
]);

tour("customer_complaint_cause", () => [
    page("cause"),
    ...choose("cause_class", "Quality Abnormality"),
    ...choose("test_result", "Failed"),
    fill("investigation", "The store is wet"),
    page("products"),
    row("line_ids"),
    fill("confirmed_quantity", "35"),
    ...stepUtils.saveForm(),
    ...end("Investigation and Cause"),
    now("Countermeasure of Manufacturing"),
    ...end("Report to the General Manager", { text: "Water came in" }),
    nothingToDo(),
]);

tour("customer_complaint_measure", () => [
    page("cause"),
    fill("countermeasure", "A roof over the yard"),
    page("products"),
    row("line_ids"),
    fill("lot_name", "L77"),
    fill("production_unit", "Hall 2"),
    fill("operators", "Li and Wang"),
    ...stepUtils.saveForm(),
    ...end("Countermeasure of Manufacturing", { text: "The store leaks" }),
    now("Check by the GM Office"),
]);

tour("customer_complaint_check", () => [
    ...end("Check by the GM Office", { text: "Seen" }),
    now("Handling Opinion of Sales"),
]);

tour("customer_complaint_negotiate", () => [
    page("settlement"),
    fill("handling_opinion", "Pay for them"),
    ...stepUtils.saveForm(),
    ...end("Handling Opinion of Sales"),
    fill("negotiation", "He keeps them for 420"),
    add("action_ids"),
    fill("amount", "420"),
    ...choose("kind", "Compensation"),
    ...stepUtils.saveForm(),
    ...end("Negotiation with the Customer"),
    now("Review by the Head of Sales"),
    nothingToDo(),
]);

tour("customer_complaint_review", () => [...end("Review by the Head of Sales"), now("Comprehensive Opinion")]);

tour("customer_complaint_opinion", () => [
    page("settlement"),
    fill("comprehensive_opinion", "Pay"),
    tick("is_established", "Established"),
    page("improvement"),
    ...choose("needs_tracking", "Tracked"),
    ...stepUtils.saveForm(),
    ...end("Comprehensive Opinion"),
    now("Decision by Authority"),
    { content: "not by the office", trigger: ".o_form_view:not(:has(button[name=action_decide]))" },
]);

tour("customer_complaint_decide", () => [
    { trigger: ".o_statusbar_buttons button[name=action_decide]:contains(Approve)", run: "click" },
    { trigger: ".modal button[name=action_decide]:visible", run: "click" },
    now("Inform the Customer"),
    page("settlement"),
    { content: "it stands in the register", trigger: ".o_field_widget[name=decision_ids] .o_data_row:contains(420)" },
]);

tour("customer_complaint_close", () => [
    press("action_reply"),
    tick("kind", "Result"),
    ...choose("channel", "Telephone"),
    fill("amount", "420"),
    write("body", "We pay for them"),
    ...stepUtils.saveForm(),
    { trigger: "button[name=action_send]:contains(The Customer Was Told)", run: "click" },
    at("Sent"),
    { trigger: ".breadcrumb-item:contains(Cardboard is wet) a", run: "click" },
    press("action_close"),
    confirm(),
    at("Closed"),
]);

// the property manager: whoever is told first, the desk, the department, and the desk again
tour("customer_complaint_telephone", () => [
    at("Draft"),
    fill("name", "No water"),
    ...pick("partner_id", "Paper Mill"),
    fill("contact_name", "Mrs Lin"),
    fill("phone", "138 0000 0000"),
    fill("address", "Block 3, 502"),
    write("description", "No water since the morning"),
    ...stepUtils.saveForm(),
    press("action_submit"),
    at("In Progress"),
]);

tour("customer_complaint_dispatch", () => [
    now("Dispatch"),
    ...pick("unit_id", "Plumbing"),
    fill("required_date", "05/08/2030 08:00"),
    ...stepUtils.saveForm(),
    ...end("Dispatch"),
    now("Response to the Front Desk"),
    now("Handling"),
]);

tour("customer_complaint_handle", () => [
    ...end("Response to the Front Desk", { outcome: "Will be done in time" }),
    ...end("Handling", { outcome: "Solved", text: "A new valve" }),
    now("Call-Back"),
    ...end("Report to the Customer Centre", { text: "It runs" }),
    nothingToDo(),
]);

tour("customer_complaint_call_back", () => [
    ...end("Tell the First-Contact Person"),
    page("improvement"),
    ...choose("satisfaction", "Very Satisfied"),
    fill("call_back", "She is content"),
    ...stepUtils.saveForm(),
    ...end("Call-Back"),
    press("action_close"),
    confirm(),
    at("Closed"),
]);
