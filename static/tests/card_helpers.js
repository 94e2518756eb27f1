import { startServer } from "@mail/../tests/mail_test_helpers";
import { animationFrame } from "@odoo/hoot-dom";
import { contains, mountView, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";

export const CARD_ARCH = `
    <form>
        <header><button name="act" type="object" string="Act"/></header>
        <sheet>
            <widget name="crm_card_strip"/>
            <field name="name"/>
            <notebook>
                <page name="other" string="Other"><field name="email"/></page>
                <page name="crm_timeline" string="Timeline"><widget name="crm_timeline"/></page>
            </notebook>
        </sheet>
    </form>`;

export const KINDS = [
    { key: "call", label: "Call", icon: "fa-phone", scopes: ["activity", "all"] },
    { key: "stage", label: "Stage change", icon: "fa-arrow-right", scopes: ["history", "all"] },
];

/** An entry as the server gives it. */
export function makeEntry(values) {
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

/** Answer what the parts of a card ask; the test says what the pages of the timeline are. */
export function mockCard() {
    const server = { pages: [{ entries: [], cursor: false }], requests: [], tiles: [] };
    patchWithCleanup(user, { checkAccessRight: async () => true });
    const page = (method) => ({ args, kwargs }) => {
        server.requests.push({ method, partnerId: args[0], ...kwargs });
        return server.pages.length > 1 ? server.pages.shift() : server.pages[0];
    };
    onRpc("crm.timeline", "timeline_page", page("timeline_page"));
    onRpc("crm.timeline", "deal_page", page("deal_page"));
    onRpc("crm.timeline", "timeline_filters", () => ({ kinds: KINDS, users: [{ id: 2, name: "Marc Demo" }] }));
    onRpc("res.partner", "card_strip", () => server.tiles);
    return server;
}

/** Open a form with two customers in its pager. */
export async function openCard({ resId, resIds } = {}) {
    const pyEnv = await startServer();
    const [first, second] = pyEnv["res.partner"].create([{ name: "Azure Interior" }, { name: "Deco Addict" }]);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: resId === undefined ? first : resId,
        resIds: resIds || [first, second],
        arch: CARD_ARCH,
    });
    return { first, second };
}

export async function openTimeline() {
    const ids = await openCard();
    await contains("a[name=crm_timeline]").click();
    await animationFrame();
    return ids;
}
