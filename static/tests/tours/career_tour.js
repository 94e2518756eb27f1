import { registry } from "@web/core/registry";

const openProfile = { content: "Open the profile", trigger: "a[name=crm_profile]", run: "click" };

registry.category("web_tour.tours").add("crm_customer_record_career", {
    steps: () => [
        { content: "The card of the person", trigger: ".o_form_view .o_field_widget[name=parent_id] input:value(A Tour Mill)" },
        { content: "Pick the new employer", trigger: ".o_field_widget[name=parent_id] input", run: "edit A Tour Yard" },
        {
            content: "It is found",
            trigger: ".o_field_widget[name=parent_id] .ui-autocomplete a:contains(A Tour Yard)",
            run: "click",
        },
        { content: "And what she is there", trigger: ".o_field_widget[name=function] input", run: "edit partner" },
        { content: "Save", trigger: ".o_form_button_save:visible", run: "click" },
        {
            content: "The card tells what was before",
            trigger: "[data-line=before]:contains(before):contains(A Tour Mill, architect, until)",
        },
        { content: "History", trigger: ".o_crm_timeline button:contains(History)", run: "click" },
        {
            content: "The timeline tells it, too",
            trigger: ".o_crm_entry[data-kind=career]:contains(from A Tour Mill to A Tour Yard)",
        },
        openProfile,
        { content: "So does the profile", trigger: ".o_crm_relation_past:contains(worked at):contains(A Tour Mill)" },
        { content: "The map is drawn", trigger: ".o_crm_map_node:contains(A Tour Yard)" },
        { content: "Open the former employer", trigger: "[data-line=before] button:contains(A Tour Mill)", run: "click" },
        {
            content: "Its card tells where she went",
            trigger: "[data-line=former_contacts] button:contains(Anna Career):contains(→ A Tour Yard)",
        },
        openProfile,
        { content: "As a former employee", trigger: ".o_crm_relation:contains(former employee):contains(Anna Career):contains(now at A Tour Yard)" },
        {
            content: "A node of the map opens with the keyboard",
            trigger: ".o_crm_map_node:has(.o_crm_map_name:contains(A Tour Yard))",
            run(helpers) {
                helpers.anchor.focus();
                return helpers.press("Enter");
            },
        },
        { content: "The new employer has her", trigger: ".o_last_breadcrumb_item:contains(A Tour Yard):not(:contains(Anna))" },
        { content: "Contacts", trigger: "a[name=contact_addresses]", run: "click" },
        { content: "Among its contacts", trigger: ".o_field_widget[name=child_ids] .o_kanban_record:contains(Anna Career)" },
        { content: "Nobody left it", trigger: ".o_crm_strip:not(:has([data-line=former_contacts]))" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_profile", {
    steps: () => [
        { content: "The card", trigger: ".o_form_view .o_field_widget[name=parent_id]" },
        openProfile,
        { content: "Day of birth", trigger: ".o_field_widget[name=birth_day] input", run: "edit 17" },
        { content: "Month of birth", trigger: ".o_field_widget[name=birth_month] input, .o_field_widget[name=birth_month] select", run: "click" },
        { content: "May", trigger: ".o_select_menu_item:contains(May), .o_field_widget[name=birth_month] option:contains(May)", run: "click" },
        { content: "Save", trigger: ".o_form_button_save:visible", run: "click" },
        { content: "Saved, without a year", trigger: ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))" },
        { content: "Add a relation", trigger: ".o_crm_relation_add", run: "click" },
        { content: "Which", trigger: ".modal .o_field_widget[name=role] input", run: "click" },
        { content: "She manages", trigger: ".o_select_menu_item:contains(manages)", run: "click" },
        { content: "Whom", trigger: ".modal .o_field_widget[name=side_partner_id] input", run: "edit Bob Career" },
        { content: "Found", trigger: ".modal .ui-autocomplete a:contains(Bob Career)", run: "click" },
        { content: "Save", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "It is listed", trigger: ".o_crm_relation:contains(manages):contains(Bob Career)" },
        { content: "And drawn", trigger: ".o_crm_map_node:contains(Bob Career)" },
        { content: "And told in words", trigger: ".o_crm_map_words li:contains(Bob Career reports to Anna Career)" },
        { content: "Remove it", trigger: ".o_crm_relation:contains(Bob Career) button[title=Remove]", run: "click" },
        { content: "It is gone", trigger: ".o_crm_relations:not(:has(.o_crm_relation:contains(manages)))" },
        { content: "Take that back", trigger: ".o_notification button:contains(Undo)", run: "click" },
        { content: "It is back", trigger: ".o_crm_relation:contains(manages):contains(Bob Career)" },
    ],
});
