import { expect, test } from "@odoo/hoot";
import { collapseChanges, runSummary } from "@crm_customer_record/timeline/timeline_runs";

const { DateTime } = luxon;

const change = (key, values = {}) => ({
    key,
    change: true,
    kind: "stage",
    title: "Forty desks",
    user: { id: 2, name: "Marc" },
    when: DateTime.fromISO("2026-11-20T09:00:00"),
    ...values,
});

const keys = (entries) => collapseChanges(entries).map(({ entries }) => entries.map(({ key }) => key).join(""));

test("changes in a row by one colleague on one day belong together", () => {
    expect(keys([change("a"), change("b"), change("c")])).toEqual(["abc"]);
    expect(keys([change("a"), change("b", { user: { id: 3 } }), change("c")])).toEqual(["a", "b", "c"]);
    expect(keys([change("a"), change("b", { when: DateTime.fromISO("2026-11-19T23:59:00") })])).toEqual(["a", "b"]);
    expect(keys([change("a"), change("b", { change: false }), change("c")])).toEqual(["a", "b", "c"]);
    expect(keys([change("a", { user: false }), change("b", { user: false })])).toEqual(["a", "b"]);
});

test("a run keeps its name when older changes are added, and a single change is none", () => {
    const [run] = collapseChanges([change("a"), change("b")]);
    const [longer] = collapseChanges([change("a"), change("b"), change("c")]);
    expect([run.key, longer.key, run.isRun]).toEqual(["a", "a", true]);
    expect(collapseChanges([change("a")])[0].isRun).toBe(false);
});

test("what was changed is named once", () => {
    expect(runSummary([change("a"), change("b"), change("c", { title: "" })], { stage: "Stage change" })).toBe("Forty desks, Stage change");
});
