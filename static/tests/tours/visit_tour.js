import { registry } from "@web/core/registry";

const marked = [
    { content: "What a colleague did is new", trigger: ".o_crm_entry_fresh:contains(Wants a price) .o_crm_entry_dot" },
    { content: "It is counted", trigger: ".o_crm_timeline_news:contains(new since your last visit)" },
    { content: "My own is not new", trigger: ".o_crm_entry:not(.o_crm_entry_fresh):contains(My own words)" },
    { content: "Nor is what I saw", trigger: ".o_crm_entry:not(.o_crm_entry_fresh):contains(Seen before)" },
];

registry.category("web_tour.tours").add("crm_customer_record_visit", {
    steps: () => [
        { content: "The last talk", timeout: 30000, trigger: ".o_crm_stopped [data-sentence=talk]:contains(Visit Mate):contains(Wants a price)" },
        { content: "The promise, overdue", trigger: ".o_crm_stopped [data-sentence=ours]:contains(Oak samples):contains(yesterday)" },
        { content: "The next step", trigger: ".o_crm_stopped [data-sentence=step]:contains(Send the offer):contains(tomorrow)" },
        { content: "The deal", trigger: ".o_crm_stopped [data-sentence=deal]:contains(Forty desks):contains(36,000)" },
        ...marked,
        { content: "Open the deal", trigger: ".o_crm_stopped [data-sentence=deal]", run: "click" },
        { content: "It is open", trigger: ".o_form_view .o_field_widget[name=stage_id]" },
        { content: "And back", trigger: ".breadcrumb-item a:contains(A Visited Customer)", run: "click" },
        ...marked,
    ],
});
