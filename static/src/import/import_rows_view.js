import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";

/** How many rows there are of each decision; a click shows only those. */
export class ImportRowsBar extends Component {
    static template = "crm_customer_record.ImportRowsBar";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ counts: null });
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    get importId() {
        return this.props.list.context.crm_import_id;
    }

    get buttons() {
        const { decision, total, problems } = this.state.counts;
        return [
            { filter: "", label: _t("all"), count: total, look: "btn-outline-secondary" },
            { filter: "create", label: _t("new"), count: decision.create, look: "btn-outline-success" },
            { filter: "update", label: _t("known already"), count: decision.update, look: "btn-outline-primary" },
            { filter: "review", label: _t("unclear"), count: decision.review, look: "btn-outline-warning" },
            { filter: "skip", label: _t("left out"), count: decision.skip, look: "btn-outline-secondary" },
            { filter: "problems", label: _t("with problems"), count: problems, look: "btn-outline-danger" },
        ];
    }

    get active() {
        const active = this.env.searchModel.getSearchItems((item) => item.type === "filter" && item.isActive);
        return active.length === 1 ? active[0].name : active.length ? null : "";
    }

    async load() {
        if (this.importId) {
            this.state.counts = await this.orm.call("crm.import", "summary", [[this.importId]]);
        }
    }

    show(name) {
        const { searchModel } = this.env;
        searchModel.query = searchModel.query.filter(
            ({ searchItemId }) => searchModel.searchItems[searchItemId].type !== "filter"
        );
        const item = name && searchModel.getSearchItems((other) => other.name === name)[0];
        if (item) {
            searchModel.toggleSearchItem(item.id);
        } else {
            searchModel._notify();
        }
    }

    decide() {
        this.action.doActionButton({
            type: "object",
            name: "action_decide",
            resModel: "crm.import",
            resId: this.importId,
            resIds: [this.importId],
            context: {},
        });
    }
}

export class ImportRowsRenderer extends ListRenderer {
    static template = "crm_customer_record.ImportRowsRenderer";
    static components = { ...ListRenderer.components, ImportRowsBar };
}

export class ImportRowsKanbanRenderer extends KanbanRenderer {
    static template = "crm_customer_record.ImportRowsKanbanRenderer";
    static components = { ...KanbanRenderer.components, ImportRowsBar };
}

registry.category("views").add("crm_import_rows_kanban", { ...kanbanView, Renderer: ImportRowsKanbanRenderer });
registry.category("views").add("crm_import_rows", { ...listView, Renderer: ImportRowsRenderer });
