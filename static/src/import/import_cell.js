import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

const FOR_ALL = ["file", "me", "nobody"];

/** A cell of the file: shows the value as it will be written, edits the text that the file holds. */
export class ImportCell extends CharField {
    static template = "crm_customer_record.ImportCell";

    get note() {
        return (this.props.record.data.cell_notes || {})[this.props.name] || {};
    }

    get raw() {
        return this.props.record.data[this.props.name] || "";
    }

    get isDifferent() {
        return "shown" in this.note;
    }

    get shown() {
        return this.isDifferent ? this.note.shown : this.raw;
    }
}

/** Who gets the customers; sellers, who may not give them to others, are offered only what they may choose. */
export class ImportAssign extends SelectionField {
    get options() {
        const mayChoose = this.props.record.data.assign_others;
        return super.options.filter(([value]) => mayChoose || FOR_ALL.includes(value));
    }
}

registry.category("fields").add("crm_import_cell", {
    ...charField,
    component: ImportCell,
    fieldDependencies: [{ name: "cell_notes", type: "json" }],
});
registry.category("fields").add("crm_import_assign", {
    ...selectionField,
    component: ImportAssign,
    fieldDependencies: [{ name: "assign_others", type: "boolean" }],
});
