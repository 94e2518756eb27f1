import { registry } from "@web/core/registry";

const COLUMN = (name) => `.o_kanban_group:has(.o_kanban_header:contains(${name}))`;
const CARD = ".o_kanban_record:contains(Tour Kitchen)";

registry.category("web_tour.tours").add("crm_customer_record_forecast_seller", {
    steps: () => [
        { content: "The stage says pipeline", trigger: `${COLUMN("Pipeline")} ${CARD}` },
        { content: "What is won is closed", trigger: `${COLUMN("Closed")} .o_kanban_record:contains(Tour Bath)` },
        { content: "The seller thinks better of it", trigger: `${COLUMN("Pipeline")} ${CARD}`, run: `drag_and_drop(${COLUMN("Best Case")} .o_kanban_records, ${COLUMN("Best Case")})` },
        { content: "The card says who said it", trigger: `${COLUMN("Best Case")} ${CARD} .o_crm_forecast:contains(Seller):contains(Best Case)` },
        { content: "The column adds up", trigger: `${COLUMN("Best Case")} .o_kanban_counter:contains(700)` },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_forecast_manager", {
    steps: () => [
        { content: "A manager is sure", trigger: `${COLUMN("Best Case")} ${CARD}`, run: `drag_and_drop(${COLUMN("Commit")} .o_kanban_records, ${COLUMN("Commit")})` },
        { content: "Both words show", trigger: `${COLUMN("Commit")} ${CARD} .o_crm_forecast:contains(Seller):contains(Best Case):contains(Manager):contains(Commit)` },
        { content: "Open it", trigger: `${COLUMN("Commit")} ${CARD}`, run: "click" },
        { content: "The page of the forecast", trigger: ".o_notebook a[name=crm_forecast]", run: "click" },
        { content: "The seller's word is not the manager's", trigger: ".o_field_widget[name=forecast_seller_category].o_readonly_modifier:contains(Best Case)" },
        { content: "Say why", trigger: ".o_field_widget[name=forecast_manager_note] input", run: "edit Signed yesterday" },
        { content: "Save", trigger: ".o_form_button_save:visible", run: "click" },
        { content: "Kept with name", trigger: ".o_field_widget[name=forecast_manager_user_id]:contains(Tour Manager)" },
        { content: "The thread says so", trigger: ".o-mail-Message:contains(Signed yesterday)" },
        { content: "Nothing waits to be saved", trigger: "body:has(.o_form_status_indicator_buttons.invisible)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_forecast_overruled", {
    steps: () => [
        { content: "The seller drags it away", trigger: `${COLUMN("Commit")} ${CARD}`, run: `drag_and_drop(${COLUMN("Pipeline")} .o_kanban_records, ${COLUMN("Pipeline")})` },
        { content: "And is told who decided", trigger: ".modal:contains(Tour Manager gave the forecast)" },
        { content: "All right", trigger: ".modal .modal-footer button:contains(Close)", run: "click" },
        { content: "It stays", trigger: `body:not(:has(.modal)) ${COLUMN("Commit")} ${CARD}` },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_target", {
    steps: () => [
        { content: "A new target", trigger: ".o-kanban-button-new", run: "click" },
        { content: "For whom", trigger: ".o_field_widget[name=user_id] input", run: "edit Tour Seller" },
        { content: "That one", trigger: ".o-autocomplete--dropdown-item:contains(Tour Seller)", run: "click" },
        { content: "No team then", trigger: ".o_form_view:not(:has(.o_field_widget[name=team_id]))" },
        { content: "How much", trigger: ".o_field_widget[name=amount] input", run: "edit 1000" },
        { content: "Save", trigger: ".o_form_button_save:visible", run: "click" },
        { content: "What is reached shows", trigger: "button[name=action_open_reached]:contains(300)" },
        { content: "What is open, too", trigger: "button[name=action_open_pipeline]:contains(700)" },
        { content: "What was it reached by", trigger: "button[name=action_open_reached]", run: "click" },
        { content: "By this", trigger: ".o_list_view .o_data_row:contains(Tour Bath)" },
        { content: "Back", trigger: ".o_back_button, .breadcrumb-item a:last", run: "click" },
        { content: "All targets", trigger: ".o_form_view .breadcrumb-item a:contains(Targets), .o_form_view .o_back_button", run: "click" },
        { content: "The card with its bar", trigger: ".o_crm_sales_target_kanban .o_kanban_record:contains(Tour Seller):has(.o_progressbar):contains(30)" },
        { content: "Reports", trigger: "button[data-menu-xmlid='crm.crm_menu_report']", run: "click" },
        { content: "The chart", trigger: "a[data-menu-xmlid='crm_customer_record.crm_sales_target_report_menu']", run: "click" },
        { content: "Bars are drawn", trigger: ".o_graph_view .o_graph_renderer canvas" },
        { content: "As a list", trigger: ".o_switch_view.o_list", run: "click" },
        { content: "The target", trigger: ".o_data_row:contains(Tour Seller):contains(1,000)" },
        { content: "Achieved and committed", trigger: ".o_data_row:contains(Achieved + Commit):contains(300)" },
    ],
});

registry.category("web_tour.tours").add("crm_customer_record_forecast_snapshot", {
    steps: () => [
        { content: "Nothing kept yet", trigger: ".o_view_nocontent" },
        { content: "Keep today", trigger: "button[name=action_take]", run: "click" },
        { content: "It is kept", trigger: ".o_data_row:contains(Tour Kitchen)" },
        { content: "Reports", trigger: "button[data-menu-xmlid='crm.crm_menu_report']", run: "click" },
        { content: "Then and now", trigger: "a[data-menu-xmlid='crm_customer_record.crm_forecast_history_menu']", run: "click" },
        { content: "Lines are drawn", trigger: ".o_graph_view .o_graph_renderer canvas" },
        { content: "As a list", trigger: ".o_switch_view.o_list", run: "click" },
        { content: "What was won", trigger: ".o_data_row:contains(Won in the End):contains(Tour Bath)" },
        { content: "Open the opportunity", trigger: ".o_data_row:contains(Won in the End):contains(Tour Bath) td[name=lead_id]", run: "click" },
        { content: "There it is", trigger: ".o_form_view:contains(Tour Bath)" },
    ],
});
