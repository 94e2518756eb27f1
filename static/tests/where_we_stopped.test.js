import { defineMailModels, startServer } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { contains, makeServerError, mockService, mountView, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { isFresh } from "@crm_customer_record/timeline/timeline_visit";

defineMailModels();

const ARCH = `
    <form>
        <sheet>
            <widget name="crm_where_we_stopped"/>
            <field name="name"/>
            <widget name="crm_timeline"/>
        </sheet>
    </form>`;
const ACTION = { type: "ir.actions.act_window", res_model: "crm.lead", res_id: 3, views: [[false, "form"]] };

let sentences, since, entries;

beforeEach(() => {
    sentences = [];
    since = false;
    entries = [];
    patchWithCleanup(user, { checkAccessRight: async () => true });
    onRpc("res.partner", "where_we_stopped", () => sentences);
    onRpc("crm.card.visit", "visit", ({ args }) => {
        expect.step(`visit ${args.length}`);
        return { since };
    });
    onRpc("crm.timeline", "timeline_page", () => ({ entries, cursor: false }));
    onRpc("crm.timeline", "timeline_filters", () => ({ kinds: [], users: [] }));
});

async function openCard() {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Azure Interior" });
    await mountView({ type: "form", resModel: "res.partner", resId: partnerId, arch: ARCH });
    await animationFrame();
    return partnerId;
}

function makeEntry(id, values) {
    return {
        key: `crm.interaction,${id}`, model: "crm.interaction", kind: "call", big: true, date_only: false, title: "Call",
        summary: `Talk ${id}`, icon: "", user: { id: 999, name: "Marc" }, partner: false, account: false, participants: [],
        direction: false, duration: 0, outcome: false, amount: false, currency_id: false, amount_text: "", state: false,
        badges: [], next_step: false, attachments: 0, link: false, created: false, ...values,
    };
}

test("the paragraph is made of sentences, each opens what it speaks of", async () => {
    sentences = [
        { key: "talk", text: "Last talk: Visit by you, today.", action: false },
        { key: "deal", text: "Open deal: Forty desks, New, $ 100.", action: ACTION },
        { key: "money", text: "$ 5 is overdue.", action: ACTION },
    ];
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    await openCard();
    expect(".o_crm_stopped").toHaveText(/Last talk: Visit by you, today\. Open deal: Forty desks, New, \$ 100\. \$ 5 is overdue\./);
    expect("[data-sentence=talk]").not.toHaveAttribute("href");
    await contains("[data-sentence=deal]").click();
    expect.verifySteps(["visit 1", "crm.lead"]);
});

test("without an answer, or without anything to say, the paragraph stays away", async () => {
    onRpc("res.partner", "where_we_stopped", () => {
        throw makeServerError({ message: "no" });
    });
    await openCard();
    expect(".o_crm_stopped").toHaveCount(0);
    expect(".o_crm_timeline").toHaveCount(1);
    expect.verifySteps(["visit 1"]);
});

test("what others did since the last visit is marked and counted", async () => {
    since = "2026-11-10 12:00:00";
    entries = [
        makeEntry(1, { date: "2026-11-12 09:00:00", created: "2026-11-12 09:00:00" }),
        makeEntry(2, { date: "2026-11-11 09:00:00", created: "2026-11-11 09:00:00", user: { id: user.userId, name: "Me" } }),
        makeEntry(3, { date: "2026-11-09 09:00:00", created: "2026-11-12 10:00:00" }),
        makeEntry(4, { date: "2026-11-08 09:00:00", created: "2026-11-08 09:00:00" }),
    ];
    await openCard();
    expect.verifySteps(["visit 1"]);
    expect(queryAllTexts(".o_crm_entry_fresh .o_crm_entry_lines")).toEqual(["Talk 1", "Talk 3"]);
    expect(".o_crm_entry_dot").toHaveCount(2);
    expect(queryOne(".o_crm_timeline_news").textContent).toInclude("2 new since your last visit");
});

test("nothing is marked on the first visit", async () => {
    entries = [makeEntry(1, { date: "2026-11-12 09:00:00", created: "2026-11-12 09:00:00" })];
    await openCard();
    expect(".o_crm_entry").toHaveCount(1);
    expect(".o_crm_entry_fresh").toHaveCount(0);
    expect(".o_crm_timeline_news").toHaveCount(0);
    expect.verifySteps(["visit 1"]);
});

test("new is what came about or became known since, not what lies ahead", () => {
    const last = "2026-11-10 12:00:00";
    const now = "2026-11-12 12:00:00";
    const fresh = (values) => isFresh({ date_only: false, created: false, user: false, ...values }, last, 2, now);
    expect(fresh({ date: "2026-11-11 00:00:00" })).toBe(true);
    expect(fresh({ date: "2026-11-20 00:00:00" })).toBe(false);
    expect(fresh({ date: "2026-11-20 00:00:00", created: "2026-11-11 00:00:00" })).toBe(true);
    expect(fresh({ date: "2026-11-10 00:00:00", date_only: true, created: "2026-11-10 11:00:00" })).toBe(false);
    expect(fresh({ date: "2026-11-10 00:00:00", date_only: true, created: "2026-11-10 13:00:00" })).toBe(true);
    expect(fresh({ date: "2026-11-11 00:00:00", user: { id: 2 } })).toBe(false);
    expect(isFresh({ date: "2026-11-11 00:00:00", user: false }, false, 2, now)).toBe(false);
});
