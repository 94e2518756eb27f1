import { Component, useEffect, useRef } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The page takes a file that is dropped on it, and reads it at once. */
export class ImportDrop extends Component {
    static template = "crm_customer_record.ImportDrop";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.page = { el: null };
        useEffect(
            (el) => {
                this.page.el = el && (el.closest(".o_form_sheet") || el);
            },
            () => [this.root.el]
        );
        useDropzone(this.page, (ev) => this.onDrop(ev), "o_crm_import_dropzone", () => this.isDraft);
    }

    get isDraft() {
        return this.props.record.data.state === "draft";
    }

    async onDrop(ev) {
        const [file] = ev.dataTransfer?.files || [];
        if (!file || !checkFileSize(file.size, this.notification)) {
            return;
        }
        if (!file.size) {
            this.notification.add(_t("“%s” is empty. Choose another file.", file.name), { type: "danger" });
            return;
        }
        const data = (await getDataURLFromFile(file)).split(",")[1];
        const { record } = this.props;
        await record.update({ file: data, filename: file.name });
        if (await record.save()) {
            await this.orm.call("crm.import", "action_read", [[record.resId]]);
            await record.load();
        }
    }
}

registry.category("view_widgets").add("crm_import_drop", {
    component: ImportDrop,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "file", type: "binary" },
        { name: "filename", type: "char" },
    ],
});
