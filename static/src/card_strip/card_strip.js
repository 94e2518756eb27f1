import { Component, useRef, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomer, useCustomerCard } from "../customer_card/customer_card";

const LOG_HOTKEY = "alt+shift+q";
const TIMELINE_PAGE = "crm_timeline";

// Room is kept for as many tiles as the last customer had, so that the form does not jump; one logs a talk.
let expectedTiles = 6;
let expectedLines = 0;

/** Whose customer, last talk, next step, deals, money: the answers at a glance, each a link. */
export class CardStrip extends Component {
    static template = "crm_customer_record.CardStrip";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.card = useCustomerCard();
        this.root = useRef("root");
        this.state = useState({ tiles: false, lines: [] });
        this.customer = useCustomer({
            clear: () => {
                Object.assign(this.state, { tiles: false, lines: [] });
            },
            load: (partnerId) => this.load(partnerId),
        });
        useBus(this.card, "relations-changed", () => this.load(this.customer.partnerId));
        // The strip is on the form whatever notebook page is open, so it listens for the whole card.
        useHotkey(LOG_HOTKEY, () => this.startLogging(), { bypassEditableProtection: true });
    }

    get placeholders() {
        return [...Array(expectedTiles).keys()];
    }

    get linePlaceholders() {
        return [...Array(expectedLines).keys()];
    }

    async load(partnerId) {
        if (!partnerId) {
            return;
        }
        try {
            const parts = await this.orm.silent.call("res.partner", "card_strip", [[partnerId]]);
            if (partnerId === this.customer.partnerId) {
                const tiles = parts.filter(({ links }) => !links);
                const lines = parts.filter(({ links }) => links);
                expectedTiles = tiles.length + 1;
                expectedLines = lines.length;
                Object.assign(this.state, { tiles, lines });
            }
        } catch (error) {
            // The strip repeats what the form can show elsewhere: without an answer it stays away.
            console.info("The card strip could not be read:", error);
            if (partnerId === this.customer.partnerId) {
                this.state.tiles = [];
            }
        }
    }

    /** What may be cut short in the tile, and the exact date behind "2 days ago". */
    tooltip({ value, sub, date }) {
        const exact = date && (date.length > 10 ? formatDateTime(deserializeDateTime(date)) : formatDate(deserializeDate(date)));
        return [value, sub, exact].filter(Boolean).join("\n");
    }

    /** @param {{action: Object|false}} tile a tile, or a link of a line below the tiles */
    onClickTile(ev, tile) {
        if (tile.action) {
            this.action.doAction(tile.action, { newWindow: ev.ctrlKey || ev.metaKey || ev.button === 1 });
        }
    }

    /** Bring up the timeline with the cursor in its quick-log line; a new contact is saved first. */
    async startLogging() {
        if (!this.customer.partnerId && !(await this.props.record.save())) {
            return;
        }
        const tab = this.root.el
            .closest(".o_form_renderer")
            ?.querySelector(`.o_notebook_headers a[name="${TIMELINE_PAGE}"]:not(.active)`);
        tab?.click();
        this.card.requestFocus();
    }
}

registry.category("view_widgets").add("crm_card_strip", {
    component: CardStrip,
    additionalClasses: ["w-100", "d-block"],
});
