import { registry } from "@web/core/registry";

// what the tours of all our addons do
export const tour = (name, steps) => registry.category("web_tour.tours").add(name, { steps });
/** The document is in a state, by its label. */
export const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
/** Press a button above the form; of several with one name, the one that says `text`. */
export const press = (name, text = "") => ({
    trigger: `.o_statusbar_buttons button[name=${name}]:enabled:visible${text && `:contains(${text})`}`,
    run: "click",
});
export const confirm = () => ({ trigger: ".modal-footer .btn-primary", run: "click" });
export const noDialog = () => ({ trigger: "body:not(:has(.modal))" });
export const page = (name) => ({ trigger: `.nav-link[name=${name}]`, run: "click" });
export const fill = (name, text) => ({
    trigger: `.o_field_widget[name=${name}] textarea, .o_field_widget[name=${name}] input`,
    run: `edit ${text}`,
});
/** Look for a record by its name, and take it. */
export const pick = (name, label) => [
    { trigger: `.o_field_widget[name=${name}] input`, run: `edit ${label}` },
    { trigger: `.o-autocomplete--dropdown-item:contains(${label})`, run: "click" },
];
/** Begin a new row of a list in a form. */
export const add = (list) => ({
    trigger: `.o_field_widget[name=${list}] .o_field_x2many_list_row_add button, .o_field_widget[name=${list}] .o_field_x2many_list_row_add a`,
    run: "click",
});
