import { Component, onWillStart, useState, useSubEnv } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Timeline } from "./timeline";

/** The history of one customer as a page of its own; which customer stands in the address. */
export class TimelinePage extends Component {
    static template = "crm_customer_record.TimelinePage";
    static components = { Layout, Timeline };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ name: "" });
        // The parts of a card know each other by the model of their form; here the page stands for it.
        useSubEnv({ model: {} });
        this.env.config.setDisplayName(_t("Timeline"));
        onWillStart(() => this.load());
    }

    get partnerId() {
        const { context, params } = this.props.action;
        return context?.active_id || params?.active_id || false;
    }

    get display() {
        return { controlPanel: {} };
    }

    async load() {
        if (!this.partnerId) {
            return;
        }
        const [partner] = await this.orm.read("res.partner", [this.partnerId], ["display_name"]);
        this.state.name = partner?.display_name || "";
    }

    openCard() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.partnerId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_customer_record.timeline", TimelinePage);
