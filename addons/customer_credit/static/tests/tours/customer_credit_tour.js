import { at, confirm, noDialog, press, tour } from "@customer_policy/../tests/tours/steps";

tour("customer_credit_blocked", () => [
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
]);

tour("customer_credit_release", () => [at("Requested"), press("action_release"), confirm(), noDialog(), at("Released")]);

tour("customer_credit_confirmed", () => [press("action_confirm"), at("Sales Order")]);
