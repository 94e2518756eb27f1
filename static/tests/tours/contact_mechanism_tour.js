import { registry } from "@web/core/registry";

const LINES = ".o_field_widget[name=contact_mechanism_ids]";

registry.category("web_tour.tours").add("crm_customer_record_contact_mechanism", {
    steps: () => [
        {
            content: "The second phone: open the page",
            trigger: ".o_notebook .nav-link[name=contact_mechanisms]",
            run: "click",
        },
        {
            content: "The first number is listed with a link that calls",
            trigger: `${LINES} .o_data_row:contains('8 495 123-45-67') a[href='tel:+74951234567']`,
        },
        {
            content: "... add a line",
            trigger: `${LINES} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: "Type the number",
            trigger: `${LINES} .o_selected_row [name=value] input`,
            run: "edit 8 916 123-45-67",
        },
        {
            content: "Leave the line",
            trigger: ".o_notebook .nav-link[name=contact_mechanisms]",
            run: "click",
        },
        {
            content: "The kind is recognised",
            trigger: `${LINES} .o_data_row:contains('8 916 123-45-67') .fa-mobile`,
        },
        {
            content: "Make it the primary one",
            trigger: `${LINES} .o_data_row:contains('8 916 123-45-67') [name=is_primary] input`,
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The phone at the top follows",
            trigger: ".o_form_saved .o_field_widget[name=phone] input:value('8 916 123-45-67')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_contact_mechanism_phone", {
    steps: () => [
        {
            content: "On a telephone the page shows cards",
            trigger: ".o_notebook .nav-link[name=contact_mechanisms]",
            run: "click",
        },
        {
            content: "... from which one calls",
            trigger: `${LINES} .o_kanban_record:contains('8 495 123-45-67') a[href='tel:+74951234567']`,
        },
        {
            content: "... or writes",
            trigger: `${LINES} .o_kanban_record a[href='mailto:anna@example.com']`,
        },
    ],
});
