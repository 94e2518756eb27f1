import { defineMailModels, startServer } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, press, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";

defineMailModels();

const ARCH = `
    <form>
        <sheet>
            <widget name="crm_card_strip"/>
            <field name="name"/>
            <notebook>
                <page name="other" string="Other"><field name="email"/></page>
                <page name="crm_timeline" string="Timeline"><widget name="crm_timeline"/></page>
            </notebook>
        </sheet>
    </form>`;

const KINDS = [
    { key: "call", label: "Call", icon: "fa-phone", scopes: ["activity", "all"] },
    { key: "stage", label: "Stage change", icon: "fa-arrow-right", scopes: ["history", "all"] },
];

function makeEntry(values) {
    return {
        key: `crm.interaction,${values.res_id}`,
        model: "crm.interaction",
        kind: "call",
        big: true,
        date: "2026-11-20 09:00:00",
        date_only: false,
        title: "Call",
        summary: "",
        icon: "fa-phone",
        user: { id: 2, name: "Marc Demo" },
        partner: false,
        account: false,
        participants: [],
        direction: false,
        duration: 0,
        outcome: false,
        amount: false,
        currency_id: false,
        amount_text: "",
        state: false,
        badges: [],
        next_step: false,
        attachments: 0,
        link: { model: "crm.interaction", res_id: values.res_id },
        ...values,
    };
}

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

async function openCard({ resId, resIds } = {}) {
    const pyEnv = await startServer();
    const [first, second] = pyEnv["res.partner"].create([{ name: "Azure Interior" }, { name: "Deco Addict" }]);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: resId === undefined ? first : resId,
        resIds: resIds || [first, second],
        arch: ARCH,
    });
    return { first, second };
}

async function openTimeline() {
    const ids = await openCard();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    return ids;
}

const inputSelector = ".o_crm_quick_log_input";

async function type(text) {
    await contains(inputSelector).edit(text, { confirm: false });
    await advanceTime(300);
    await animationFrame();
}

test("nothing is read before the page is shown", async () => {
    await openCard();
    expect(requests).toHaveLength(0);
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(requests).toHaveLength(1);
    expect(requests[0].filters.scope).toBe("activity");
});

test("a talk tells with whom, by whom, how long, which way and what came of it", async () => {
    pages = [{
        entries: [makeEntry({
            res_id: 1,
            partner: { id: 900, name: "Brandon Freeman" },
            duration: 1 / 6,
            direction: "out",
            outcome: { name: "Interested", color: 10 },
            summary: "Likes the sample.\nWants a price.",
            next_step: { id: 5, summary: "Send offer", date: "2026-11-24", user: { id: 2, name: "Marc Demo" }, overdue: false, done: false },
            attachments: 2,
        })],
        cursor: false,
    }];
    await openTimeline();
    expect(".o_crm_timeline_month").toHaveText(/November 2026/i);
    expect(".o_crm_entry_details").toHaveText("with Brandon Freeman · Marc Demo · 10 min");
    expect(".o_crm_entry_head [title=Outgoing]").toHaveCount(1);
    expect(".o_crm_entry_head .o_crm_chip").toHaveText("Interested");
    expect(".o_crm_entry_lines").toHaveProperty("textContent", "Likes the sample.\nWants a price.");
    expect(".o_crm_entry_foot .o_crm_chip").toHaveText("Send offer · in 2 days · Marc Demo");
    expect(".o_crm_entry_attachments").toHaveText("2");
    expect(".o_crm_entry_date").toHaveText("2 days ago");
    expect(queryFirst(".o_crm_entry_date").title).toMatch(/2026/);
});

test("an event of the ERP is one line with its amount, and opens its record", async () => {
    pages = [{
        entries: [makeEntry({
            res_id: 7, key: "sale.order,7", model: "sale.order", kind: "order", big: false, title: "S00007",
            amount: 1200, currency_id: 1, amount_text: "$ 1,200.00", state: { label: "Confirmed", color: "success" },
            link: { model: "sale.order", res_id: 7 },
        })],
        cursor: false,
    }];
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.res_id, action.views]);
        },
    });
    await openTimeline();
    expect(".o_crm_entry_line .o_crm_entry_amount").toHaveText("$ 1,200.00");
    expect(".o_crm_entry_line .o_crm_chip").toHaveText("Confirmed");
    expect(".o_crm_entry_title").toHaveAttribute("href", "/odoo/sale.order/7");
    await contains(".o_crm_entry_title").click();
    expect.verifySteps([["sale.order", 7, [[false, "form"]]]]);
});

