import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, press, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import {
    contains,
    makeServerError,
    mockService,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { KINDS, makeEntry, openCard, openTimeline } from "./card_helpers";

defineMailModels();

let pages, requests, tiles, logged;

beforeEach(() => {
    mockDate("2026-11-22 12:00:00", 0);
    pages = [{ entries: [], cursor: false }];
    requests = [];
    tiles = [];
    logged = [];
    patchWithCleanup(user, { checkAccessRight: async () => true });
    onRpc("crm.timeline", "timeline_page", ({ args, kwargs }) => {
        requests.push({ partnerId: args[0], ...kwargs });
        return pages.length > 1 ? pages.shift() : pages[0];
    });
    onRpc("crm.timeline", "timeline_filters", () => ({ kinds: KINDS, users: [{ id: 2, name: "Marc Demo" }] }));
    onRpc("res.partner", "card_strip", () => tiles);
    onRpc("crm.card.visit", "visit", () => ({ since: false }));
    onRpc("crm.interaction", "quick_log_preview", ({ args: [, text], kwargs: { ignore } }) => ({
        chips: text.startsWith("call") && !ignore.includes("type") ? [{ key: "type", label: "Call", start: 0, end: 4 }] : [],
        summary: text,
        values: {},
    }));
    onRpc("crm.interaction", "quick_log", ({ args, kwargs }) => {
        logged.push([...args, kwargs.ignore]);
        return { id: 77, made: { model: "crm.interaction", id: 77 }, message: "Logged on the timeline." };
    });
});

const inputSelector = ".o_crm_quick_log_input";

async function type(text) {
    await contains(inputSelector).edit(text, { confirm: false });
    await advanceTime(300);
    await animationFrame();
}

test("the hotkey brings up the timeline with the cursor in the line", async () => {
    await openCard();
    await contains("[name=email] input").click();
    await press(["alt", "shift", "q"]);
    await waitFor(inputSelector);
    await animationFrame();
    expect("a[name=crm_timeline]").toHaveClass("active");
    expect(inputSelector).toBeFocused();
});

test("a talk is logged by Enter, shows on top and can be taken back", async () => {
    pages = [{ entries: [], cursor: false }, { entries: [makeEntry({ res_id: 77 })], cursor: false }, { entries: [], cursor: false }];
    onRpc("crm.interaction", "unlink", ({ args }) => {
        expect.step(["unlink", args[0]]);
        return true;
    });
    const { first } = await openTimeline();
    await type("call Anna");
    expect(".o_crm_quick_log_chip").toHaveText("Call");
    await press("Enter");
    await animationFrame();
    expect(logged).toEqual([[first, "call Anna", []]]);
    expect(inputSelector).toHaveValue("");
    expect(".o_crm_entry_new").toHaveCount(1);
    // Told once, below the line.
    expect(".o_notification").toHaveCount(0);
    await contains(".o_crm_quick_log_undo").click();
    await animationFrame();
    expect.verifySteps([["unlink", [77]]]);
    expect(".o_crm_entry").toHaveCount(0);
    expect(inputSelector).toHaveValue("call Anna");
});

test("Shift+Enter starts a line, Escape clears and can be undone", async () => {
    await openTimeline();
    await type("call Anna");
    await press(["shift", "Enter"]);
    expect(logged).toHaveLength(0);
    await press("Escape");
    await animationFrame();
    expect(inputSelector).toHaveValue("");
    await contains(".o_crm_quick_log_pieces button:contains(Undo)").click();
    expect(inputSelector).toHaveValue(/^call Anna/);
});

test("a piece that was dismissed stays text, until it is asked for again", async () => {
    await openTimeline();
    await type("call Anna");
    await contains(".o_crm_quick_log_chip").click();
    await animationFrame();
    expect(".o_crm_quick_log_chip").toHaveCount(0);
    expect(".o_crm_quick_log_ignored").toHaveText("Call");
    await contains(".o_crm_quick_log_ignored").click();
    await animationFrame();
    expect(".o_crm_quick_log_chip").toHaveCount(1);
    await contains(".o_crm_quick_log_chip").click();
    await press("Enter");
    await animationFrame();
    expect(logged[0][2]).toEqual(["type"]);
});

test("the text stays when saving fails, and after leaving the page", async () => {
    onRpc("crm.interaction", "quick_log", () => {
        throw makeServerError({ type: "UserError", message: "Write a few words." });
    });
    await openTimeline();
    await type("call");
    await press("Enter");
    await animationFrame();
    expect(inputSelector).toHaveValue("call");
    expect(".o_crm_quick_log_pieces").toHaveText(/Write a few words/);
    await contains("a[name=other]").click();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(inputSelector).toHaveValue("call");
});

test("who left meanwhile is told that a talk was saved, and can take it back", async () => {
    const answer = new Deferred();
    onRpc("crm.interaction", "quick_log", () => answer);
    onRpc("crm.interaction", "unlink", ({ args }) => {
        expect.step(["unlink", args[0]]);
        return true;
    });
    await openTimeline();
    await type("call");
    await press("Enter");
    await contains("a[name=other]").click();
    answer.resolve({ id: 77, made: { model: "crm.interaction", id: 77 }, message: "Logged on the timeline." });
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText(/Logged on the timeline/);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps([["unlink", [77]]]);
    await contains("a[name=crm_timeline]").click();
    expect(inputSelector).toHaveValue("call");
});

test("who left meanwhile is told that a talk was not saved", async () => {
    const answer = new Deferred();
    onRpc("crm.interaction", "quick_log", () => answer);
    await openTimeline();
    await type("call");
    await press("Enter");
    await contains("a[name=other]").click();
    answer.reject(makeServerError({ type: "UserError", message: "Write a few words." }));
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText(/was not saved/);
    await contains("a[name=crm_timeline]").click();
    expect(inputSelector).toHaveValue("call");
});

test("the strip shows tiles that open what they tell, and follows the record", async () => {
    tiles = [
        { key: "owner", label: "Whose", value: "Marc Demo", sub: "Europe", tone: "", action: false },
        { key: "money", label: "Money", value: "$ 1,200 overdue", sub: "14 days", tone: "danger", action: { type: "ir.actions.act_window", res_model: "account.move" } },
    ];
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    await openCard();
    await animationFrame();
    expect(queryAllTexts(".o_crm_tile:not(.o_crm_tile_log) .o_crm_tile_value")).toEqual(["Marc Demo", "$ 1,200 overdue"]);
    expect("[data-tile=owner]").toHaveProperty("tagName", "DIV");
    await contains("[data-tile=money]").click();
    expect.verifySteps(["account.move"]);
});

test("the next customer of the pager has a timeline and a strip of their own", async () => {
    pages = [{ entries: [makeEntry({ res_id: 1, summary: "of the first" })], cursor: false }, { entries: [makeEntry({ res_id: 2, summary: "of the second" })], cursor: false }];
    const { first, second } = await openTimeline();
    expect(".o_crm_entry_lines").toHaveText("of the first");
    await type("called");
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(requests.map(({ partnerId }) => partnerId)).toEqual([first, second]);
    expect(".o_crm_entry_lines").toHaveText("of the second");
    expect(inputSelector).toHaveValue("");
    await contains(".o_pager_previous").click();
    await animationFrame();
    expect(inputSelector).toHaveValue("called");
});

test("a strip without an answer leaves no trace", async () => {
    onRpc("res.partner", "card_strip", () => {
        throw makeServerError({ type: "AccessError" });
    });
    await openCard();
    await animationFrame();
    expect(".o_crm_tile").toHaveCount(0);
    expect(".o_form_view [name=name]").toHaveCount(1);
});

test("an unsaved contact has no history yet; the hotkey saves it first", async () => {
    await openCard({ resId: false });
    await contains("a[name=crm_timeline]").click();
    expect(".o_crm_timeline_unsaved").toHaveCount(1);
    expect(requests).toHaveLength(0);
    await contains("[name=name] input").edit("New one", { confirm: false });
    await press(["alt", "shift", "q"]);
    await waitFor(inputSelector);
    await animationFrame();
    expect(inputSelector).toBeFocused();
    expect(requests).toHaveLength(1);
});

test("what a button or its dialog did shows at once, on the strip and on the timeline", async () => {
    mockService("action", { doActionButton: ({ onClose }) => onClose() });
    const owner = { key: "owner", label: "Whose", value: "Nobody's", sub: "", tone: "", date: false, action: false };
    tiles = [owner];
    await openTimeline();
    expect("[data-tile=owner] .o_crm_tile_value").toHaveText("Nobody's");
    expect(requests).toHaveLength(1);
    tiles = [{ ...owner, value: "You" }];
    await contains("button[name=act]").click();
    await animationFrame();
    expect("[data-tile=owner] .o_crm_tile_value").toHaveText("You");
    expect(requests).toHaveLength(2);
});
