import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame, press, queryAllTexts } from "@odoo/hoot-dom";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const row = (id, values = {}) => ({
    id, row_number: id, name: `Row ${id}`, decision: "review", reason: "Several customers fit", issues: "", can_undo: false, open: true,
    parts: [
        {
            part: "company", label: "Company", chosen: false,
            lines: [{ label: "Name", text: "Lotus" }, { label: "City", text: "Berlin" }],
            candidates: [
                { id: 71, name: "Lotus", score: 80, reasons: ["same phone"], why: "", cells: [{ text: "Lotus", look: "same" }, { text: "Bonn", look: "other" }] },
                { id: 72, name: "Lotus GmbH", score: 60, reasons: [], why: "", cells: [{ text: "Lotus GmbH", look: "other" }, { text: "", look: "new" }] },
            ],
        },
    ],
    ...values,
});

/** A server with the unclear rows 2, 3 and 4; steps say what was called. */
async function start(rows = { 2: row(2), 3: row(3), 4: row(4) }) {
    onRpc("crm.import", "review_queue", () => Object.values(rows).filter(({ decision }) => decision === "review").map(({ id }) => id));
    onRpc("crm.import.row", "review_values", ({ args }) => rows[args[0][0]]);
    for (const [method, decision] of [["action_use", "update"], ["action_decide_new", "create"], ["action_skip", "skip"], ["action_undo_decision", "review"]]) {
        onRpc("crm.import.row", method, ({ args }) => {
            const [[id], ...rest] = args;
            expect.step([method, id, ...rest].join(" "));
            rows[id] = { ...rows[id], decision, can_undo: decision !== "review" };
            return true;
        });
    }
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_import_decide", params: { import_id: 1 } });
    await animationFrame();
}

const shown = () => document.querySelector(".o_crm_import_decide_row").dataset.row;

test("the row stands beside its candidates, differences are marked", async () => {
    await start();
    expect(queryAllTexts(".o_crm_import_compare td.o_crm_import_mine")).toEqual(["Lotus", "Berlin"]);
    expect(queryAllTexts("td.o_crm_import_other")).toEqual(["Lotus GmbH", "Bonn"]);
    expect("th.o_crm_import_candidate").toHaveCount(2);
    expect("th.o_crm_import_candidate:first").toHaveText(/Lotus\s*80 %[^]*It is this one\s*1[^]*same phone/);
});

test("the keyboard decides, goes on by itself and takes back", async () => {
    await start();
    await press("2");
    await animationFrame();
    expect.verifySteps(["action_use 2 company 72"]);
    expect(shown()).toBe("3");
    await press("n");
    await animationFrame();
    expect.verifySteps(["action_decide_new 3"]);
    expect(shown()).toBe("4");
    await press("u");
    await animationFrame();
    expect.verifySteps(["action_undo_decision 3"]);
    expect(shown()).toBe("3");
    await press("s");
    await animationFrame();
    expect.verifySteps(["action_skip 3"]);
    expect(shown()).toBe("4");
    await press("1");
    await animationFrame();
    expect.verifySteps(["action_use 4 company 71"]);
    expect(".o_crm_import_decide_end").toHaveText(/No row is unclear any more/);
});

test("arrows look around without deciding", async () => {
    await start();
    await press("ArrowRight");
    await animationFrame();
    expect(shown()).toBe("3");
    await press("ArrowRight");
    await press("ArrowRight");
    await animationFrame();
    expect(shown()).toBe("4");
    await press("ArrowLeft");
    await animationFrame();
    expect(shown()).toBe("3");
    expect.verifySteps([]);
});

test("a number without a candidate does nothing; a row of two parts asks twice", async () => {
    const person = { part: "person", label: "Person", chosen: false, lines: [{ label: "Name", text: "Ann" }],
        candidates: [{ id: 90, name: "Ann", score: 50, reasons: [], why: "", cells: [{ text: "Ann", look: "same" }] }] };
    const both = row(2);
    both.parts.push(person);
    await start({ 2: both });
    await press("4");
    expect.verifySteps([]);
    onRpc("crm.import.row", "action_use", ({ args }) => {
        expect.step(args.slice(1).join(" "));
        if (args[1] === "company") {
            both.parts[0].chosen = args[2];
        } else {
            both.decision = "update";
        }
        return true;
    });
    await press("1");
    await animationFrame();
    expect(shown()).toBe("2");
    expect("th.o_crm_import_candidate.table-success").toHaveText(/Chosen/);
    await contains("section[data-part=person] th .btn:contains(It is this one)").click();
    expect.verifySteps(["company 71", "person 90"]);
    expect(".o_crm_import_decide_end").toHaveCount(1);
});
