import { useEffect, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * Call back when the element comes into view, and again after each change of the dependencies if it is
 * still there (an observer alone tells only of coming and going).
 */
export function useNearEnd(refName, callback, dependencies) {
    const ref = useRef(refName);
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            const observer = new IntersectionObserver((changes) => {
                if (changes.some((change) => change.isIntersecting)) {
                    callback();
                }
            });
            observer.observe(el);
            return () => observer.disconnect();
        },
        () => [ref.el, ...dependencies()]
    );
}

/**
 * Call back when the chatter beside the form gets a new message: what was posted belongs to the history.
 *
 * @param {() => [string, number|false]} getSubject model and id of the form's record
 */
export function useChatterNews(getSubject, callback) {
    const store = useService("mail.store");
    const watched = useState({ thread: undefined });
    let seen;
    useEffect(
        (model, id) => {
            watched.thread = id ? store.Thread.insert({ model, id }) : undefined;
        },
        () => getSubject()
    );
    useEffect(
        (threadId, messageId) => {
            const news = seen && seen.threadId === threadId && seen.messageId && messageId > seen.messageId;
            seen = { threadId, messageId };
            if (news) {
                callback();
            }
        },
        () => [watched.thread?.id, watched.thread?.newestPersistentMessage?.id]
    );
}
