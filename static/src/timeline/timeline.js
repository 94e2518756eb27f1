import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { SIZES } from "@web/core/ui/ui_service";
import { useBus, useService } from "@web/core/utils/hooks";
import { closestScrollableY } from "@web/core/utils/scrolling";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomerCard } from "../customer_card/customer_card";
import { QuickLog } from "../quick_log/quick_log";
import { groupByMonth } from "./timeline_dates";
import { NO_FILTERS, PAGE_SIZE, TimelineFeed } from "./timeline_feed";
import { TimelineEntry } from "./timeline_entry";
import { TimelineFilters } from "./timeline_filters";
import { useChatterNews, useNearEnd } from "./timeline_hooks";
import { rememberPlace, takePlace } from "./timeline_place";

// With the chatter below the sheet, it must stay in reach: after some pages the rest comes on demand.
const PAGES_ABOVE_CHATTER = 3;
const MOST_RESTORED = 200;
const THE_BEGINNING = "1900-01-01";

// The same for every customer: known from the first one on, so that nothing moves when the filters come.
let knownKinds = [];

/** Everything that happened with a customer, newest first, under the line that adds to it. */
export class Timeline extends Component {
    static template = "crm_customer_record.Timeline";
    static components = { QuickLog, TimelineEntry, TimelineFilters };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.card = useCustomerCard();
        this.root = useRef("root");
        this.feed = useState(new TimelineFeed(this.orm));
        this.state = useState({ partnerId: false, choices: { kinds: knownKinds, users: [] }, newKey: undefined });
        useRecordObserver((record) => {
            this.state.partnerId = record.resId || false;
        });
        useEffect(
            (partnerId) => {
                this.open(partnerId);
            },
            () => [this.state.partnerId]
        );
        useBus(this.card, "changed", ({ detail }) => this.onChanged(detail));
        useNearEnd("end", () => this.loadOnItsOwn(), () => [this.feed.cursor]);
        useChatterNews(
            () => this.state.partnerId,
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
        return groupByMonth(this.feed.entries);
    }

    /** As many entries as are shown now. */
    get depth() {
        return Math.min(Math.max(PAGE_SIZE, this.feed.entries.length), MOST_RESTORED);
    }

    async open(partnerId) {
        const place = takePlace(partnerId);
        this.state.newKey = undefined;
        this.state.choices.users = [];
        this.choicesOf = undefined;
        await this.feed.open(partnerId, { filters: place?.filters, limit: place?.depth });
        if (partnerId !== this.state.partnerId) {
            return;
        }
        if (place) {
            this.scrollTo(place.scrollTop);
        }
        if (partnerId && (!knownKinds.length || place?.filters.user_ids.length)) {
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
        const chatterAside = this.ui.size >= SIZES.XXL || this.env.inDialog;
        if (chatterAside || this.feed.entries.length < PAGES_ABOVE_CHATTER * PAGE_SIZE) {
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

    scrollTo(top) {
        requestAnimationFrame(() => {
            const scrollable = this.root.el && closestScrollableY(this.root.el);
            if (scrollable) {
                scrollable.scrollTop = top;
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
        this.feed.filter({ ...NO_FILTERS });
    }

    onOpenEntry(entry) {
        rememberPlace({
            partnerId: this.state.partnerId,
            filters: { ...this.feed.filters },
            depth: this.depth,
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

registry.category("view_widgets").add("crm_timeline", {
    component: Timeline,
    additionalClasses: ["w-100"],
});
