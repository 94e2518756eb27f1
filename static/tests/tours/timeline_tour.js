import { registry } from "@web/core/registry";

const ENTRY = ".o_crm_timeline_feed .o_crm_entry";

const openCustomer = [
    { content: "Open the customer", trigger: ".o_data_row .o_data_cell:contains(A Timeline Customer), .o_kanban_record:contains(A Timeline Customer)", run: "click" },
    { content: "The timeline is there", trigger: `${ENTRY}:contains(Agreed on five percent)` },
];

registry.category("web_tour.tours").add("crm_customer_record_timeline", {
    steps: () => [
        ...openCustomer,
        { content: "Point at a talk", trigger: `${ENTRY}:contains(Agreed on five percent)`, run: "hover" },
        { content: "It is important", trigger: `${ENTRY}:contains(Agreed on five percent) .o_crm_entry_pin`, run: "click" },
        { content: "So it stands on top", trigger: ".o_crm_timeline_pinned .o_crm_entry:contains(Agreed on five percent)" },
        { content: "How did it change?", trigger: "[data-scope=history]", run: "click" },
        { content: "Changes in a row are one line", trigger: ".o_crm_entry_run button:contains(changes)", run: "click" },
        { content: "Opened, each shows", trigger: `${ENTRY}[data-kind=stage]` },
        { content: "Back to what happened", trigger: "[data-scope=activity]", run: "click" },
        { content: "From the beginning", trigger: "[data-filter=order]", run: "click" },
        { content: "The oldest talk comes first", trigger: `${ENTRY}:first:contains(First call)` },
        { content: "Look for a word", trigger: ".o_crm_filters_search input", run: "edit walnut" },
        { content: "Not in the last year", trigger: ".o_crm_timeline_since:contains(Searched back to)" },
        { content: "Look further", trigger: ".o_crm_timeline_older", run: "click" },
        { content: "There it is", trigger: `${ENTRY}:contains(walnut)` },
        { content: "As before", trigger: ".o_crm_filters_reset", run: "click" },
        { content: "More to do", trigger: "[data-filter=menu]", run: "click" },
        { content: "The whole page for it", trigger: "[data-menu=page]", run: "click" },
        { content: "A page of its own", trigger: ".o_crm_timeline_page h2:contains(A Timeline Customer)" },
        { content: "With the pin", trigger: ".o_crm_timeline_page .o_crm_timeline_pinned" },
    ],
});

/** The address of the page alone leads there. */
registry.category("web_tour.tours").add("crm_customer_record_timeline_page", {
    steps: () => [
        { content: "The page of the customer", trigger: ".o_crm_timeline_page h2:contains(A Timeline Customer)" },
        { content: "With its history", trigger: `${ENTRY}:contains(Agreed on five percent)` },
        { content: "The card is a click away", trigger: ".o_crm_timeline_page h2 a", run: "click" },
        { content: "There it is", trigger: ".o_form_view .o_field_widget[name=name]" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_timeline_deal", {
    steps: () => [
        { content: "The timeline of the deal", trigger: "a[name=crm_timeline]", run: "click" },
        { content: "What belongs to the deal", trigger: `${ENTRY}:contains(About the deal)` },
        { content: "And nothing else", trigger: ".o_crm_timeline_feed:not(:contains(Agreed on five percent))" },
        { content: "Log a talk on the deal", trigger: ".o_crm_quick_log_input", run: "edit called them 5 min, they want oak" },
        { content: "Enter saves", trigger: ".o_crm_quick_log_input", run: "press Enter" },
        { content: "It belongs to the deal", trigger: `${ENTRY}_new:contains(they want oak)` },
        { content: "All of the customer", trigger: "[data-whose=account]", run: "click" },
        { content: "Now everything", trigger: `${ENTRY}:contains(Agreed on five percent)` },
        { content: "The deal again", trigger: "[data-whose=deal]", run: "click" },
        { content: "Only the deal", trigger: ".o_crm_timeline_feed:not(:contains(Agreed on five percent))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_timeline_phone", {
    steps: () => [
        ...openCustomer,
        { content: "Important, with a thumb", trigger: `${ENTRY}:contains(Agreed on five percent) .o_crm_entry_pin`, run: "click" },
        { content: "It stands on top", trigger: ".o_crm_timeline_pinned .o_crm_entry:contains(Agreed on five percent)" },
        { content: "Oldest first", trigger: "[data-filter=order]", run: "click" },
        { content: "The oldest talk comes first", trigger: `${ENTRY}:first:contains(First call)` },
        { content: "Take the pin away", trigger: ".o_crm_timeline_pinned .o_crm_entry_pin", run: "click" },
        { content: "Gone from the top", trigger: ".o_crm_timeline:not(:has(.o_crm_timeline_pinned))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_timeline_settings", {
    steps: () => [
        { content: "Each kind has a line", trigger: ".o_data_row:contains(Call) .o_crm_entry_icon .fa-phone" },
        { content: "Quotations do not interest us", trigger: ".o_data_row:contains(Quotation) [name=shown] input", run: "click" },
        { content: "Kept", trigger: ".o_data_row.text-muted:contains(Quotation)" },
    ],
});
