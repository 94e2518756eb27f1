/**
 * Put consecutive changes that one colleague made on one day together: they show as one line until somebody opens it.
 *
 * @param {{key: string, change: boolean, user: Object|false, when: luxon.DateTime}[]} entries in the order of the timeline
 * @returns {{key: string, entries: Object[], isRun: boolean}[]}
 */
export function collapseChanges(entries) {
    const items = [];
    for (const entry of entries) {
        const item = items.at(-1);
        if (item && belongTogether(item.entries.at(-1), entry)) {
            item.entries.push(entry);
            item.isRun = true;
        } else {
            items.push({ key: entry.key, entries: [entry], isRun: false });
        }
    }
    return items;
}

function belongTogether(one, other) {
    return Boolean(
        one.change && other.change && one.user && one.user.id === other.user?.id && one.when.hasSame(other.when, "day")
    );
}

/**
 * @param {Object[]} entries of a run
 * @param {Object<string, string>} kindLabels
 * @returns {string} what was changed, each thing once: "Forty desks, Stage change"
 */
export function runSummary(entries, kindLabels) {
    return [...new Set(entries.map(({ title, kind }) => title || kindLabels[kind]).filter(Boolean))].join(", ");
}
