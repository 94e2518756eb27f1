import { registry } from "@web/core/registry";

const ENTRY = ".o_crm_entry";

/** The customer that was imported gets its talk by keyboard; documents were made meanwhile. */
registry.category("web_tour.tours").add("crm_customer_record_first_day", {
    steps: () => [
        {
            content: "Look for the customer as one says it",
            trigger: ".o_searchview_input",
            run: "edit Ромашка",
        },
        { content: "Search", trigger: ".o_searchview_input", run: "press Enter" },
        {
            content: "Open the card",
            trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Ромашка)",
            run: "click",
        },
        { content: "Order and invoice are on the timeline", trigger: `${ENTRY}[data-kind=order]` },
        {
            content: "The hotkey leads to the line",
            trigger: ".o_form_view a[name=crm_timeline]",
            run: "press alt+shift+q",
        },
        {
            content: "One line",
            trigger: ".o_crm_quick_log_input:focus",
            run: "edit позвонил 5 мин, просят счёт -> завтра отправить",
        },
        { content: "It was understood", trigger: ".o_crm_quick_log_chip" },
        { content: "Save", trigger: ".o_crm_quick_log_input", run: "press Enter" },
        {
            content: "The talk stands between the invoice and the order",
            trigger: `${ENTRY}_new:contains(просят счёт)`,
            run() {
                const kinds = [...document.querySelectorAll(ENTRY)].map((entry) => entry.dataset.kind);
                const places = ["invoice", "call", "order"].map((kind) => kinds.indexOf(kind));
                if (places.includes(-1) || places[0] > places[1] || places[1] > places[2]) {
                    throw new Error(`Expected invoice, call, order; the timeline is: ${kinds.join(", ")}`);
                }
            },
        },
    ],
});
