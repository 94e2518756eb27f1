import { _t } from "@web/core/l10n/translation";

/** Kinds that people look for together. A kind that is in none of them has a button of its own. */
const KIND_GROUPS = [
    { key: "calls", icon: "fa-phone", label: _t("Calls"), kinds: ["call"] },
    { key: "meetings", icon: "fa-users", label: _t("Meetings"), kinds: ["meeting", "visit", "calendar"] },
    { key: "emails", icon: "fa-envelope", label: _t("E-mails"), kinds: ["email", "letter"] },
    { key: "messages", icon: "fa-comment", label: _t("Messages"), kinds: ["message", "comment"] },
    { key: "notes", icon: "fa-sticky-note-o", label: _t("Notes"), kinds: ["note", "activity"] },
    { key: "deals", icon: "fa-star", label: _t("Deals"), kinds: ["opportunity", "stage", "quotation", "order"] },
    { key: "money", icon: "fa-money", label: _t("Money"), kinds: ["invoice", "credit_note", "payment"] },
    { key: "promises", icon: "fa-flag-o", label: _t("Promises"), kinds: ["promise"] },
    { key: "people", icon: "fa-exchange", label: _t("People"), kinds: ["handover", "career"] },
    { key: "files", icon: "fa-paperclip", label: _t("Files"), kinds: ["file"] },
    { key: "projects", icon: "fa-tasks", label: _t("Projects"), kinds: ["project", "task"] },
    { key: "shop", icon: "fa-shopping-bag", label: _t("Shop"), kinds: ["pos_order", "subscription", "loyalty"] },
    { key: "changes", icon: "fa-pencil", label: _t("Changes"), kinds: ["log"] },
];

/**
 * @param {{key: string, label: string, icon: string, scopes: string[]|undefined}[]} kinds that the user can see, in the
 *  order that administrators chose: a group stands where the first of its kinds does
 * @param {string} scope
 * @returns {{key: string, label: string, icon: string, kinds: string[]}[]} the buttons for those the scope shows
 */
export function kindButtons(kinds, scope) {
    const shown = kinds.filter(({ scopes }) => !scopes || scopes.includes(scope));
    const grouped = new Set(KIND_GROUPS.flatMap((group) => group.kinds));
    const groups = KIND_GROUPS.map((group) => ({
        ...group,
        kinds: shown.map(({ key }) => key).filter((key) => group.kinds.includes(key)),
    }));
    const others = shown
        .filter(({ key }) => !grouped.has(key))
        .map(({ key, label, icon }) => ({ key, label, icon, kinds: [key] }));
    const places = new Map(shown.map(({ key }, place) => [key, place]));
    const first = ({ kinds: keys }) => Math.min(...keys.map((key) => places.get(key)));
    return [...groups.filter((group) => group.kinds.length), ...others].sort((a, b) => first(a) - first(b));
}
