import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { SIZES } from "@web/core/ui/ui_service";
import { useBus, useService } from "@web/core/utils/hooks";
import { closestScrollableY } from "@web/core/utils/scrolling";
import { useCustomerCard } from "../customer_card/customer_card";
import { errorMessage } from "../customer_card/error_message";
import { QuickLog } from "../quick_log/quick_log";
import { groupByMonth, relativeDate } from "./timeline_dates";
import { NO_FILTERS, PAGE_SIZE, TimelineFeed } from "./timeline_feed";
import { TimelineEntry } from "./timeline_entry";
import { TimelineFilters } from "./timeline_filters";
import { useChatterNews, useNearEnd } from "./timeline_hooks";
import { rememberPlace, takePlace } from "./timeline_place";
import { collapseChanges, runSummary } from "./timeline_runs";
import { useVisit } from "./timeline_visit";

// With the chatter below the sheet, it must stay in reach: after some pages the rest comes on demand.
const PAGES_ABOVE_CHATTER = 3;
const MOST_RESTORED = 200;
const PINS_SHOWN = 5;
const THE_BEGINNING = "1900-01-01";

// The same for every customer: known from the first one on, so that nothing moves when the filters come.
let knownKinds = [];

/** Everything that happened with a customer, or in a deal, under the line that adds to it. */
export class Timeline extends Component {
    static template = "crm_customer_record.Timeline";
    static components = { QuickLog, TimelineEntry, TimelineFilters };
    static props = {
        partnerId: [Number, { value: false }],
        /** With an opportunity its entries show first; a switch leads to the whole account. */
        leadId: { type: [Number, { value: false }], optional: true },
        /** It fills a page of its own. */
        isPage: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.card = useCustomerCard();
        this.root = useRef("root");
        this.feed = useState(new TimelineFeed(this.orm));
        this.state = useState({
            partnerId: this.props.partnerId,
            leadId: this.props.leadId || false,
            wholeAccount: false,
            choices: { kinds: knownKinds, users: [] },
            newKey: undefined,
            openedRuns: {},
            allPins: false,
        });
        onWillUpdateProps(({ partnerId, leadId }) => {
            Object.assign(this.state, { partnerId, leadId: leadId || false });
        });
        useEffect(
            (partnerId, shownLead) => {
                this.open(partnerId, shownLead);
            },
            () => [this.state.partnerId, this.shownLead]
        );
        this.togglePin = this.togglePin.bind(this);
        this.logOnDeal = this.logOnDeal.bind(this);
        // Who looks at one deal has not seen all of its customer.
        this.visit = useVisit(() => !this.shownLead && this.state.partnerId);
        useBus(this.card, "changed", ({ detail }) => this.onChanged(detail));
        useBus(this.card, "reloaded", () => this.feed.reload({ limit: this.depth }));
        useNearEnd("end", () => this.loadOnItsOwn(), () => [this.feed.cursor]);
        useChatterNews(
            () => (this.state.leadId ? ["crm.lead", this.state.leadId] : ["res.partner", this.state.partnerId]),
            () => this.feed.reload({ limit: this.depth })
        );
    }

    get textSince() {
        return this.feed.textSince && formatDate(deserializeDate(this.feed.textSince));
    }

    get kindLabels() {
        return Object.fromEntries(this.state.choices.kinds.map(({ key, label }) => [key, label]));
    }

    get groups() {
        return groupByMonth(this.feed.entries, this.feed.oldestFirst).map((group) => ({
            ...group,
            items: collapseChanges(group.entries),
        }));
    }

    /** The opportunity whose entries are shown, unless those of the whole account are asked for. */
    get shownLead() {
        return !(this.state.wholeAccount && this.state.partnerId) && this.state.leadId;
    }

    /** What is logged on an opportunity belongs to it. */
    get logProps() {
        const { partnerId, leadId } = this.state;
        return leadId ? { partnerId, place: `crm.lead,${leadId}`, save: this.logOnDeal } : { partnerId };
    }

    logOnDeal(text, ignore) {
        const { partnerId, leadId } = this.state;
        return this.env.services.orm.silent.call("crm.interaction", "quick_log", [partnerId, text], { ignore, lead_id: leadId });
    }

    get searchedTo() {
        const date = this.feed.searchedTo && formatDate(deserializeDateTime(this.feed.searchedTo));
        return date && (this.feed.oldestFirst ? _t("Searched up to %s.", date) : _t("Searched back to %s.", date));
    }

    get pins() {
        const { pinned } = this.feed;
        return this.state.allPins ? pinned : pinned.slice(0, PINS_SHOWN);
    }

    get morePins() {
        return this.feed.pinned.length - this.pins.length;
    }

    get morePinsLabel() {
        return _t("%s more", this.morePins);
    }

    /** What an entry needs to be pinned: nothing for who may not. */
    get pinner() {
        return this.feed.mayPin && !this.shownLead ? this.togglePin : undefined;
    }

    get menu() {
        return [
            !this.props.isPage && this.state.partnerId && { key: "page", icon: "fa-expand", label: _t("Open as a page") },
            { key: "print", icon: "fa-print", label: _t("Print") },
            this.feed.mayExport && { key: "export", icon: "fa-file-excel-o", label: _t("Export") },
        ].filter(Boolean);
    }

