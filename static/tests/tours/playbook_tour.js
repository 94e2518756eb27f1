import { registry } from "@web/core/registry";

const COLUMN = (name) => `.o_kanban_group:has(.o_kanban_header:contains(${name}))`;

registry.category("web_tour.tours").add("crm_customer_record_playbook_rule", {
    steps: () => [
        { content: "A new rule", trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { content: "Its name", trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit Tour: begin with a plan" },
        { content: "The stage", trigger: ".o_field_widget[name=stage_ids] input", run: "edit Tour Second" },
        { content: "This one", trigger: ".o-autocomplete--dropdown-item:contains(Tour Second)", run: "click" },
        { content: "It is chosen", trigger: ".o_field_widget[name=stage_ids] .o_tag:contains(Tour Second)" },
        { content: "What is done", trigger: ".o_field_widget[name=action_ids] .o_field_x2many_list_row_add a", run: "click" },
        { content: "It starts a plan", trigger: ".modal .o_field_widget[name=kind] .o_select_menu_input, .modal .o_field_widget[name=kind] select", run: "click" },
        { content: "A plan", trigger: ".o_select_menu_item:contains(Start an activity plan)", run: "click" },
        { content: "Which one", trigger: ".modal .o_field_widget[name=plan_id] input", run: "edit Tour Plan" },
        { content: "This one", trigger: ".o-autocomplete--dropdown-item:contains(Tour Plan)", run: "click" },
        { content: "Done", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "It stands there", trigger: "body:not(:has(.modal)) .o_field_widget[name=action_ids] td:contains(Tour Plan)" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "What would have happened?", trigger: "button[name=action_preview]:visible", run: "click" },
        { content: "One move last week", trigger: ".modal .o_crm_playbook_total:contains(1 times)" },
        { content: "This one", trigger: ".modal .o_data_row:contains(Tour Old Kitchen)" },
        { content: "Enough", trigger: ".modal .modal-footer button:contains(Close)", run: "click" },
        { content: "Switch it on", trigger: "body:not(:has(.modal)) button[name=action_switch_on]", run: "click" },
        { content: "It is on", trigger: ".o_statusbar_status .o_arrow_button_current:contains(On)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_playbook_drag", {
    steps: () => [
        { content: "Drag it", trigger: `${COLUMN("Tour First")} .o_kanban_record:contains(Tour Kitchen)`, run: `drag_and_drop(${COLUMN("Tour Second")} .o_kanban_records, ${COLUMN("Tour Second")})` },
        { content: "It is there", trigger: `${COLUMN("Tour Second")} .o_kanban_record:contains(Tour Kitchen)` },
        { content: "Open it", trigger: `${COLUMN("Tour Second")} .o_kanban_record:contains(Tour Kitchen)`, run: "click" },
        { content: "It moved", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Tour Second)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_playbook_begun", {
    steps: () => [
        { content: "The plan has begun", trigger: ".o-mail-Activity:contains(Who decides)" },
    ],
});
