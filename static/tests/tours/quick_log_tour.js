import { registry } from "@web/core/registry";

const LINE = ".o_crm_quick_log_input";
const TEXT = "call 10m interested, we: send samples by tomorrow, next: offer in 2 days";
const CHIPS = ["type", "duration", "outcome", "promise1", "next"];

/** The hotkey, the text, Enter: two keys beside the text. */
registry.category("web_tour.tours").add("crm_customer_record_quick_log", {
    steps: () => [
        {
            content: "Open the customer",
            trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Tour Customer)",
            run: "click",
        },
        { content: "The card is there", trigger: ".o_crm_timeline" },
        { content: "The only hotkey", trigger: ".o_form_view .o_form_sheet", run: "press alt+shift+q" },
        { content: "The text", trigger: `${LINE}:focus`, run: `edit ${TEXT}` },
        ...CHIPS.map((chip) => ({ content: `${chip} was understood`, trigger: `.o_crm_quick_log_chip[data-chip=${chip}]` })),
        { content: "The promise says who and until when", trigger: "[data-chip=promise1]:contains(We: send samples)" },
        { content: "Enter", trigger: LINE, run: "press Enter" },
        { content: "It is on the timeline", trigger: ".o_crm_entry_new:contains(10 min):contains(Interested)" },
        { content: "And told below the line", trigger: ".o_crm_quick_log_pieces:contains(Logged on the timeline)" },
        // A plan, a template and taking back.
        { content: "A coming day only", trigger: LINE, run: "edit meeting tomorrow at 10:00" },
        { content: "It says that it only plans", trigger: ".o_crm_quick_log_notice:contains(nothing is logged)" },
        { content: "Plan it", trigger: LINE, run: "press Enter" },
        { content: "Planned", trigger: ".o_crm_quick_log_pieces .text-success:contains(Planned:)" },
        { content: "A template", trigger: LINE, run: "edit /n" },
        { content: "Is offered", trigger: "[role=option][aria-selected=true]:contains(No reply)" },
        { content: "Choose it", trigger: LINE, run: "press Enter" },
        { content: "It is in the line", trigger: `${LINE}:value(nr)` },
        { content: "What it gives shows", trigger: "[data-chip=outcome]:contains(No answer)" },
        { content: "Save", trigger: LINE, run: "press Enter" },
        { content: "Saved", trigger: ".o_crm_entry_new:contains(Nobody answered)" },
        { content: "Take it back", trigger: LINE, run: "press Control+z" },
        { content: "It is gone", trigger: ".o_crm_timeline:not(:has(.o_crm_entry:contains(Nobody answered)))" },
        { content: "Its text is back", trigger: `${LINE}:value(nr)` },
        { content: "Away with it", trigger: LINE, run: "press Escape" },
        { content: "Nothing is left in the line", trigger: ".o_crm_quick_log_pieces:contains(Text cleared)" },
    ],
});
