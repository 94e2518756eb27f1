import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Who gets how many records of each kind, what stays, and what cannot go: before a hand-over, and after it. */
export class HandoverTable extends Component {
    static template = "crm_customer_record.HandoverTable";
    static props = { ...standardFieldProps };

    get plan() {
        return this.props.record.data[this.props.name] || false;
    }

    get rows() {
        return this.plan.rows.map((row) => ({ ...row, total: this.sum(row.counts) }));
    }

    get totals() {
        const totals = {};
        for (const { counts } of this.plan.rows) {
            for (const [kind, number] of Object.entries(counts)) {
                totals[kind] = (totals[kind] || 0) + number;
            }
        }
        return totals;
    }

    sum(counts) {
        return Object.values(counts || {}).reduce((total, number) => total + number, 0);
    }

    get restTotal() {
        return this.sum(this.plan.rest);
    }
}

registry.category("fields").add("crm_handover_table", {
    component: HandoverTable,
    supportedTypes: ["json"],
});
