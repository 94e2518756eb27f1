import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_customer_record_meeting_question", {
    steps: () => [
        { content: "Somebody is asking", trigger: ".o_crm_questions_toggle", run: "click" },
        { content: "How was it?", trigger: ".o_crm_question:contains(How was the meeting with Anna Tour)" },
        { content: "One click", trigger: ".o_crm_question .btn:contains(Held)", run: "click" },
        { content: "Logged", trigger: ".o_notification:contains(Logged on the timeline)" },
        { content: "Nobody asks any more", trigger: ".o_main_navbar:not(:has(.o_crm_questions_toggle))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_activity_report", {
    steps: () => [
        { content: "Done", trigger: ".o-mail-Activity .o-mail-Activity-markDone", run: "click" },
        { content: "The report", trigger: ".o-mail-ActivityMarkAsDone textarea", run: "edit Wants ten desks" },
        { content: "Report", trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']", run: "click" },
        { content: "It is a talk on the timeline", trigger: ".o_crm_entry[data-kind=call]:contains(Wants ten desks)" },
        { content: "And nothing else", trigger: ".o_crm_timeline:not(:has(.o_crm_entry[data-kind=activity]))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_call_timer", {
    steps: () => [
        {
            content: "Dial; the test has no telephone",
            trigger: ".o_field_widget[name=phone]:visible:has(a[href^='tel:'])",
            run({ anchor }) {
                document.addEventListener("click", (ev) => ev.preventDefault(), { once: true });
                anchor.querySelector("a").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, button: 0 }));
            },
        },
        { content: "The form runs", trigger: ".o_crm_call:contains(Anna Tour):contains(00:0)" },
        { content: "What was said", trigger: ".o_crm_call .o_crm_quick_log_input", run: "edit interested, wants a quote" },
        { content: "It is understood", trigger: ".o_crm_call [data-chip=outcome]:contains(Interested)" },
        { content: "Put aside", trigger: ".o_crm_call .o_crm_quick_log_input", run: "press Escape" },
        { content: "Elsewhere", trigger: ".o_crm_call_pill:contains(Anna Tour)" },
        { content: "Back", trigger: ".o_crm_call_pill", run: "click" },
        { content: "The text is still there; Enter saves", trigger: ".o_crm_call .o_crm_quick_log_input:value(wants a quote)", run: "press Enter" },
        { content: "On the timeline", trigger: ".o_crm_entry[data-kind=call]:contains(wants a quote)" },
        { content: "The form is gone", trigger: "body:not(:has(.o_crm_call))" },
    ],
});
