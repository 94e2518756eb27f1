import { useComponent, useEffect } from "@odoo/owl";

/**
 * Read the record of a view widget anew, at intervals, while it is in one of the `working` states.
 *
 * @param {string[]} working states in which the server is at work on the record
 * @param {number} interval in ms; nothing is asked while nobody looks
 * @returns {() => Promise<void>} reads it now
 */
export function useRefresh(working, interval) {
    const component = useComponent();
    let isLoading = false;

    const refresh = async () => {
        if (isLoading) {
            return;
        }
        isLoading = true;
        try {
            await component.props.record.load();
        } finally {
            isLoading = false;
        }
    };

    useEffect(
        (state) => {
            if (!working.includes(state)) {
                return;
            }
            const timer = setInterval(() => !document.hidden && refresh(), interval);
            return () => clearInterval(timer);
        },
        () => [component.props.record.data.state]
    );
    return refresh;
}