    /** What shows of consecutive changes. */
    visibleEntries(item) {
        return item.isRun && !this.state.openedRuns[item.key] ? [] : item.entries;
    }

    runDate(item) {
        return relativeDate(item.entries[0].when, true);
    }

    runTitle(item) {
        return _t("%s changes", item.entries.length);
    }

    runSummary(item) {
        return runSummary(item.entries, this.kindLabels);
    }

    toggleRun(item) {
        this.state.openedRuns[item.key] = !this.state.openedRuns[item.key];
    }

    /** As many entries as are shown now. */
    get depth() {
        return Math.min(Math.max(PAGE_SIZE, this.feed.entries.length), MOST_RESTORED);
    }

    async open(partnerId, shownLead) {
        const place = takePlace(`${partnerId},${shownLead}`);
        Object.assign(this.state, { newKey: undefined, openedRuns: {}, allPins: false });
        this.state.choices.users = [];
        this.choicesOf = undefined;
        await this.feed.open(partnerId, { leadId: shownLead, filters: place?.filters, limit: place?.depth });
        if (partnerId !== this.state.partnerId || shownLead !== this.shownLead) {
            return;
        }
        if (place) {
            this.comeBack(place);
        }
        if ((partnerId || shownLead) && (!knownKinds.length || place?.filters.user_ids.length)) {
            await this.loadChoices();
        }
    }

    /**
     * What can be chosen from. The colleagues are asked for when somebody wants to choose one. The filters
     * are a convenience: the timeline is of use without them.
     */
    async loadChoices() {
        const { partnerId } = this.state;
        if (this.choicesOf === partnerId) {
            return;
        }
        try {
            const choices = await this.orm.silent.call("crm.timeline", "timeline_filters", [partnerId]);
            if (partnerId === this.state.partnerId) {
                this.choicesOf = partnerId;
                this.state.choices = choices;
                knownKinds = choices.kinds;
            }
        } catch (error) {
            console.info("The filters of the timeline could not be read:", error);
        }
    }

    /** A talk was logged or taken back: it must show, whatever is filtered. */
    async onChanged({ key }) {
        const limit = this.feed.isFiltered ? PAGE_SIZE : this.depth;
        this.feed.filters = { ...NO_FILTERS };
        await this.feed.reload({ limit });
        this.state.newKey = key;
    }

    loadOnItsOwn() {
        // A search that stopped early goes on when somebody asks for it.
        if (this.feed.searchedTo) {
            return;
        }
        const nothingBelow = this.props.isPage || this.ui.size >= SIZES.XXL || this.env.inDialog;
        if (nothingBelow || this.feed.entries.length < PAGES_ABOVE_CHATTER * PAGE_SIZE) {
            this.feed.loadMore();
        }
    }

    async loadMore(ev) {
        const shown = this.feed.entries.length;
        const byKeyboard = ev.detail === 0;
        await this.feed.loadMore();
        if (byKeyboard) {
            // The button moves away: reading goes on at the first entry that came.
            const entry = this.feed.entries[shown];
            requestAnimationFrame(() => this.titleOf(entry)?.focus());
        }
    }

    titleOf(entry) {
        return entry && this.root.el?.querySelector(`[data-key="${CSS.escape(entry.key)}"] a`);
    }

    /** Where somebody was, with the keyboard on the entry that they opened. */
    comeBack({ scrollTop, key }) {
        requestAnimationFrame(() => {
            const scrollable = this.root.el && closestScrollableY(this.root.el);
            if (scrollable) {
                scrollable.scrollTop = scrollTop;
            }
            if (document.activeElement === document.body) {
                this.titleOf({ key })?.focus({ preventScroll: true });
            }
        });
    }

    onFilter(changes) {
        this.feed.filter(changes);
    }

    onSearchAll() {
        this.feed.filter({ date_from: THE_BEGINNING });
    }

    onResetFilters() {
        this.feed.filter({ ...NO_FILTERS, order: this.feed.filters.order });
    }

    showDeal(wholeAccount) {
        this.state.wholeAccount = wholeAccount;
    }

    async togglePin(entry) {
        try {
            await this.feed.pin(entry, !this.feed.isPinned(entry));
        } catch (error) {
            this.notification.add(errorMessage(error), { type: "danger" });
        }
    }

    async onMenu(key) {
        const [model, resId] = this.feed.subject;
        const filters = { ...this.feed.filters };
        if (key === "page") {
            return this.action.doAction("crm_customer_record.crm_timeline_page_action", {
                additionalContext: { active_id: this.state.partnerId, active_model: "res.partner" },
            });
        }
        if (key === "print") {
            return this.action.doAction(await this.orm.call("crm.timeline", "print_action", [model, resId, filters]));
        }
        return download({
            url: `/crm_customer_record/timeline/${model}/${resId}/xlsx`,
            data: { filters: JSON.stringify(filters) },
        });
    }

    onOpenEntry(entry) {
        rememberPlace({
            subject: `${this.state.partnerId},${this.shownLead}`,
            filters: { ...this.feed.filters },
            depth: this.depth,
            key: entry.key,
            scrollTop: closestScrollableY(this.root.el)?.scrollTop || 0,
        });
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.link.model,
            res_id: entry.link.res_id,
            views: [[false, "form"]],
            target: this.env.inDialog ? "new" : "current",
        });
    }

    onStartLogging() {
        this.card.requestFocus();
    }
}
