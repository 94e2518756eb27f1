import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The sheet of a workbook, or the file of an archive, to choose among those that were found. */
export class ImportSheet extends Component {
    static template = "crm_customer_record.ImportSheet";
    static props = { ...standardFieldProps };

    get sheets() {
        const { data } = this.props.record;
        const names = data.sheet_names || [];
        const value = data[this.props.name];
        return !value || names.includes(value) ? names : [value, ...names];
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value });
    }
}

registry.category("fields").add("crm_import_sheet", {
    component: ImportSheet,
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "sheet_names", type: "json" }],
});
