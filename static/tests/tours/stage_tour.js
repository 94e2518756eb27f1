import { registry } from "@web/core/registry";

const COLUMN = (name) => `.o_kanban_group:has(.o_kanban_header:contains(${name}))`;
const DIALOG = ".o_crm_requirement_dialog";

registry.category("web_tour.tours").add("crm_customer_record_stage_drag", {
    steps: () => [
        { content: "The card says what is missing", trigger: `${COLUMN("Tour First")} .o_kanban_record:contains(Tour Kitchen) .o_crm_stage_progress .text-bg-warning:contains(0 / 2)` },
        { content: "Drag it all the same", trigger: `${COLUMN("Tour First")} .o_kanban_record:contains(Tour Kitchen)`, run: `drag_and_drop(${COLUMN("Tour Second")} .o_kanban_records, ${COLUMN("Tour Second")})` },
        { content: "It says why not", trigger: `${DIALOG}:contains(Tour Kitchen) li[data-kind=interaction]:contains(Log)` },
        { content: "And nobody but a manager may", trigger: `${DIALOG} .modal-footer:not(:has(.o_crm_override))` },
        { content: "One click logs a talk", trigger: `${DIALOG} li[data-kind=interaction] button`, run: "click" },
        { content: "What was said", trigger: ".modal [name=summary] textarea", run: "edit Talked about oak" },
        { content: "Save it", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "One of two is done", trigger: `body:not(:has(.modal)) ${COLUMN("Tour First")} .o_kanban_record:contains(Tour Kitchen) .o_crm_stage_progress:contains(1 / 2)` },
        { content: "Open it", trigger: `.o_kanban_record:contains(Tour Kitchen)`, run: "click" },
        { content: "The checklist", trigger: ".o_crm_checklist:contains(Tour Second) .text-bg-warning:contains(1 / 2)" },
        { content: "Into the field", trigger: ".o_crm_checklist li[data-kind=field] button", run: "click" },
        { content: "The cursor is there", trigger: ".o_field_widget[name=expected_revenue] input:focus", run: "edit 500" },
        { content: "Move it in the form", trigger: ".o_statusbar_status button:contains(Tour Second)", run: "click" },
        { content: "It is there", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Tour Second)" },
        { content: "Saved", trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_stage_override", {
    steps: () => [
        { content: "Move it", trigger: ".o_statusbar_status button:contains(Tour Second)", run: "click" },
        { content: "Not yet", trigger: `${DIALOG} li[data-kind=field]` },
        { content: "Nothing without a reason", trigger: `${DIALOG} .o_crm_override:disabled` },
        { content: "The form shows where it is", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Tour First)" },
        { content: "Nothing waits to be saved", trigger: "body:has(.o_form_status_indicator_buttons.invisible)" },
        { content: "Say why", trigger: `${DIALOG} .o_crm_override_reason`, run: "edit Known since school" },
        { content: "Anyway", trigger: `${DIALOG} .o_crm_override:enabled`, run: "click" },
        { content: "It moved", trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains(Tour Second)" },
        { content: "The thread says why", trigger: ".o-mail-Message:contains(Known since school)" },
    ],
});
