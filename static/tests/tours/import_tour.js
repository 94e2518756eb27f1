import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

async function chooseSample(name) {
    const response = await fetch(`/crm_customer_record/sample/${name}`);
    chooseFile(new File([await response.blob()], name));
}

function chooseFile(file) {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    const input = document.querySelector(".o_crm_import_file input[type=file]");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
}

/** Download the 1C sample, give it back, look at the preview, import, open a customer. */
registry.category("web_tour.tours").add("crm_customer_record_import_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application",
            trigger: '.o_app[data-menu-xmlid="crm_customer_record.menu_root"]',
            run: "click",
        },
        {
            content: "Open the imports",
            trigger: '[data-menu-xmlid="crm_customer_record.crm_import_menu"]',
            run: "click",
        },
        {
            content: "The imports are shown",
            trigger: ".o_breadcrumb:contains(Import)",
        },
        {
            content: "Start a new one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Choose the sample that the page offers",
            trigger: ".o_crm_import .o_crm_import_file .o_select_file_button",
            run: () => chooseSample("customers_1c.xls"),
        },
        {
            content: "Read it",
            trigger: '.o_statusbar_buttons button[name="action_read"]',
            run: "click",
        },
        {
            content: "The columns are recognised",
            trigger: '.o_field_widget[name="column_ids"] td:contains("ИНН")',
        },
        {
            content: "See who is new",
            trigger: 'button[name="action_show_create"]',
            run: "click",
        },
        {
            content: "Look at a row of the file",
            trigger: ".o_list_view .o_data_row:first .o_list_record_open_form_view",
            run: "click",
        },
        {
            content: "What was understood of it",
            trigger: '.o_field_widget[name="normalized_values"] td',
        },
        {
            content: "Back to the import",
            trigger: ".o_breadcrumb a:contains(customers_1c.xls)",
            run: "click",
        },
        {
            content: "Import",
            trigger: '.o_form_view .o_statusbar_buttons button[name="action_commit"]:contains(Import)',
            run: "click",
        },
        {
            content: "It is queued; no scheduler runs beside a test, so the rows are worked off here",
            trigger: '.o_statusbar_buttons button[name="action_pause"]',
            async run() {
                const id = Number(window.location.pathname.split("/").pop());
                await rpc("/web/dataset/call_kw/crm.import/process", {
                    model: "crm.import",
                    method: "process",
                    args: [[id]],
                    kwargs: {},
                });
            },
        },
        {
            content: "The page notices by itself; open the customers",
            trigger: '.o_statusbar_buttons button[name="action_show_partners"]',
            run: "click",
        },
        {
            content: "Open one of them",
            trigger: ".o_list_view .o_data_row:first .o_data_cell[name=complete_name]",
            run: "click",
        },
        {
            content: "Its card",
            trigger: ".o_form_view .o_field_widget[name=name]",
        },
    ],
});

/** Paste a table, take a phone's contacts instead, then files of two layouts of which the other one is chosen. */
registry.category("web_tour.tours").add("crm_customer_record_import_sources_tour", {
    url: "/odoo/action-crm_customer_record.crm_import_action/new",
    steps: () => [
        {
            content: "Paste cells of a spreadsheet",
            trigger: ".o_crm_import_pasted textarea",
            run() {
                this.anchor.value = "Company\tPhone\nPasted Tour Ltd\t+12025550123\n";
                this.anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "Read them",
            trigger: '.o_statusbar_buttons button[name="action_read"]',
            run: "click",
        },
        {
            content: "The columns of the table",
            trigger: '.o_field_widget[name="column_ids"] td:contains("Company")',
        },
        {
            content: "Take something else",
            trigger: '.o_statusbar_buttons button[name="action_back"]',
            run: "click",
        },
        {
            content: "Clear what was pasted",
            trigger: ".o_crm_import_pasted textarea",
            run: "clear",
        },
        {
            content: "The contacts of a phone, as the page offers them",
            trigger: ".o_crm_import .o_crm_import_file .o_select_file_button",
            run: () => chooseSample("contacts.vcf"),
        },
        {
            content: "They are there",
            trigger: ".o_crm_import_file input.o_input:value(contacts.vcf)",
        },
        {
            content: "Read them",
            trigger: '.o_statusbar_buttons button[name="action_read"]',
            run: "click",
        },
        {
            content: "It is told what they are",
            trigger: '.o_crm_import .badge:contains("Recognised: vCard")',
        },
        {
            content: "Take something else",
            trigger: '.o_statusbar_buttons button[name="action_back"]',
            run: "click",
        },
        {
            content: "A web page with two tables",
            trigger: ".o_crm_import .o_crm_import_file button.o_select_file_button, .o_crm_import .o_crm_import_file input",
            run() {
                const table = (rows) => `<table>${rows.map((row) => `<tr><td>${row.join("<td>")}`).join("")}</table>`;
                const first = table([["Company", "Phone"], ["First Tour Ltd", "+12025550124"]]);
                const second = table([["Full name", "E-mail"], ["Second Tour", "second@tour.example"]]);
                chooseFile(new File([`<html><body>${first}<p>and</p>${second}</body></html>`], "tables.html"));
            },
        },
        {
            content: "It is there",
            trigger: ".o_crm_import_file input.o_input:value(tables.html)",
        },
        {
            content: "Read it",
            trigger: '.o_statusbar_buttons button[name="action_read"]',
            run: "click",
        },
        {
            content: "Choose the other table",
            trigger: '.o_field_widget[name="sheet"] select',
            run: "selectByLabel Table 2",
        },
        {
            content: "Its columns are shown after saving",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The other columns",
            trigger: '.o_field_widget[name="column_ids"] td:contains("Full name")',
        },
    ],
});
