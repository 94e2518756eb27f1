import { registry } from "@web/core/registry";

const LINE = ".o_crm_quick_log_input";
const ENTRY = ".o_crm_entry";

/** The entries must stand in this order, each found by a piece of its text. */
function checkOrder(...texts) {
    const shown = [...document.querySelectorAll(ENTRY)].map((entry) => entry.textContent);
    const places = texts.map((text) => shown.findIndex((entry) => entry.includes(text)));
    if (places.includes(-1) || places.some((place, index) => index && place < places[index - 1])) {
        throw new Error(`Expected ${texts.join(" > ")}, but the timeline is: ${shown.join(" | ")}`);
    }
}

function logByKeyboard(text) {
    return [
        {
            content: "The hotkey works from anywhere on the card",
            trigger: ".o_form_view a[name=crm_timeline]",
            run: "press alt+shift+q",
        },
        { content: "Type", trigger: `${LINE}:focus`, run: `edit ${text}` },
        { content: "What was understood shows", trigger: ".o_crm_quick_log_chip:contains(Call)" },
        { content: "Enter saves", trigger: LINE, run: "press Enter" },
    ];
}

const openCustomer = [
    {
        content: "Open the customer",
        trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Tour Customer)",
        run: "click",
    },
    { content: "The timeline is there", trigger: `${ENTRY}:contains(Talk 1)` },
];

registry.category("web_tour.tours").add("crm_customer_record_card", {
    steps: () => [
        ...openCustomer,
        { content: "The strip tells whose", trigger: "[data-tile=owner]:contains(You)" },
        { content: "Leave the timeline", trigger: "a[name=contact_addresses]", run: "click" },
        { content: "Contacts show", trigger: ".o_field_widget[name=child_ids] .o_kanban_record:contains(Anna)" },
        ...logByKeyboard("called Anna 10 min, wants a quote"),
        { content: "It is on the timeline", trigger: `${ENTRY}_new:contains(wants a quote):contains(10 min):contains(Anna)` },
        { content: "The line is empty again", trigger: `${LINE}:not(:value(called))` },
        { content: "The strip knows", trigger: "[data-tile=talk]:contains(today):contains(Anna)" },
        {
            content: "Between the invoice and the order",
            trigger: `${ENTRY}[data-kind=order]`,
            run: () => checkOrder("INV/", "wants a quote", "Order S"),
        },
        { content: "Only money", trigger: ".o_crm_filters [data-kind=money]", run: "click" },
        { content: "Calls are gone", trigger: `.o_crm_timeline:not(:has(.o_crm_entry[data-kind=call])):has(${ENTRY}[data-kind=invoice])` },
        { content: "Everything again", trigger: ".o_crm_filters_reset", run: "click" },
        { content: "Search", trigger: ".o_crm_filters_search input", run: "edit Talk 42" },
        { content: "One is found", trigger: ".o_crm_timeline:not(:has(.o_crm_entry:nth-of-type(2))) .o_crm_entry:contains(Talk 42)" },
        { content: "No search", trigger: ".o_crm_filters_search input", run: "press Escape" },
        { content: "Twenty first", trigger: `.o_crm_timeline:not(:contains(Talk 25)) ${ENTRY}:contains(Talk 1)` },
        {
            content: "Scrolling brings more",
            trigger: ".o_crm_timeline_more",
            async run() {
                for (let page = 0; page < 8; page++) {
                    document.querySelector(".o_crm_timeline_more")?.scrollIntoView();
                    await new Promise((resolve) => setTimeout(resolve, 400));
                }
            },
        },
        { content: "Three pages came by themselves", trigger: `${ENTRY}:contains(Talk 56)` },
        { content: "The rest on demand", trigger: ".o_crm_timeline_more:enabled", run: "click" },
        { content: "To the first talk of all", trigger: `.o_crm_timeline:not(:has(.o_crm_timeline_more)) ${ENTRY}:contains(Talk 65)` },
        { content: "A tile is a link", trigger: "button[data-tile=deals]", run: "click" },
        { content: "The deals of the customer", trigger: ".o_list_view .o_data_row:contains(Forty desks)" },
        { content: "And back", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Tour Customer)", run: "click" },
        { content: "Open what happened", trigger: `${ENTRY}[data-kind=order] a.o_crm_entry_title`, run: "click" },
        { content: "The order", trigger: ".o_form_view .o_field_widget[name=order_line]" },
        { content: "And back again", trigger: ".breadcrumb-item a:contains(Tour Customer)", run: "click" },
        { content: "Where we were", trigger: `${ENTRY}:contains(wants a quote)` },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_card_undo", {
    steps: () => [
        ...openCustomer,
        ...logByKeyboard("called Anna 5 min, wrong customer"),
        { content: "It is on the timeline", trigger: `${ENTRY}_new:contains(wrong customer)` },
        { content: "Take it back", trigger: ".o_crm_quick_log_undo", run: "click" },
        { content: "It is gone", trigger: ".o_crm_timeline:not(:has(.o_crm_entry:contains(wrong customer)))" },
        { content: "The text is back", trigger: `${LINE}:value(wrong customer)` },
        { content: "And can be cleared", trigger: LINE, run: "press Escape" },
        { content: "Cleared", trigger: ".o_crm_quick_log_pieces:contains(Text cleared)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_card_accountant", {
    steps: () => [
        ...openCustomer,
        { content: "Money shows", trigger: "[data-tile=money]:contains(open)" },
        { content: "Deals do not", trigger: ".o_crm_strip:not(:has([data-tile=deals]))" },
        ...logByKeyboard("called Anna 5 min, pays on Monday"),
        { content: "It is on the timeline", trigger: `${ENTRY}_new:contains(pays on Monday)` },
    ],
});
