import { QuickLog } from "@crm_customer_record/quick_log/quick_log";
import { draft } from "@crm_customer_record/quick_log/quick_log_draft";
import { CustomerCard } from "@crm_customer_record/customer_card/customer_card";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, press, queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

defineMailModels();

const INPUT = ".o_crm_quick_log_input";
const TEMPLATES = [
    { shortcut: "nr", name: "No reply", text: "Nobody answered" },
    { shortcut: "nope", name: "Not interested", text: "" },
    { shortcut: "offer", name: "Wants an offer", text: "Wants an offer" },
];

let preview, logged;

beforeEach(() => {
    preview = { chips: [], hints: [], plan: false };
    logged = [];
    patchWithCleanup(user, { checkAccessRight: async () => true });
    onRpc("crm.interaction.template", "quick_log_templates", () => TEMPLATES);
    onRpc("crm.interaction", "quick_log_preview", () => preview);
    onRpc("crm.interaction", "quick_log", ({ args }) => {
        logged.push(args[1]);
        return { id: 5, made: { model: "crm.interaction", id: 5 }, message: "Logged on the timeline." };
    });
});

async function mountLine(props = {}) {
    await mountWithCleanup(QuickLog, { props: { partnerId: 3, bus: new CustomerCard(), ...props } });
}

async function type(text) {
    await contains(INPUT).edit(text, { confirm: false });
    await advanceTime(300);
    await animationFrame();
}

test("templates are chosen by the keyboard, and a complete shortcut needs no choice", async () => {
    await mountLine();
    await type("/n");
    expect(queryAllTexts("[role=option] strong")).toEqual(["/nr", "/nope"]);
    expect(INPUT).toHaveAttribute("role", "combobox");
    expect(INPUT).toHaveAttribute("aria-expanded", "true");
    await press("ArrowDown");
    await animationFrame();
    expect("[role=option][aria-selected=true] strong").toHaveText("/nope");
    expect(`#${document.querySelector(INPUT).getAttribute("aria-activedescendant")}`).toHaveText(/nope/);
    await press("Enter");
    await animationFrame();
    expect(INPUT).toHaveValue("/nope ");
    expect("[role=option]").toHaveCount(0);
    expect(INPUT).not.toHaveAttribute("role");
    expect(logged).toEqual([]);
    await type("/nr");
    await press("Enter");
    await animationFrame();
    expect(logged).toEqual(["/nr"]);
});

test("templates are found by their name, and Escape closes the list only", async () => {
    await mountLine();
    await type("call /offer");
    expect("[role=option]").toHaveCount(0);
    await type("/wants");
    expect(queryAllTexts("[role=option] strong")).toEqual(["/offer"]);
    await press("Escape");
    await animationFrame();
    expect("[role=option]").toHaveCount(0);
    expect(INPUT).toHaveValue("/wants");
    await type("24/7");
    expect("[role=option]").toHaveCount(0);
});

test("a plan says that nothing is logged, and what stays text says why", async () => {
    preview = {
        chips: [{ key: "plan", label: "Plan: 11/23/2026 · call Anna", start: 0, end: 4 }],
        hints: ["No colleague is called @bob; it stays text."],
        plan: true,
    };
    await mountLine();
    await type("call Anna tomorrow @bob");
    expect(".o_crm_quick_log_notice").toHaveText("Only planned, nothing is logged.");
    expect(".o_crm_quick_log_doubt").toHaveText("No colleague is called @bob; it stays text.");
    expect(".o_crm_quick_log_save").toHaveAttribute("aria-label", "Plan");
    expect(".o_crm_quick_log [role=status]").toHaveText(/Only planned, nothing is logged: Plan: .* No colleague/);
});

test("Ctrl+Z in the empty line takes back what was just saved", async () => {
    onRpc("crm.interaction", "unlink", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    await mountLine();
    await type("called Anna");
    await press("Enter");
    await animationFrame();
    expect(INPUT).toHaveValue("");
    expect(".o_crm_quick_log_pieces").toHaveText(/Logged on the timeline/);
    expect(".o_crm_quick_log [role=status]").toHaveText("Logged on the timeline.");
    await press(["ctrl", "z"]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[5]]);
    expect(INPUT).toHaveValue("called Anna");
    await press(["ctrl", "z"]);
    expect.verifySteps([]);
});

test("a draft comes back visibly, and can be discarded", async () => {
    draft.write("3", "called Anna");
    await mountLine();
    expect(INPUT).toHaveValue("called Anna");
    expect(".o_crm_quick_log_draft").toHaveText(/Draft/);
    await contains(".o_crm_quick_log_draft button").click();
    expect(INPUT).toHaveValue("");
    expect(draft.read("3")).toBe("");
});

test("drafts of other people, old ones, and those of who logs out are removed", async () => {
    const own = "crm_customer_record.draft";
    draft.write("3", "mine");
    const [mine] = Object.keys(browser.localStorage).filter((key) => key.startsWith(own));
    const others = mine.replace(`.${user.userId}.3`, ".4711.3");
    browser.localStorage.setItem(others, JSON.stringify({ text: "theirs", at: Date.now() }));
    browser.localStorage.setItem(mine.replace(/3$/, "4"), JSON.stringify({ text: "old", at: 0 }));
    draft.tidy();
    expect(Object.keys(browser.localStorage).filter((key) => key.startsWith(own))).toEqual([mine]);
    await mountLine();
    patchWithCleanup(browser, { location: { ...browser.location, set href(value) {} } });
    registry.category("user_menuitems").get("log_out")({ services: { pwa: {} } }).callback();
    expect(draft.read("3")).toBe("");
});