test("kinds follow the scope, and filters are sent and reset", async () => {
    await openTimeline();
    expect(queryAllTexts(".o_crm_filters [data-kind]")).toEqual(["Calls"]);
    await contains("[data-kind=calls]").click();
    expect(requests.at(-1).filters.kinds).toEqual(["call"]);
    expect("[data-kind=calls]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-scope=history]").click();
    expect(requests.at(-1).filters.scope).toBe("history");
    expect(requests.at(-1).filters.kinds).toEqual([]);
    expect(queryAllTexts(".o_crm_filters [data-kind]")).toEqual(["Deals"]);
    await contains("[data-filter=period]").click();
    await contains(".o_crm_filters_period .dropdown-item:contains(Last 30 days)").click();
    expect(requests.at(-1).filters.date_from).toBe("2026-10-23");
    expect(".o_crm_timeline_empty").toHaveText(/Nothing here matches/);
    await contains(".o_crm_timeline_empty button").click();
    expect(requests.at(-1).filters.scope).toBe("activity");
    expect(requests.at(-1).filters.date_from).toBe(false);
});

test("people are asked for when one is to be chosen", async () => {
    let asked = 0;
    onRpc("crm.timeline", "timeline_filters", () => {
        asked++;
        return { kinds: KINDS, users: [{ id: 2, name: "Marc Demo" }] };
    });
    await openTimeline();
    const before = asked;
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(asked).toBe(before, { message: "the kinds are the same for every customer" });
    await contains("[data-filter=users]").click();
    await contains(".o_crm_filters_users .dropdown-item:contains(Marc Demo)").click();
    expect(asked).toBe(before + 1);
    expect(requests.at(-1).filters.user_ids).toEqual([2]);
    expect("[data-filter=users]").toHaveText("Marc Demo");
});

test("the text is searched when typing stops", async () => {
    await openTimeline();
    await contains(".o_crm_filters_search input").edit("desk", { confirm: false });
    expect(requests).toHaveLength(1);
    await advanceTime(300);
    await animationFrame();
    expect(requests).toHaveLength(2);
    expect(requests[1].filters.text).toBe("desk");
});

test("more entries come by the button too", async () => {
    const entries = (from) => [...Array(20).keys()].map((index) => makeEntry({ res_id: from + index }));
    const last = new Deferred();
    pages = [{ entries: entries(1), cursor: "two" }, last];
    await openTimeline();
    await waitFor(".o_crm_timeline_more");
    last.resolve({ entries: entries(21), cursor: false });
    await contains(".o_crm_timeline_more:not(:disabled), .o_crm_entry:nth-of-type(40)").click();
    await animationFrame();
    expect(".o_crm_entry").toHaveCount(40);
    expect(".o_crm_timeline_more").toHaveCount(0);
});

test("a failure offers to try again", async () => {
    let fails = true;
    onRpc("crm.timeline", "timeline_page", () => {
        if (fails) {
            throw makeServerError({ type: "AccessError", message: "You may not read this contact." });
        }
        return { entries: [makeEntry({ res_id: 1 })], cursor: false };
    });
    await openTimeline();
    expect(".o_crm_timeline_error span").toHaveText("You may not read this contact.");
    fails = false;
    await contains(".o_crm_timeline_error button").click();
    expect(".o_crm_timeline_error").toHaveCount(0);
    expect(".o_crm_entry").toHaveCount(1);
});

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
    await contains(".o_notification button:contains(Undo)").click();
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

test("what is posted in the chatter shows on the timeline", async () => {
    const { first } = await openTimeline();
    const thread = getService("mail.store").Thread.insert({ model: "res.partner", id: first });
    const post = (id) => thread.messages.push(getService("mail.store")["mail.message"].insert({ id, thread }));
    post(10);
    await animationFrame();
    expect(requests).toHaveLength(1, { message: "what was there before is no news" });
    post(11);
    await animationFrame();
    expect(requests).toHaveLength(2);
});

test("going back to a customer ends where the record was opened", async () => {
    pages = [{ entries: [makeEntry({ res_id: 1 })], cursor: false }];
    mockService("action", { doAction() {} });
    await openTimeline();
    await contains("[data-kind=calls]").click();
    await contains(".o_crm_entry_title").click();
    await contains("a[name=other]").click();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(requests.at(-1).filters.kinds).toEqual(["call"]);
    await contains("a[name=other]").click();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(requests.at(-1).filters.kinds).toEqual([], { message: "once" });
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
