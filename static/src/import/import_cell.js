import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";
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

/** What will become of a row, and below it why. */
export class ImportDecision extends BadgeField {
    static template = "crm_customer_record.ImportDecision";

    /** "Known already" need not be said twice. */
    get reason() {
        const { reason_text: reason } = this.props.record.data;
        return reason === this.formattedValue ? "" : reason;
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
    // A name, a number or an address can be read: the list rather scrolls.
    listViewWidth: ({ options }) => (options.wide ? [180, 340] : [110, 260]),
    fieldDependencies: [{ name: "cell_notes", type: "json" }],
});
registry.category("fields").add("crm_import_decision", {
    ...badgeField,
    component: ImportDecision,
    listViewWidth: [170, 300],
    fieldDependencies: [{ name: "reason_text", type: "char" }],
});
registry.category("fields").add("crm_import_assign", {
    ...selectionField,
    component: ImportAssign,
    fieldDependencies: [{ name: "assign_others", type: "boolean" }],
});
