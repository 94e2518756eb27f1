import { registry } from "@web/core/registry";

const DUE = ".modal .o_field_widget[name=date_due]";

registry.category("web_tour.tours").add("crm_customer_record_promise_taken", {
    steps: () => [
        { content: "The customer promises to pay", trigger: "button[name=action_promise_payment]", run: "click" },
        { content: "What is open is proposed", trigger: ".modal .o_field_widget[name=amount] input:value(300)" },
        { content: "By when", trigger: `${DUE} input, ${DUE} button`, run: "click" },
        { content: "By the end of the decade", trigger: `${DUE} input`, run: "edit 12/31/2029" },
        { content: "Write it down", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "The invoice knows", trigger: "body:not(:has(.modal)) button[name=action_view_promises]:contains(1)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_promise_seen", {
    steps: () => [
        {
            content: "Open the customer",
            trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Tour Debtor)",
            run: "click",
        },
        { content: "On the timeline", trigger: ".o_crm_entry[data-kind=promise]:contains(They: Pay INV):contains(Outstanding)" },
        { content: "In the strip", trigger: "button[data-tile=promises]:contains(They: Pay INV)", run: "click" },
        { content: "The promise", trigger: ".o_form_view .o_arrow_button_current:contains(Outstanding)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_promise_paid", {
    steps: () => [
        { content: "The money came", trigger: "button[name=action_register_payment]", run: "click" },
        { content: "All of it", trigger: ".modal button[name=action_create_payments]", run: "click" },
        { content: "What was promised", trigger: "body:not(:has(.modal)) button[name=action_view_promises]", run: "click" },
        { content: "It is kept", trigger: ".o_data_row:contains(Pay INV):contains(Kept)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_promise_kept", {
    steps: () => [
        {
            content: "Open the customer",
            trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Tour Debtor)",
            run: "click",
        },
        {
            content: "Kept, says the timeline",
            trigger: ".o_crm_entry[data-kind=promise]:contains(They: Pay INV):contains(Kept)",
        },
        { content: "The strip is quiet", trigger: ".o_crm_strip:has([data-tile=money]):not(:has([data-tile=promises]))" },
        { content: "Make another promise", trigger: "button[name=action_view_promises]", run: "click" },
        { content: "New", trigger: ".o_list_button_add", run: "click" },
        { content: "What", trigger: ".o_form_view .o_field_widget[name=name] input", run: "edit Send the catalogue" },
        { content: "By when", trigger: ".o_field_widget[name=date_due] input, .o_field_widget[name=date_due] button", run: "click" },
        { content: "By the end of the decade", trigger: ".o_field_widget[name=date_due] input", run: "edit 12/31/2029" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Done already", trigger: "button[name=action_keep]", run: "click" },
        { content: "It is kept", trigger: ".o_arrow_button_current:contains(Kept)" },
    ],
});
