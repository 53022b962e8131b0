import { registry } from "@web/core/registry";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:enabled:visible`, run: "click" });
const confirm = () => ({ trigger: ".modal-footer .btn-primary", run: "click" });
const noDialog = () => ({ trigger: "body:not(:has(.modal))" });

registry.category("web_tour.tours").add("customer_credit_blocked", {
    steps: () => [
        press("action_confirm"),
        { trigger: ".modal-body:contains(1,000.00 too much)" },
        confirm(),
        noDialog(),
        at("Quotation"),
        press("action_request_credit_release"),
        at("Draft"),
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Pays on Monday" },
        press("action_request"),
        at("Requested"),
    ],
});

registry.category("web_tour.tours").add("customer_credit_release", {
    steps: () => [at("Requested"), press("action_release"), confirm(), noDialog(), at("Released")],
});

registry.category("web_tour.tours").add("customer_credit_confirmed", {
    steps: () => [press("action_confirm"), at("Sales Order")],
});
