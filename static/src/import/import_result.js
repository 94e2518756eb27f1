import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What an import created and updated: one button a line, which opens the records. */
export class ImportResult extends Component {
    static template = "crm_customer_record.ImportResult";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    countOf(line) {
        return formatInteger(line.count);
    }

    async open(line) {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_open_result", [resId, line.key]));
    }
}

registry.category("fields").add("crm_import_result", { component: ImportResult, supportedTypes: ["json"] });
