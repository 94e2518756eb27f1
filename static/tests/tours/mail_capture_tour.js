import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const row = '.o_data_row:has(td[name="address"]:contains("olga.tour@tour.example"))';

/** Somebody unknown waits in the review list: create the contact, the mail is on their card. */
registry.category("web_tour.tours").add("crm_customer_record_mail_review_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application",
            trigger: '.o_app[data-menu-xmlid="crm_customer_record.menu_root"]',
            run: "click",
        },
        {
            content: "Open the menu of captured mail",
            trigger: '[data-menu-xmlid="crm_customer_record.crm_mail_capture_root_menu"]',
            run: "click",
        },
        {
            content: "Open what waits",
            trigger: '[data-menu-xmlid="crm_customer_record.crm_mail_capture_address_menu"]',
            run: "click",
        },
        {
            content: "Create the contact that is offered",
            trigger: `${row} button[name="action_create_contact"]`,
            run: "click",
        },
        {
            content: "It says that the mail is logged",
            trigger: '.o_notification:contains("Logged with Olga Tour")',
        },
        {
            content: "Nothing waits for this address any more",
            trigger: `.o_list_view:not(:has(${row}))`,
        },
    ],
});
