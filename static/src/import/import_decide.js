import { Component, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useOpenCandidate } from "./import_open";

const KEYS = 5;

/** Unclear rows of an import, one after the other: the row on the left, whom it may be on the right. */
export class ImportDecide extends Component {
    static template = "crm_customer_record.ImportDecide";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    // What the page is called after a reload.
    static displayName = _t("Unclear rows");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.open = useOpenCandidate();
        this.display = { controlPanel: {} };
        this.state = useState({ ids: [], place: 0, row: null, isBusy: false, done: 0 });
        this.decided = [];
        onWillStart(() => this.start());
        for (let number = 1; number <= KEYS; number++) {
            useHotkey(String(number), () => this.useNumber(number), this.hotkey);
        }
        useHotkey("n", () => this.isNew(), this.hotkey);
        useHotkey("s", () => this.skip(), this.hotkey);
        useHotkey("u", () => this.undo(), this.hotkey);
        useHotkey("arrowright", () => this.go(1), this.hotkey);
        useHotkey("arrowleft", () => this.go(-1), this.hotkey);
    }

    get hotkey() {
        return { global: true, isAvailable: () => !document.querySelector(".o_dialog") };
    }

    get importId() {
        return this.props.action.params?.import_id || this.props.action.context?.active_id;
    }

    /** Candidates that a number chooses: those of parts that are still open, in the order they are shown. */
    get numbered() {
        const open = (this.state.row?.parts || []).filter((part) => !part.chosen);
        return open.flatMap(({ part, candidates }) => candidates.map(({ id }) => ({ part, id }))).slice(0, KEYS);
    }

    numberOf(part, candidate) {
        return this.numbered.findIndex((item) => item.part === part.part && item.id === candidate.id) + 1;
    }

    /** A part without candidates, in one line. */
    wordsOf({ lines }) {
        const texts = lines.map(({ text }) => text);
        return texts.filter((text) => text).slice(0, 4).join(", ");
    }

    get isOpen() {
        return Boolean(this.state.row?.open);
    }

    async start() {
        this.state.ids = await this.orm.call("crm.import", "review_queue", [[this.importId]]);
        this.state.place = 0;
        await this.load();
    }

    async load() {
        const id = this.state.ids[this.state.place];
        const row = id ? await this.orm.call("crm.import.row", "review_values", [[id]]) : null;
        if (id === this.state.ids[this.state.place]) {
            this.state.row = row;
        }
    }

    async go(step) {
        const place = this.state.place + step;
        if (!this.state.isBusy && this.state.row && place >= 0 && place < this.state.ids.length) {
            this.state.place = place;
            await this.load();
        }
    }

    async useNumber(number) {
        const item = this.numbered[number - 1];
        if (item) {
            await this.decide("action_use", [item.part, item.id]);
        }
    }

    use(part, candidate) {
        return this.decide("action_use", [part.part, candidate.id]);
    }

    isNew() {
        return this.decide("action_decide_new");
    }

    skip() {
        return this.decide("action_skip");
    }

    async decide(method, args = []) {
        const { row } = this.state;
        if (this.state.isBusy || !this.isOpen) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.call("crm.import.row", method, [[row.id], ...args]);
            this.decided = [...this.decided.filter((id) => id !== row.id), row.id];
            await this.load();
        } finally {
            this.state.isBusy = false;
        }
        // A row of a company and a person may need two answers.
        if (this.state.row.decision !== "review") {
            this.state.done = this.decided.length;
            await this.next();
        }
    }

    /** The next row that nobody decided; when none is left in this round, the queue is read again. */
    async next() {
        const { ids, place } = this.state;
        const after = [...ids.slice(place + 1), ...ids.slice(0, place)];
        const id = after.find((other) => !this.decided.includes(other));
        if (id) {
            this.state.place = ids.indexOf(id);
            return this.load();
        }
        const rest = await this.orm.call("crm.import", "review_queue", [[this.importId]]);
        this.state.ids = [...ids.filter((other) => this.decided.includes(other) && !rest.includes(other)), ...rest];
        this.state.place = rest.length ? this.state.ids.indexOf(rest[0]) : this.state.ids.length;
        await this.load();
    }

    async undo() {
        const id = this.decided.at(-1) || (this.state.row?.can_undo && this.state.row.id);
        if (this.state.isBusy || !id) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.call("crm.import.row", "action_undo_decision", [[id]]);
            this.decided = this.decided.filter((other) => other !== id);
            this.state.done = this.decided.length;
            this.state.place = this.state.ids.indexOf(id);
            await this.load();
            this.notification.add(_t("Row %s is unclear again.", this.state.row.row_number), { type: "info" });
        } finally {
            this.state.isBusy = false;
        }
    }

    get canUndo() {
        return Boolean(this.state.done || this.decided.length || this.state.row?.can_undo);
    }

    /** To where the person came from, else to the import anew. */
    back() {
        const form = this.env.config.breadcrumbs?.slice(0, -1).findLast(({ isFormView }) => isFormView);
        if (form) {
            return form.onSelected();
        }
        return this.action.doAction(
            { type: "ir.actions.act_window", res_model: "crm.import", res_id: this.importId, views: [[false, "form"]] },
            { clearBreadcrumbs: true }
        );
    }
}

registry.category("actions").add("crm_import_decide", ImportDecide);
