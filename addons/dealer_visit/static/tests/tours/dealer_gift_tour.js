import { registry } from "@web/core/registry";

/** Draw a line on the canvas of a signature, as a finger does. */
function draw(canvas) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const touch = (name, part, buttons) => {
        const place = { clientX: left + width * part, clientY: top + height * part };
        const event = new PointerEvent(name, {
            ...place, pointerId: 1, isPrimary: true, button: 0, buttons, pressure: 0.5, bubbles: true, cancelable: true,
        });
        canvas.dispatchEvent(event);
    };
    touch("pointerdown", 0.2, 1);
    touch("pointermove", 0.5, 1);
    touch("pointermove", 0.8, 1);
    touch("pointerup", 0.8, 0);
}

registry.category("web_tour.tours").add("dealer_gift_apply", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=file_id] input", run: "edit Customer 001" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Customer 001)", run: "click" },
        { trigger: ".o_field_widget[name=product_id] input", run: "edit Vase" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Vase)", run: "click" },
        { trigger: ".o_field_widget[name=quantity] input", run: "edit 2" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit New year" },
        { trigger: ".o_statusbar_buttons button[name=action_request]:visible", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied for)" },
        { trigger: ".o_field_widget[name=amount]:contains(300)" },
    ],
});

registry.category("web_tour.tours").add("dealer_gift_sign_on_a_telephone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Customer 001) button[name=action_open_sign]", run: "click" },
        { trigger: ".modal .o_field_widget[name=signed_name] input", run: "edit Li Customer" },
        { trigger: ".modal .o_field_widget[name=signature] .o_signature", run: "click" },
        { trigger: ".modal canvas.o_web_sign_signature", run: ({ anchor }) => draw(anchor) },
        { trigger: ".modal:has(.o_web_sign_name_and_signature) .modal-footer .btn-primary:enabled", run: "click" },
        { trigger: "body:not(:has(.o_web_sign_name_and_signature))" },
        { trigger: ".modal .o_field_widget[name=signature] img" },
        { trigger: ".modal-footer button[name=action_sign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_kanban_renderer" },
    ],
});
