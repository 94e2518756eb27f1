import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { contains, getService, makeServerError, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { KINDS, makeEntry, mockCard, openCard, openTimeline } from "./card_helpers";

defineMailModels();

let server;

beforeEach(() => {
    mockDate("2026-11-22 12:00:00", 0);
    server = mockCard();
});

test("nothing is read before the page is shown", async () => {
    await openCard();
    expect(server.requests).toHaveLength(0);
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0].filters.scope).toBe("activity");
});

test("a talk tells with whom, by whom, how long, which way and what came of it", async () => {
    server.pages = [{
        entries: [makeEntry({
            res_id: 1,
            partner: { id: 900, name: "Brandon Freeman" },
            duration: 1 / 6,
            direction: "out",
            outcome: { name: "Interested", color: 10 },
            summary: "Likes the sample.\n \nWants a price.",
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
    expect(queryFirst(".o_crm_entry_date time").title).toMatch(/2026/);
});

test("an event of the ERP is one line with its amount, and opens its record", async () => {
    server.pages = [{
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
    expect(server.requests.at(-1).filters.kinds).toEqual(["call"]);
    expect("[data-kind=calls]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-scope=history]").click();
    expect(server.requests.at(-1).filters.scope).toBe("history");
    expect(server.requests.at(-1).filters.kinds).toEqual([]);
    expect(queryAllTexts(".o_crm_filters [data-kind]")).toEqual(["Deals"]);
    await contains("[data-filter=period]").click();
    await contains(".o_crm_filters_period .dropdown-item:contains(Last 30 days)").click();
    expect(server.requests.at(-1).filters.date_from).toBe("2026-10-23");
    expect(".o_crm_timeline_empty").toHaveText(/Nothing here matches/);
    await contains(".o_crm_timeline_empty button").click();
    expect(server.requests.at(-1).filters.scope).toBe("activity");
    expect(server.requests.at(-1).filters.date_from).toBe(false);
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
    expect(server.requests.at(-1).filters.user_ids).toEqual([2]);
    expect("[data-filter=users]").toHaveText("Marc Demo");
});

test("the text is searched when typing stops", async () => {
    await openTimeline();
    await contains(".o_crm_filters_search input").edit("desk", { confirm: false });
    expect(server.requests).toHaveLength(1);
    await advanceTime(300);
    await animationFrame();
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1].filters.text).toBe("desk");
});

test("more entries come by the button too", async () => {
    const entries = (from) => [...Array(20).keys()].map((index) => makeEntry({ res_id: from + index }));
    const last = new Deferred();
    server.pages = [{ entries: entries(1), cursor: "two" }, last];
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

test("what is posted in the chatter shows on the timeline", async () => {
    const { first } = await openTimeline();
    const thread = getService("mail.store").Thread.insert({ model: "res.partner", id: first });
    const post = (id) => thread.messages.push(getService("mail.store")["mail.message"].insert({ id, thread }));
    post(10);
    await animationFrame();
    expect(server.requests).toHaveLength(1, { message: "what was there before is no news" });
    post(11);
    await animationFrame();
    expect(server.requests).toHaveLength(2);
});

test("going back to a customer ends where the record was opened", async () => {
    server.pages = [{ entries: [makeEntry({ res_id: 1 })], cursor: false }];
    mockService("action", { doAction() {} });
    await openTimeline();
    await contains("[data-kind=calls]").click();
    await contains(".o_crm_entry_title").click();
    await contains("a[name=other]").click();
    await contains("a[name=crm_timeline]").click();
    document.activeElement.blur(); // who comes back from a record has the focus nowhere
    await animationFrame();
    await animationFrame();
    expect(".o_crm_entry_title").toBeFocused();
    expect(server.requests.at(-1).filters.kinds).toEqual(["call"]);
    await contains("a[name=other]").click();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    expect(server.requests.at(-1).filters.kinds).toEqual([], { message: "once" });
});

test("an entry is pinned on top and its pin taken away", async () => {
    const talk = makeEntry({ res_id: 1, summary: "Agreed on 5 %" });
    server.pages = [{ entries: [talk], cursor: false, pinned: [], may_pin: true }];
    onRpc("crm.timeline", "timeline_pin", ({ args: [partnerId, key, pinned] }) => {
        expect.step([key, pinned]);
        return pinned ? [{ ...talk, pin: { user: "Marc Demo", date: "2026-11-22 12:00:00" } }] : [];
    });
    await openTimeline();
    expect(".o_crm_timeline_pinned").toHaveCount(0);
    await contains(".o_crm_entry_pin").click();
    expect(".o_crm_timeline_pinned .o_crm_entry").toHaveCount(1);
    expect(".o_crm_timeline_feed .o_crm_entry_pin").toHaveAttribute("aria-pressed", "true");
    expect(".o_crm_timeline_pinned .o_crm_entry_pin").toHaveAttribute("title", /Marc Demo/);
    await contains(".o_crm_timeline_pinned .o_crm_entry_pin").click();
    expect(".o_crm_timeline_pinned").toHaveCount(0);
    expect.verifySteps([["crm.interaction,1", true], ["crm.interaction,1", false]]);
});

test("who may not pin sees pins and no button; many pins show a few", async () => {
    const pinned = [...Array(7).keys()].map((index) => makeEntry({ res_id: index + 1 }));
    server.pages = [{ entries: [], cursor: false, pinned, may_pin: false }];
    await openTimeline();
    expect(".o_crm_timeline_pinned .o_crm_entry").toHaveCount(5);
    expect(".o_crm_entry_pin").toHaveCount(0);
    await contains(".o_crm_timeline_all_pins").click();
    expect(".o_crm_timeline_pinned .o_crm_entry").toHaveCount(7);
});

test("consecutive changes of one colleague show as one line until it is opened", async () => {
    const change = (res_id, values = {}) => makeEntry({
        res_id, kind: "stage", change: true, big: false, title: "Forty desks", date: `2026-11-20 0${9 - res_id}:00:00`, ...values,
    });
    server.pages = [{
        entries: [change(1), change(2), change(3), change(4, { user: { id: 7, name: "Mitchell" } }), makeEntry({ res_id: 5 })],
        cursor: false,
    }];
    await openTimeline();
    expect(".o_crm_entry_run").toHaveCount(1);
    expect(".o_crm_entry_run button").toHaveText("3 changes");
    expect(".o_crm_entry_run").toHaveText(/Marc Demo · Forty desks/);
    expect(".o_crm_entry:not(.o_crm_entry_run)").toHaveCount(2);
    await contains(".o_crm_entry_run button").click();
    expect(".o_crm_entry_run button").toHaveAttribute("aria-expanded", "true");
    expect(".o_crm_entry:not(.o_crm_entry_run)").toHaveCount(5);
});

test("oldest first is asked for, grouped upwards, and no filter", async () => {
    await openTimeline();
    server.pages = [{ entries: [makeEntry({ res_id: 1, date: "2026-09-01 10:00:00" }), makeEntry({ res_id: 2 })], cursor: false }];
    await contains("[data-filter=order]").click();
    expect(server.requests.at(-1).filters.order).toBe("oldest");
    expect(queryAllTexts(".o_crm_timeline_month").map((text) => text.toLowerCase())).toEqual(["september 2026", "november 2026"]);
    expect(".o_crm_filters_reset").toHaveCount(0);
});

test("a search that stopped early says how far it got and goes on when asked", async () => {
    await openTimeline();
    server.pages = [
        { entries: [], cursor: "two", text_since: "2025-11-22", searched_to: "2026-05-04 10:00:00" },
        { entries: [makeEntry({ res_id: 1 })], cursor: false, text_since: "2025-11-22", searched_to: false },
    ];
    await contains(".o_crm_filters_search input").edit("oak", { confirm: false });
    await advanceTime(300);
    await animationFrame();
    expect(".o_crm_timeline_searched").toHaveText(/Searched back to 05\/04\/2026/);
    expect(".o_crm_timeline_empty").toHaveCount(0);
    expect(server.requests).toHaveLength(2, { message: "it does not go on by itself" });
    await contains(".o_crm_timeline_more").click();
    expect(server.requests.at(-1).cursor).toBe("two");
    expect(".o_crm_entry").toHaveCount(1);
    await contains(".o_crm_timeline_older").click();
    expect(server.requests.at(-1).filters.date_from).toBe("1900-01-01");
});

test("a file opens in a tab of its own, a chosen colour lies behind a readable icon", async () => {
    server.pages = [{
        entries: [makeEntry({ res_id: 9, key: "ir.attachment,9", kind: "file", big: false, title: "plan.pdf", url: "/web/content/9?download=true", color: "#ffee00" })],
        cursor: false,
    }];
    await openTimeline();
    expect("a.o_crm_entry_title").toHaveAttribute("href", "/web/content/9?download=true");
    expect("a.o_crm_entry_title").toHaveAttribute("target", "_blank");
    expect(".o_crm_entry_icon").toHaveStyle({ backgroundColor: "rgb(255, 238, 0)", color: "rgb(0, 0, 0)" });
});

test("what is printed is what is shown, and so is what the page opens", async () => {
    server.pages = [{ entries: [], cursor: false, may_export: true }];
    onRpc("crm.timeline", "print_action", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.report", report_name: "x" };
    });
    mockService("action", { doAction: (action) => expect.step(action.report_name || action) });
    const { first } = await openTimeline();
    await contains("[data-scope=history]").click();
    await contains("[data-filter=menu]").click();
    expect(queryAllTexts(".o_crm_filters_menu .dropdown-item")).toEqual(["Open as a page", "Print", "Export"]);
    await contains(".o_crm_filters_menu [data-menu=print]").click();
    const filters = { ...server.requests.at(-1).filters };
    expect.verifySteps([["res.partner", first, filters], "x"]);
    await contains("[data-filter=menu]").click();
    await contains(".o_crm_filters_menu [data-menu=page]").click();
    expect.verifySteps(["crm_customer_record.crm_timeline_page_action"]);
});
