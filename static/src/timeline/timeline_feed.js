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
});

/** The entries of one customer as far as they were read, with the filters they answer to. */
export class TimelineFeed {
    entries = [];
    filters = { ...NO_FILTERS };
    partnerId = false;
    cursor = false;
    loading = false;
    error = "";
    /** The day from which on a text was searched, when the server set a limit by itself. */
    textSince = false;
    /** False until the first answer for this customer has come. */
    ready = false;
    /** Every new reading from the top makes the answers of earlier ones worthless. */
    generation = 0;

    constructor(orm) {
        this.orm = markRaw(orm.silent);
    }

    get isFiltered() {
        return Object.keys(NO_FILTERS).some(
            (name) => String(this.filters[name] || "") !== String(NO_FILTERS[name] || "")
        );
    }

    /** Show another customer from the top. */
    open(partnerId, { filters = {}, limit = PAGE_SIZE } = {}) {
        Object.assign(this, {
            partnerId,
            filters: { ...NO_FILTERS, ...filters },
            entries: [],
            cursor: false,
            ready: !partnerId,
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
        if (this.partnerId) {
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

    async _fetch({ cursor, limit }) {
        const generation = this.generation;
        this.loading = true;
        this.error = "";
        try {
            const page = await this.orm.call("crm.timeline", "timeline_page", [this.partnerId], {
                cursor,
                limit,
                filters: { ...this.filters },
            });
            if (generation === this.generation) {
                this._show(page, cursor);
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

    _show(page, cursor) {
        const known = cursor ? this.entries : [];
        const keys = new Set(known.map((entry) => entry.key));
        const fresh = page.entries
            .filter((entry) => !keys.has(entry.key))
            .map((entry) => markRaw({ ...entry, when: entryDate(entry) }));
        this.entries = [...known, ...fresh];
        this.cursor = page.cursor;
        this.textSince = page.text_since || false;
        this.ready = true;
    }
}
