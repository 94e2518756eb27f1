import { draft } from "@crm_customer_record/quick_log/quick_log_draft";
import { defineMailModels, patchUiSize, SIZES } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, click, manuallyDispatchProgrammaticEvent, press, queryFirst } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { contains, getService, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { session } from "@web/session";

defineMailModels();

const OUTCOMES = [{ id: 1, name: "Reached" }, { id: 2, name: "No answer" }];
const INPUT = ".o_crm_call .o_crm_quick_log_input";
let people, logged;

class Page extends Component {
    static template = xml`
        <a class="anna" href="tel:+4930901820" t-on-click.prevent="() => {}">Anna</a>
        <a class="bob" href="tel:+4930901821" t-on-click.prevent="() => {}">Bob</a>`;
    static props = {};
}

beforeEach(() => {
    mockDate("2026-11-22 12:00:00", 0);
    people = {
        "+4930901820": { id: 3, name: "Anna", account: "Romashka", outcomes: OUTCOMES },
        "+4930901821": { id: 4, name: "Bob", account: "", outcomes: OUTCOMES },
    };
    logged = [];
    patchWithCleanup(session, { crm_may_log: true });
    patchWithCleanup(user, { checkAccessRight: async () => true });
    onRpc("crm.interaction", "call_partner", ({ args }) => people[args[0]] || false);
    onRpc("crm.interaction", "quick_log_preview", ({ kwargs }) => {
        expect(kwargs.kind).toBe("call");
        return { chips: [], hints: [], plan: false };
    });
    onRpc("crm.interaction", "quick_log_call", ({ args, kwargs }) => {
        logged.push([...args, kwargs.outcome_id]);
        return { made: { model: "crm.interaction", id: 9 }, message: "Logged on the timeline." };
    });
});

async function dial(name) {
    await click(`a.${name}`);
    await animationFrame();
    await animationFrame();
}

test("a telephone link opens a running form; Enter saves what was said and how long it took", async () => {
    await mountWithCleanup(Page);
    await dial("anna");
    expect(".o_crm_call header").toHaveText(/Anna\s*Romashka/);
    expect(INPUT).toBeFocused();
    await advanceTime(65_000);
    await animationFrame();
    expect(".o_crm_call_clock").toHaveText("01:05");
    await contains(INPUT).edit("wants a quote", { confirm: false });
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(logged).toHaveLength(1);
    expect(logged[0].slice(0, 2)).toEqual([3, "wants a quote"]);
    expect(logged[0][2]).toBeWithin(65, 70); // rendering takes its time, too
    expect(".o_crm_call").toHaveCount(0);
    expect(draft.read("call")).toBe("");
});

test("an outcome is one click", async () => {
    await mountWithCleanup(Page);
    await dial("anna");
    await contains(".o_crm_call_outcomes button:contains(No answer)").click();
    await animationFrame();
    expect(logged[0].slice(0, 2)).toEqual([3, ""]);
    expect(logged[0][3]).toBe(2);
    expect(".o_crm_call").toHaveCount(0);
});

test("Escape puts the form aside with its text; the call survives a reload", async () => {
    await mountWithCleanup(Page);
    await dial("anna");
    await contains(INPUT).edit("wants", { confirm: false });
    await press("Escape");
    await animationFrame();
    expect(".o_crm_call").toHaveCount(0);
    expect(".o_crm_call_pill").toHaveText(/Anna/);
    expect(JSON.parse(draft.read("call")).partnerId).toBe(3);
    await contains(".o_crm_call_pill").click();
    expect(INPUT).toHaveValue("wants");
});

test("on a phone a bar runs along; opened, it leaves the keyboard away", async () => {
    await patchUiSize({ size: SIZES.SM });
    await mountWithCleanup(Page);
    await dial("anna");
    expect(".o_crm_call").toHaveCount(0);
    expect(".o_crm_call_pill").toHaveText(/Anna.*00:00/);
    await contains(".o_crm_call_pill").click();
    expect(INPUT).toHaveCount(1);
    expect(INPUT).not.toBeFocused();
    await contains(".o_crm_call_outcomes button:contains(Reached)").click();
    await animationFrame();
    expect(logged).toHaveLength(1);
});

test("one call at a time, and none with strangers or where it is switched off", async () => {
    await mountWithCleanup(Page);
    people["+4930901821"] = false;
    await dial("bob");
    expect(".o_crm_call").toHaveCount(0);
    await dial("anna");
    people["+4930901821"] = { id: 4, name: "Bob", account: "", outcomes: OUTCOMES };
    await dial("bob");
    expect(".o_crm_call header strong").toHaveText("Anna");
    await contains(".o_crm_call header button[aria-label=Discard]").click();
    expect(".o_crm_call").toHaveCount(0);
    user.updateUserSettings("crm_call_timer", false);
    await dial("anna");
    expect(".o_crm_call").toHaveCount(0);
    user.updateUserSettings("crm_call_timer", true);
    expect(getService("crm_call_timer").isEnabled()).toBe(true);
});

test("the link itself is left alone", async () => {
    await mountWithCleanup(Page);
    let prevented;
    document.addEventListener("click", (ev) => {
        prevented = ev.defaultPrevented;
        ev.preventDefault();
    }, { once: true });
    const link = document.createElement("a");
    link.href = "tel:+4930901820";
    queryFirst(".o_crm_call, a.anna").parentElement.append(link);
    await manuallyDispatchProgrammaticEvent(link, "click", { button: 0, bubbles: true, cancelable: true });
    expect(prevented).toBe(false);
    link.remove();
});
