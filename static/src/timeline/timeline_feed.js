import { markRaw } from "@odoo/owl";
import { errorMessage } from "../customer_card/error_message";
import { entryDate } from "./timeline_dates";

export const PAGE_SIZE = 20;
export const NO_FILTERS = Object.freeze({
    kinds: [],
    user_ids: [],
    date_from: false,
    date_to: false,
    text: "",
    scope: "activity",
    order: "newest",
});

/** The entries of one customer or one deal as far as they were read, with the filters they answer to. */
export class TimelineFeed {
    entries = [];
    /** Entries that stand on top, the latest pin first. */
    pinned = [];
    filters = { ...NO_FILTERS };
    partnerId = false;
    /** The opportunity whose entries are shown; without one those of the customer. */
    leadId = false;
    cursor = false;
    loading = false;
    error = "";
    mayPin = false;
    mayExport = false;
    /** The day from which on a text was searched, when the server set a limit by itself. */
    textSince = false;
    /** How far a text was looked for, when the server stopped before it had a whole page. */
    searchedTo = false;
    /** False until the first answer for this customer has come. */
    ready = false;
    /** Every new reading from the top makes the answers of earlier ones worthless. */
    generation = 0;

    constructor(orm) {
        this.orm = markRaw(orm.silent);
    }

    /** The order leaves nothing out, so it is no filter. */
    get isFiltered() {
        return Object.keys(NO_FILTERS).some(
            (name) => name !== "order" && String(this.filters[name] || "") !== String(NO_FILTERS[name] || "")
        );
    }

    get oldestFirst() {
        return this.filters.order === "oldest";
    }

    /** What the entries are of, as the server names it. */
    get subject() {
        return this.leadId ? ["crm.lead", this.leadId] : ["res.partner", this.partnerId];
    }

    isPinned(entry) {
        return this.pinned.some(({ key }) => key === entry.key);
    }

    /** Show another customer, or deal, from the top. */
    open(partnerId, { leadId = false, filters = {}, limit = PAGE_SIZE } = {}) {
        Object.assign(this, {
            partnerId,
            leadId,
            filters: { ...NO_FILTERS, ...filters },
            entries: [],
            pinned: [],
            cursor: false,
            ready: !partnerId && !leadId,
        });
        return this.reload({ limit });
    }

    /** Change some filters; what is shown stays until the answer is there. */
    filter(changes) {
        this.filters = { ...this.filters, ...changes };
        return this.reload();
    }

    /** Read again from the top. */
    async reload({ limit = PAGE_SIZE } = {}) {
        this.generation++;
        this.loading = false;
        if (this.partnerId || this.leadId) {
            await this._fetch({ cursor: null, limit });
        }
    }

    async loadMore() {
        if (this.cursor && !this.loading) {
            await this._fetch({ cursor: this.cursor, limit: PAGE_SIZE });
        }
    }

    async retry() {
        await (this.entries.length && this.cursor ? this.loadMore() : this.reload());
    }

    /** Pin an entry on top, or take its pin away. */
    async pin(entry, pinned) {
        const { generation } = this;
        const found = await this.orm.call("crm.timeline", "timeline_pin", [this.partnerId, entry.key, pinned]);
        if (generation === this.generation) {
            this.pinned = found.map(withDate);
        }
    }

    async _fetch({ cursor, limit }) {
        const generation = this.generation;
        this.loading = true;
        this.error = "";
        const method = this.leadId ? "deal_page" : "timeline_page";
        try {
            const page = await this.orm.call("crm.timeline", method, [this.leadId || this.partnerId], {
                cursor,
                limit,
                filters: { ...this.filters },
            });
            if (generation === this.generation) {
                this._show(page, cursor, limit);
            }
        } catch (error) {
            if (generation === this.generation) {
                console.info("The timeline could not be read:", error);
                this.error = errorMessage(error);
            }
        } finally {
            if (generation === this.generation) {
                this.loading = false;
            }
        }
    }

    _show(page, cursor, limit) {
        const known = cursor ? this.entries : [];
        const keys = new Set(known.map((entry) => entry.key));
        const fresh = page.entries.filter((entry) => !keys.has(entry.key)).map(withDate);
        this.entries = [...known, ...fresh];
        this.cursor = page.cursor;
        this.textSince = page.text_since || false;
        this.searchedTo = (page.entries.length < limit && page.searched_to) || false;
        this.ready = true;
        if (!cursor) {
            this.pinned = (page.pinned || []).map(withDate);
            this.mayPin = Boolean(page.may_pin);
            this.mayExport = Boolean(page.may_export);
        }
    }
}

function withDate(entry) {
    return markRaw({ ...entry, when: entryDate(entry) });
}
