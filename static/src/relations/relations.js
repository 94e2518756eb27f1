import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomer, useCustomerCard } from "../customer_card/customer_card";
import { errorMessage } from "../customer_card/error_message";
import { RelationMap } from "./relation_map";

const MODEL = "crm.partner.relation";
const STORED = ["partner_id", "type_id", "other_partner_id", "function", "date_from", "date_to", "note", "is_automatic"];

/** Whom a customer knows and where they worked: a list that can be added to, and a map. Read when its page is opened. */
export class Relations extends Component {
    static template = "crm_customer_record.Relations";
    static components = { RelationMap };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.card = useCustomerCard();
        this.addDialog = useOwnedDialogs();
        // `version`: counts what was read, so that the map reads again, too.
        this.state = useState({ list: false, error: "", version: 0 });
        this.customer = useCustomer({
            clear: () => {
                this.state.list = false;
            },
            load: (partnerId) => this.load(partnerId),
        });
    }

    get rows() {
        return this.state.list.rows;
    }

    async load(partnerId) {
        if (!partnerId) {
            return;
        }
        try {
            const list = await this.orm.silent.call("res.partner", "relation_list", [[partnerId]]);
            if (partnerId === this.customer.partnerId) {
                Object.assign(this.state, { list, error: "", version: this.state.version + 1 });
            }
        } catch (error) {
            if (partnerId === this.customer.partnerId) {
                this.state.error = errorMessage(error);
            }
        }
    }

    /** What stands behind the name: the position there, when, and where a former contact is today. */
    details(row) {
        const now = row.now && (row.is_past ? _t("now at %s", row.now) : _t("at %s", row.now));
        return [row.function, row.period, now].filter(Boolean).join(", ");
    }

    href(partner) {
        return `/odoo/res.partner/${partner.id}`;
    }

    onOpen(ev, partner) {
        // With a modifier the browser opens the address itself: a new tab, a new window.
        if (!ev.ctrlKey && !ev.metaKey && !ev.shiftKey) {
            ev.preventDefault();
            this.openPartner(partner.id);
        }
    }

    openPartner(partnerId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partnerId,
            views: [[false, "form"]],
        });
    }

    async onAdd() {
        if (!this.customer.partnerId && !(await this.props.record.save())) {
            return;
        }
        this.edit(_t("New Relation"), {});
    }

    onEdit(row) {
        this.edit(_t("Relation"), { resId: row.id, context: { relation_type: row.type_id } });
    }

    edit(title, { resId, context }) {
        this.addDialog(FormViewDialog, {
            title,
            resModel: MODEL,
            resId,
            size: "md",
            canExpand: false,
            context: {
                ...context,
                relation_of: this.props.record.resId,
                form_view_ref: "crm_customer_record.crm_partner_relation_view_form_side",
            },
            onRecordSaved: () => this.changed(),
        });
    }

    async onRemove(row) {
        const [values] = await this.orm.read(MODEL, [row.id], STORED, { load: false });
        await this.orm.unlink(MODEL, [row.id]);
        await this.changed();
        const close = this.notification.add(_t("The relation with %s was removed.", row.partner.name), {
            type: "success",
            buttons: [
                {
                    name: _t("Undo"),
                    primary: true,
                    onClick: async () => {
                        close();
                        const { id, ...stored } = values;
                        await this.orm.create(MODEL, [stored]);
                        await this.changed();
                    },
                },
            ],
        });
    }

    /** Strip and list tell the same. */
    changed() {
        this.card.trigger("relations-changed");
        return this.load(this.customer.partnerId);
    }
}

registry.category("view_widgets").add("crm_relations", {
    component: Relations,
    additionalClasses: ["w-100", "d-block"],
});
