import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate } from "@web/core/l10n/dates";
import { durationText, exactDate, relativeDate } from "./timeline_dates";
import { ExpandableText } from "./expandable_text";

const SEPARATOR = " · ";

/** One event of the timeline: a talk with its text, or one line for what the host's documents tell. */
export class TimelineEntry extends Component {
    static template = "crm_customer_record.TimelineEntry";
    static components = { ExpandableText };
    static props = {
        entry: Object,
        /** The customer whose timeline this is: its own record is no target for a link. */
        partnerId: [Number, { value: false }],
        kindLabel: { type: String, optional: true },
        isNew: { type: Boolean, optional: true },
        isPinned: { type: Boolean, optional: true },
        /** Pins the entry, or takes its pin away; without it nobody may. */
        onPin: { type: Function, optional: true },
        /** It came since the user's last visit. */
        isFresh: { type: Boolean, optional: true },
        onOpen: Function,
    };

    get entry() {
        return this.props.entry;
    }

    /** The name of the document, unless that only says again what kind of entry it is, or with whom. */
    get title() {
        const { title, partner, account } = this.entry;
        const own = [partner, account].filter(Boolean).some(({ name }) => title === name || title.endsWith(`, ${name}`));
        return own ? "" : title;
    }

    get label() {
        return this.props.kindLabel && this.title !== this.props.kindLabel ? this.props.kindLabel : "";
    }

    get date() {
        return relativeDate(this.entry.when, this.entry.date_only);
    }

    get exactDate() {
        return exactDate(this.entry.when, this.entry.date_only);
    }

    get icon() {
        return this.entry.icon || "fa-circle-o";
    }

    get amount() {
        const { amount, amount_text, currency_id } = this.entry;
        if (amount_text) {
            return amount_text;
        }
        return typeof amount === "number" && currency_id ? formatCurrency(amount, currency_id) : "";
    }

    /** With whom, by whom, how long: what is known of it. */
    get details() {
        const { partner, user, duration, account } = this.entry;
        const others = this.participantNames;
        return [
            // A career is nobody's meeting: its title says whose it is.
            others.length && this.entry.kind !== "career" ? _t("with %s", others.join(", ")) : "",
            account && account.id !== this.props.partnerId && account.id !== partner?.id ? account.name : "",
            user ? user.name : "",
            durationText(duration),
        ]
            .filter(Boolean)
            .join(SEPARATOR);
    }

    get participantNames() {
        const { partner, participants } = this.entry;
        const people = [partner, ...participants].filter(Boolean);
        return [...new Set(people.filter(({ id }) => id !== this.props.partnerId).map(({ name }) => name))];
    }

    get direction() {
        return {
            in: { icon: "oi-arrow-down-left", label: _t("Incoming") },
            out: { icon: "oi-arrow-up-right", label: _t("Outgoing") },
        }[this.entry.direction];
    }

    /** What was agreed to come next: "Send the offer · Friday · Marc" */
    get nextStep() {
        const step = this.entry.next_step;
        if (!step) {
            return false;
        }
        const date = step.date && relativeDate(deserializeDate(step.date), true);
        return {
            label: [step.summary, date, step.user?.name || step.user].filter(Boolean).join(SEPARATOR),
            title: step.date ? exactDate(deserializeDate(step.date), true) : "",
            done: step.done,
            className: step.done ? "o_crm_chip_muted" : step.overdue ? "o_crm_chip_danger" : "o_crm_chip_info",
        };
    }

    get chips() {
        const { outcome, state, badges } = this.entry;
        return [outcome, state, ...badges].filter(Boolean).map((chip) => ({
            label: chip.name || chip.label || chip,
            className: this.chipClass(chip.color),
        }));
    }

    /** @param {string|number|undefined} color a tone ("success", "danger" ...) or the number of a tag colour */
    chipClass(color) {
        if (typeof color === "string" && color) {
            return `o_crm_chip_${color}`;
        }
        return color ? `o_tag o_tag_color_${color}` : "o_crm_chip_muted";
    }

    /** What administrators chose, with the icon in black or white, whichever can be seen on it. */
    get iconStyle() {
        const { color } = this.entry;
        return color ? `background-color: ${color}; color: ${isLight(color) ? "#000" : "#fff"}` : "";
    }

    get pinTitle() {
        if (!this.props.isPinned) {
            return _t("Important: pin on top");
        }
        const { pin } = this.entry;
        return pin ? _t("Pinned by %s. Take the pin away", pin.user) : _t("Take the pin away");
    }

    get href() {
        const { link, url } = this.entry;
        if (url) {
            return url;
        }
        if (!link || (link.model === "res.partner" && link.res_id === this.props.partnerId)) {
            return false;
        }
        const path = link.model.includes(".") ? link.model : `m-${link.model}`;
        return `/odoo/${path}/${link.res_id}`;
    }

    onClick(ev) {
        if (this.entry.url) {
            return;
        }
        // With a modifier the browser opens the address itself: a new tab, a new window.
        if (!ev.ctrlKey && !ev.metaKey && !ev.shiftKey) {
            ev.preventDefault();
            this.props.onOpen(this.entry);
        }
    }
}

/** @param {string} color "#rrggbb" */
function isLight(color) {
    const [red, green, blue] = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
    return 0.299 * red + 0.587 * green + 0.114 * blue > 160;
}
