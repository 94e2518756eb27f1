import { markRaw, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { relativeDate } from "./timeline_dates";

const { DateTime } = luxon;

/**
 * @param {{date: string, date_only: boolean, created: string|false, user: Object|false}} entry of the timeline
 * @param {string|false} since when the user last looked, UTC
 * @param {number} userId
 * @param {string} now UTC
 * @returns {boolean} whether somebody else made it known, or it came about, since then
 */
export function isFresh(entry, since, userId, now) {
    if (!since || entry.user?.id === userId) {
        return false;
    }
    // An order that was confirmed or a meeting that took place is news, too; what lies ahead is not by its date.
    const came = !entry.date_only && entry.date > since && entry.date <= now;
    return came || Boolean(entry.created && entry.created > since);
}

/** One visit of one customer's timeline: noted on the server when it opens, then tells what is new. */
export class Visit {
    since = false;

    constructor(orm) {
        this.orm = markRaw(orm.silent);
    }

    async open(partnerId) {
        this.partnerId = partnerId;
        this.since = false;
        if (!partnerId) {
            return;
        }
        try {
            const { since } = await this.orm.call("crm.card.visit", "visit", [partnerId]);
            if (partnerId === this.partnerId) {
                this.now = serializeDateTime(DateTime.now());
                this.since = since;
            }
        } catch (error) {
            // Without it nothing is marked; the history is there all the same.
            console.info("The visit could not be noted:", error);
        }
    }

    isFresh(entry) {
        return isFresh(entry, this.since, user.userId, this.now);
    }

    /** @returns {string} "3 new since your last visit, 2 hours ago", empty when nothing that is shown is new */
    label(entries) {
        const count = this.since ? entries.filter((entry) => this.isFresh(entry)).length : 0;
        if (!count) {
            return "";
        }
        const date = relativeDate(deserializeDateTime(this.since));
        return _t("%(count)s new since your last visit, %(date)s", { count, date });
    }
}

/** @returns {Visit} of the customer that `getPartnerId` tells */
export function useVisit(getPartnerId) {
    const visit = useState(new Visit(useService("orm")));
    useEffect(
        (partnerId) => {
            visit.open(partnerId);
        },
        () => [getPartnerId()]
    );
    return visit;
}
