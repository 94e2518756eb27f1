import { registry } from "@web/core/registry";

const COLUMN = (name) => `.o_kanban_group:has(.o_kanban_header:contains(${name}))`;
const BADGE = (field, name) => `.modal .o_field_widget[name=${field}] .o_selection_badge:contains(${name})`;

registry.category("web_tour.tours").add("crm_customer_record_closing_lost", {
    steps: () => [
        { content: "Lose it", trigger: ".o_form_statusbar button:contains(Lost)", run: "click" },
        { content: "The competitor is asked for", trigger: ".modal .o_field_widget[name=competitor_id] input" },
        { content: "Without a reason", trigger: ".modal footer button[name=action_lost_reason_apply]", run: "click" },
        { content: "It is not lost", trigger: ".modal .o_field_widget[name=lost_reason_id].o_field_invalid" },
        { content: "Choose the reason", trigger: BADGE("lost_reason_id", "Tour Price"), run: "click" },
        { content: "Who won it", trigger: ".modal .o_field_widget[name=competitor_id] input", run: "edit Tour Rival" },
        { content: "Choose them", trigger: ".o-autocomplete--dropdown-item:contains(Tour Rival)", run: "click" },
        { content: "Chosen", trigger: ".modal .o_field_widget[name=competitor_id] input:value(Tour Rival)" },
        { content: "Now it is lost", trigger: ".modal footer button[name=action_lost_reason_apply]", run: "click" },
        { content: "And says why", trigger: "body:not(:has(.modal)) .o_field_widget[name=lost_reason_id]:contains(Tour Price), body:not(:has(.modal)) .o_field_widget[name=lost_reason_id] input:value(Tour Price)" },
        { content: "And to whom", trigger: ".o_field_widget[name=competitor_id] input:value(Tour Rival)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_closing_won", {
    steps: () => [
        { content: "Drag it into the won column", trigger: `${COLUMN("Tour First")} .o_kanban_record:contains(Tour Kitchen)`, run: `drag_and_drop(${COLUMN("Tour Won")} .o_kanban_records, ${COLUMN("Tour Won")})` },
        { content: "One question first", trigger: ".o_crm_closing_dialog:contains(Won Reason)" },
        { content: "Answer it", trigger: ".o_crm_closing_dialog .o_crm_closing_answer", run: "click" },
        { content: "Why", trigger: BADGE("won_reason_id", "Tour Quality"), run: "click" },
        { content: "Won", trigger: ".modal footer button[name=action_apply]", run: "click" },
        { content: "It is there", trigger: `body:not(:has(.modal)) ${COLUMN("Tour Won")} .o_kanban_record:contains(Tour Kitchen)` },
    ],
});
