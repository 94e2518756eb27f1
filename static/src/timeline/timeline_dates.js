import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
    toLocaleDateString,
    today,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;
const RELATIVE_DAYS = 6;

/**
 * @param {{date: string, date_only: boolean}} entry of the timeline; its date is in UTC
 * @returns {luxon.DateTime} in the user's zone; a bare date is the same day in every zone
 */
export function entryDate(entry) {
    return entry.date_only
        ? deserializeDate(entry.date.slice(0, 10))
        : deserializeDateTime(entry.date);
}

/** @returns {string} "2 hours ago", "yesterday", "Mar 4", "Dec 9, 2023": the nearer, the finer */
export function relativeDate(date, dateOnly, now = DateTime.now()) {
    const days = Math.abs(date.startOf("day").diff(now.startOf("day"), "days").days);
    if (days > RELATIVE_DAYS) {
        return toLocaleDateString(date);
    }
    if (dateOnly || days >= 1) {
        return date.toRelativeCalendar({ base: now, unit: "days" });
    }
    const minutes = Math.abs(now.diff(date, "minutes").minutes);
    return minutes < 1 ? _t("just now") : date.toRelative({ base: now });
}

export function exactDate(date, dateOnly) {
    return dateOnly ? formatDate(date) : formatDateTime(date);
}

/**
 * Cut entries into months. What lies ahead comes under one heading.
 *
 * @param {{when: luxon.DateTime}[]} entries
 * @param {boolean} oldestFirst their order
 * @returns {{key: string, label: string, entries: Object[]}[]}
 */
export function groupByMonth(entries, oldestFirst = false) {
    if (oldestFirst) {
        const groups = groupByMonth([...entries].reverse()).reverse();
        return groups.map((group) => ({ ...group, entries: group.entries.reverse() }));
    }
    const endOfToday = today().endOf("day");
    const groups = [];
    let lowest = "9999-99";
    for (const entry of entries) {
        const ahead = entry.when > endOfToday;
        // A bare date next to a time may fall into the later month by the user's zone; months never go up.
        const month = ahead ? "ahead" : entry.when.toFormat("yyyy-MM", { numberingSystem: "latn" });
        const key = !ahead && month > lowest ? lowest : month;
        if (!ahead) {
            lowest = key;
        }
        let group = groups.at(-1);
        if (group?.key !== key && !(ahead && group)) {
            group = { key, label: ahead ? _t("Coming up") : monthLabel(entry.when), entries: [] };
            groups.push(group);
        }
        group.entries.push(entry);
    }
    return groups;
}

function monthLabel(date) {
    return date.toLocaleString({ month: "long", year: "numeric" });
}

/** @returns {string} a duration in hours as people say it: "10 min", "1 h 30 min" */
export function durationText(hours) {
    const total = Math.round((hours || 0) * 60);
    if (total <= 0) {
        return "";
    }
    const wholeHours = Math.floor(total / 60);
    const minutes = total % 60;
    if (!wholeHours) {
        return _t("%s min", minutes);
    }
    return minutes
        ? _t("%(hours)s h %(minutes)s min", { hours: wholeHours, minutes })
        : _t("%s h", wholeHours);
}
