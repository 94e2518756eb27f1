import { Component, useEffect, useRef } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDate, deserializeDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useDebounced } from "@web/core/utils/timing";
import { kindButtons } from "./timeline_kinds";

const SEARCH_DELAY = 300;

/** What the timeline shows: scope, kinds, people, period and text. */
export class TimelineFilters extends Component {
    static template = "crm_customer_record.TimelineFilters";
    static components = { CheckboxItem, Dropdown, DropdownItem };
    static props = {
        filters: Object,
        /** `{kinds: [{key, label, icon, scopes}], users: [{id, name}]}` */
        choices: Object,
        isFiltered: Boolean,
        /** Further things to do with what is shown: `{key, icon, label}`. */
        menu: { type: Array, optional: true },
        onMenu: { type: Function, optional: true },
        onChange: Function,
        /** Asked before the list of people opens; may be asynchronous. */
        onOpenUsers: Function,
        onReset: Function,
    };

    setup() {
        this.search = useRef("search");
        this.searchLater = useDebounced((text) => this.props.onChange({ text }), SEARCH_DELAY);
        // Typing goes ahead of the filter; the field follows the filter only when that is reset from outside.
        useEffect(
            (text) => {
                if (this.search.el.value.trim() !== text) {
                    this.search.el.value = text;
                }
            },
            () => [this.props.filters.text]
        );
    }

    get scopes() {
        return [
            // Not "Activity": that is the chatter's button beside it, for users and for the tours of the host.
            { key: "activity", label: _t("Events"), title: _t("Talks, and what became of deals and money") },
            { key: "history", label: _t("History"), title: _t("How things changed: stages, owners, employers") },
            { key: "all", label: _t("All"), title: _t("Everything, field changes and system notes included") },
        ];
    }

    get kindButtons() {
        const { kinds, scope } = this.props.filters;
        return kindButtons(this.props.choices.kinds, scope).map((button) => ({
            ...button,
            active: button.kinds.every((kind) => kinds.includes(kind)),
        }));
    }

    get oldestFirst() {
        return this.props.filters.order === "oldest";
    }

    get orderTitle() {
        return this.oldestFirst ? _t("Oldest first. Show the newest first") : _t("Newest first. Show the oldest first");
    }

    toggleOrder() {
        this.props.onChange({ order: this.oldestFirst ? "newest" : "oldest" });
    }

    toggleKinds(button) {
        const others = this.props.filters.kinds.filter((kind) => !button.kinds.includes(kind));
        this.props.onChange({ kinds: button.active ? others : [...others, ...button.kinds] });
    }

    /** Kinds that the new scope cannot show are no longer asked for. */
    setScope(scope) {
        const shown = kindButtons(this.props.choices.kinds, scope).flatMap(({ kinds }) => kinds);
        this.props.onChange({ scope, kinds: this.props.filters.kinds.filter((kind) => shown.includes(kind)) });
    }

    get periods() {
        const now = today();
        return [
            { key: "month", label: _t("Last 30 days"), from: now.minus({ days: 30 }) },
            { key: "quarter", label: _t("Last 3 months"), from: now.minus({ months: 3 }) },
            { key: "year", label: _t("Last 12 months"), from: now.minus({ years: 1 }) },
        ].map(({ key, label, from }) => ({ key, label, date_from: serializeDate(from) }));
    }

    get periodLabel() {
        const { date_from, date_to } = this.props.filters;
        if (!date_from && !date_to) {
            return _t("Any time");
        }
        const preset = !date_to && this.periods.find((period) => period.date_from === date_from);
        if (preset) {
            return preset.label;
        }
        const from = date_from ? formatDate(deserializeDate(date_from)) : "…";
        const to = date_to ? formatDate(deserializeDate(date_to)) : "…";
        return `${from} – ${to}`;
    }

    get userLabel() {
        const { user_ids } = this.props.filters;
        const names = this.props.choices.users.filter(({ id }) => user_ids.includes(id)).map(({ name }) => name);
        if (!names.length) {
            return _t("Anyone");
        }
        return names.length === 1 ? names[0] : _t("%s people", names.length);
    }

    toggleUser(userId) {
        const { user_ids } = this.props.filters;
        this.props.onChange({
            user_ids: user_ids.includes(userId) ? user_ids.filter((id) => id !== userId) : [...user_ids, userId],
        });
    }

    setPeriod(date_from, date_to = false) {
        this.props.onChange({ date_from, date_to });
    }

    onSearchInput(ev) {
        this.searchLater(ev.target.value.trim());
    }

    onSearchKeydown(ev) {
        if (ev.key === "Escape" && ev.target.value) {
            ev.stopPropagation();
            ev.preventDefault();
            this.searchLater.cancel();
            ev.target.value = "";
            this.props.onChange({ text: "" });
        }
    }

    onReset() {
        this.searchLater.cancel();
        this.search.el.value = "";
        this.props.onReset();
    }
}
