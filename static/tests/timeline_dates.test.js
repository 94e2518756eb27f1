import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { mockDate } from "@odoo/hoot-mock";
import { durationText, entryDate, groupByMonth, relativeDate } from "@crm_customer_record/timeline/timeline_dates";

beforeEach(allowTranslations);

const entry = (date, date_only = false) => ({ date, date_only, when: entryDate({ date, date_only }) });
const relative = (date, date_only) => relativeDate(entryDate({ date, date_only }), date_only);

test("a time is shown in the user's zone, a bare date is the same day everywhere", () => {
    mockDate("2026-11-22 12:00:00", -5);
    expect(entryDate({ date: "2026-11-01 02:00:00", date_only: false }).day).toBe(31);
    expect(entryDate({ date: "2026-11-01 00:00:00", date_only: true }).day).toBe(1);
});

test("the nearer a date, the finer it is told", () => {
    mockDate("2026-11-22 12:00:00", 0);
    expect(relative("2026-11-22 11:59:40")).toBe("just now");
    expect(relative("2026-11-22 10:00:00")).toBe("2 hours ago");
    expect(relative("2026-11-21 23:00:00")).toBe("yesterday");
    expect(relative("2026-11-18 09:00:00")).toBe("4 days ago");
    expect(relative("2026-11-22 00:00:00", true)).toBe("today");
    expect(relative("2026-11-24 00:00:00", true)).toBe("in 2 days");
    expect(relative("2026-03-04 09:00:00")).toBe("Mar 4");
    expect(relative("2023-12-09 09:00:00")).toBe("Dec 9, 2023");
});

test("months follow each other, what is ahead comes first", () => {
    mockDate("2026-11-22 12:00:00", 0);
    const groups = groupByMonth([
        entry("2027-01-10 09:00:00"),
        entry("2026-12-02 09:00:00"),
        entry("2026-11-20 09:00:00"),
        entry("2026-10-20 09:00:00"),
        entry("2025-10-20 09:00:00"),
    ]);
    expect(groups.map(({ label }) => label)).toEqual(["Coming up", "November 2026", "October 2026", "October 2025"]);
    expect(groups.map(({ entries }) => entries.length)).toEqual([2, 1, 1, 1]);
});

test("a month is headed once, though a bare date and a time differ by the zone", () => {
    mockDate("2026-11-22 12:00:00", -5);
    // In the order of the server: midnight UTC of the bare date comes after 02:00 UTC of the same day.
    const groups = groupByMonth([entry("2026-11-01 02:00:00"), entry("2026-11-01 00:00:00", true)]);
    expect(groups.map(({ label }) => label)).toEqual(["October 2026"]);
    expect(groups[0].entries).toHaveLength(2);
});

test("durations are told as people say them", () => {
    expect(durationText(0)).toBe("");
    expect(durationText(1 / 6)).toBe("10 min");
    expect(durationText(1)).toBe("1 h");
    expect(durationText(1.5)).toBe("1 h 30 min");
    expect(durationText(1.999)).toBe("2 h");
});
