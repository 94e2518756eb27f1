import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const HEADER = "Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Страна;Цвет";
const ROWS = [
    "Тур Ромашка;;Тур Иванов;8 916 123 45 67;tour@romashka.ru;Москва;Расея;red",
    "Тур Вектор;;Тур Сидоров;8 916 123 45 68;tour@vektor.ru;Казань;Расея;",
    "Тур Лютик;;;8 495 111 22 33;;Москва;Россия;",
    "Тур Плюс;;Тур  Одинцов;8 916 123 45 69;;Тула;Россия;",
];

function drag(name, element) {
    const transfer = new DataTransfer();
    transfer.items.add(new File([[HEADER, ...ROWS].join("\n")], "tour.csv"));
    element.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}

const open = (content, trigger) => ({ content, trigger, run: "click" });

/** A seller drops a file, puts wrong values right, decides what is unclear, looks at the results and imports. */
registry.category("web_tour.tours").add("crm_customer_record_import_preview", {
    steps: () => [
        open("A new import", ".o_list_button_add"),
        {
            content: "Drag a file over the page",
            trigger: ".o_crm_import_drop",
            run: () => drag("dragenter", document.body),
        },
        {
            content: "Drop it",
            trigger: ".o-Dropzone.o_crm_import_dropzone",
            run: ({ anchor }) => drag("drop", anchor),
        },
        {
            content: "The wrong country of two rows is put right once",
            trigger: '.o_crm_import_fix tr:contains("2 rows"):contains("Расея") input',
            run: "edit Россия",
        },
        open("Everywhere", '.o_crm_import_fix tr:contains("Расея") button:contains(Put right everywhere)'),
        { content: "It is", trigger: '.o_crm_import_fix tr:contains("Расея"):contains("Take back")' },
        open("What will not come in", ".o_crm_import_left_out summary"),
        { content: "The column that goes nowhere", trigger: '.o_crm_import_left_out[open] li:contains("Цвет")' },
        open("Which rows are unclear", '.o_crm_import_left_out li:contains("Unclear") button:contains("1 row")'),
        { content: "They are", trigger: '.o_list_renderer:not(:contains("Тур Вектор")) .o_data_row:contains("Тур Лютик")' },
        open("Back to the file", ".o_breadcrumb a:contains(tour.csv)"),
        open("What was tidied", '.o_crm_import_panel summary:contains("tidied")'),
        open("Refuse it", '.o_crm_import_changes li[data-rule=spaces][data-kind=applied] button:contains(Refuse)'),
        { content: "It is not done", trigger: ".o_crm_import_changes li[data-rule=spaces][data-kind=refused]" },
        open("Allow it again", '.o_crm_import_changes li[data-rule=spaces] button:contains("Allow again")'),
        { content: "It is done again", trigger: ".o_crm_import_changes li[data-rule=spaces][data-kind=applied]" },
        {
            content: "Take the customers for myself",
            trigger: ".o_field_widget[name=assign] input, .o_field_widget[name=assign] select",
            run: "click",
        },
        open("Only what a seller may choose", ".o_select_menu_item:contains(Me)"),
        open("Decide what is unclear", "button[name=action_decide]"),
        { content: "The row beside its candidates", trigger: ".o_crm_import_compare th.o_crm_import_candidate:nth-child(4)" },
        { content: "By keyboard", trigger: ".o_crm_import_decide_keys", run: "press n" },
        { content: "That was all", trigger: ".o_crm_import_decide_end", run: "press u" },
        { content: "Taken back", trigger: ".o_crm_import_compare", run: "press 1" },
        open("Back", ".o_crm_import_decide_end button:contains(Back)"),
        open("As they will look", ".o_crm_import_results button:contains(Show)"),
        { content: "A person of the file", trigger: '.o_crm_import_cards article:contains("Тур Иванов"):contains("new")' },
        open("All rows", "button[name=action_show_rows]"),
        open("Only the new ones", ".o_crm_import_bar button[data-filter=create]"),
        { content: "Filtered", trigger: ".o_crm_import_bar button[data-filter=create].active" },
        open("Edit a cell in place", '.o_data_row:contains("Тур Плюс") .o_data_cell[name=cell_company_city]'),
        { content: "Another city", trigger: ".o_selected_row [name=cell_company_city] input", run: "edit Калуга" },
        open("Save", ".o_list_button_save"),
        { content: "Saved", trigger: '.o_data_row:not(.o_selected_row):contains("Тур Плюс"):contains("Калуга")' },
        open("Back to the import", ".o_breadcrumb a:contains(tour.csv)"),
        open("Import", '.o_statusbar_buttons button[name="action_commit"]:contains(Import)'),
        {
            content: "Queued; worked off here, as no scheduler runs beside a test",
            trigger: '.o_statusbar_buttons button[name="action_pause"]',
            async run() {
                const id = Number(window.location.pathname.split("/").pop());
                await rpc("/web/dataset/call_kw/crm.import/process", { model: "crm.import", method: "process", args: [[id]], kwargs: {} });
            },
        },
        { content: "Done", trigger: '.o_statusbar_buttons button[name="action_show_partners"]' },
        { content: "The columns make room for the result", trigger: "section.o_crm_import_folded .o_crm_import_fold" },
        open("What it created", '.o_crm_import_result button[data-key="res.partner/1/company"]'),
        { content: "Its companies", trigger: '.o_list_view .o_data_row:contains("Тур Ромашка")' },
    ],
});
