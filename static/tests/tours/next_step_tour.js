import { registry } from "@web/core/registry";

const DIALOG = ".modal:contains(What is the next step)";
const NO_DIALOG = "body:not(:has(.modal))";

registry.category("web_tour.tours").add("crm_customer_record_next_step", {
    steps: () => [
        { content: "One is planned", trigger: `.o_form_view:not(:has(.o_crm_next_step)) .o-mail-Activity:contains(Call about oak) .o-mail-Activity-markDone`, run: "click" },
        { content: "What came of it", trigger: ".o-mail-ActivityMarkAsDone textarea", run: "edit They like it" },
        { content: "Done", trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]", run: "click" },
        { content: "The next one is asked for, with what has worked", trigger: `${DIALOG} .o_crm_next_step_suggestion:contains(% of the deals moved on after)` },
        { content: "The kind that has worked is chosen", trigger: `${DIALOG} [name=activity_type_id] .active:contains(Call)` },
        { content: "One key leaves it at that", trigger: `${DIALOG} [name=summary] input`, run: "press Escape" },
        { content: "The form says that none is planned, and what has worked", trigger: `${NO_DIALOG} .o_crm_next_step:contains(No next step is planned) .o_crm_next_step_reason:contains(% without)` },
        { content: "One click to plan it", trigger: ".o_crm_next_step button:contains(Plan)", run: "click" },
        { content: "What to do", trigger: `${DIALOG} [name=summary] input`, run: "edit Send samples" },
        { content: "Save", trigger: `${DIALOG} button[name=action_schedule_activities]`, run: "click" },
        { content: "It is planned", trigger: `${NO_DIALOG} .o-mail-Activity:contains(Send samples)` },
        { content: "Nothing is missing", trigger: ".o_form_view:not(:has(.o_crm_next_step))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_next_step_kanban", {
    steps: () => [
        { content: "The card says it", trigger: ".o_kanban_record:contains(Tour Garden) .o_crm_stage_progress .text-bg-danger:contains(no next step)" },
        { content: "The other one has a step", trigger: ".o_kanban_record:contains(Tour Kitchen):not(:has(.text-bg-danger:contains(no next step)))" },
        { content: "The clock of the card", trigger: ".o_kanban_record:contains(Tour Kitchen) .o-mail-ActivityButton", run: "click" },
        { content: "Done", trigger: ".o-mail-ActivityListPopoverItem-markAsDone", run: "click" },
        { content: "Really", trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]", run: "click" },
        { content: "Asked here, too", trigger: `${DIALOG} [name=summary] input`, run: "press Escape" },
        { content: "Now it says it, too", trigger: `${NO_DIALOG} .o_kanban_record:contains(Tour Kitchen) .text-bg-danger:contains(no next step)` },
        { content: "Those in a list", trigger: ".o_switch_view.o_list", run: "click" },
        { content: "With what is missing", trigger: ".o_list_view .o_data_row:contains(Tour Garden) [name=next_step_state] .text-bg-danger:contains(Missing)" },
    ],
});
