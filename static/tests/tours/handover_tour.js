import { registry } from "@web/core/registry";

const DIALOG = ".modal .o_crm_handover_wizard";

function choose(field, text) {
    return [
        { content: `Choose ${text}`, trigger: `${DIALOG} [name=${field}] input`, run: `edit ${text}` },
        { content: "It is offered", trigger: `.o-autocomplete--dropdown-item:contains(${text})`, run: "click" },
    ];
}

registry.category("web_tour.tours").add("crm_customer_record_handover", {
    steps: () => [
        ...choose("from_user_id", "Tour Leaver"),
        { content: "Nothing yet", trigger: `${DIALOG} .o_crm_handover_table:contains(Nobody yet)` },
        ...choose("to_user_id", "Tour Anna"),
        { content: "All would go to Anna", trigger: `${DIALOG} tr:contains(Tour Anna) td[data-kind=customer]:contains(3)` },
        { content: "Rather by rules", trigger: `${DIALOG} [name=distribution] [data-value=rules]`, run: "click" },
        { content: "A rule", trigger: `${DIALOG} [name=rule_ids] .o_field_x2many_list_row_add button, ${DIALOG} [name=rule_ids] .o_field_x2many_list_row_add a`, run: "click" },
        { content: "Zip codes in the south", trigger: `${DIALOG} .o_selected_row [name=zip_prefix] input`, run: "edit 80" },
        ...choose("rule_ids] .o_selected_row [name=to_user_ids", "Tour Anna"),
        { content: "The rest", trigger: `${DIALOG} [name=rule_ids] .o_field_x2many_list_row_add button, ${DIALOG} [name=rule_ids] .o_field_x2many_list_row_add a`, run: "click" },
        ...choose("rule_ids] .o_data_row:nth-child(2).o_selected_row [name=to_user_ids", "Tour Boris"),
        { content: "One to Anna", trigger: `${DIALOG} tr:contains(Tour Anna) td[data-kind=customer]:contains(1)` },
        { content: "Two and a deal to Boris", trigger: `${DIALOG} tr:contains(Tour Boris):has(td[data-kind=opportunity]:contains(1)) td[data-kind=customer]:contains(2)` },
        { content: "Go", trigger: ".modal-footer button[name=action_hand_over]", run: "click" },
        { content: "Done", trigger: ".o_form_view .o_arrow_button_current[data-value=done]" },
        { content: "Who got what", trigger: ".o_crm_handover_table tr:contains(Tour Boris) td[data-kind=customer]:contains(2)" },
        { content: "The records", trigger: "button[name=action_show_lines]:contains(Handed over)", run: "click" },
        { content: "By name", trigger: ".o_list_view .o_data_row:contains(Tour Deal):contains(Tour Boris)" },
        { content: "Back", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { content: "Give back", trigger: "button[name=action_undo]", run: "click" },
        { content: "Sure", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Given back", trigger: ".o_form_view .o_arrow_button_current[data-value=undone]" },
        { content: "All of it", trigger: "button[name=action_show_lines]:contains(Given back):contains(4)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_handover_archive", {
    steps: () => [
        { content: "The person", trigger: ".o_form_view [name=name] input:value(Tour Leaver)" },
        { content: "Open the menu", trigger: ".o_cp_action_menus .dropdown-toggle", run: "click" },
        { content: "Archive", trigger: ".o-dropdown--menu .o_menu_item:contains(Archive)", run: "click" },
        { content: "Sure", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "The form says what is left", trigger: ".o_form_view [name=handover_pending] .alert, .o_form_view div.alert[name=handover_pending]:contains(Customers: 3)" },
        { content: "So does the warning, with the wizard", trigger: ".o_notification:contains(Tour Leaver) button:contains(Hand over)", run: "click" },
        { content: "It knows from whom and why", trigger: `${DIALOG} [name=reason] input:value(Tour Leaver has left)` },
        ...choose("to_user_id", "Tour Anna"),
        { content: "Seen", trigger: `${DIALOG} tr:contains(Tour Anna) td[data-kind=customer]:contains(3)` },
        { content: "Go", trigger: ".modal-footer button[name=action_hand_over]", run: "click" },
        { content: "Done", trigger: ".o_form_view .o_arrow_button_current[data-value=done]" },
    ],
});
