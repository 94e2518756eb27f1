import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** Everything, only what is new, only what is known: what is chosen holds at once, and the counts show it. */
export class ImportScope extends RadioField {
    onChange([value]) {
        this.props.record.update({ [this.props.name]: value }, { save: true });
    }
}

registry.category("fields").add("crm_import_scope", { ...radioField, component: ImportScope, supportedTypes: ["selection"] });
