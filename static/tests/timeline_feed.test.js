import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { Deferred } from "@odoo/hoot-dom";
import { NO_FILTERS, TimelineFeed } from "@crm_customer_record/timeline/timeline_feed";
import { ConnectionLostError } from "@web/core/network/rpc";

beforeEach(allowTranslations);

const entry = (id) => ({ key: `sale.order,${id}`, date: "2026-11-01 08:00:00", date_only: false });

/** An orm whose calls are answered by the test, in the order it wants. */
function makeFeed() {
    const calls = [];
    const call = (model, method, [partnerId], kwargs) => {
        const answer = new Deferred();
        calls.push({ method, partnerId, ...kwargs, answer });
        return answer;
    };
    return { feed: new TimelineFeed({ silent: { call } }), calls };
}

test("an answer for the customer shown before is dropped", async () => {
    const { feed, calls } = makeFeed();
    const first = feed.open(1);
    const second = feed.open(2);
    calls[1].answer.resolve({ entries: [entry(20)], cursor: false });
    await second;
    calls[0].answer.resolve({ entries: [entry(10)], cursor: "old" });
    await first;
    expect(feed.entries.map(({ key }) => key)).toEqual(["sale.order,20"]);
    expect(feed.cursor).toBe(false);
    expect(feed.loading).toBe(false);
});

test("a late page is dropped after the filters changed", async () => {
    const { feed, calls } = makeFeed();
    const opening = feed.open(1);
    calls[0].answer.resolve({ entries: [entry(1)], cursor: "next" });
    await opening;
    const paging = feed.loadMore();
    const filtering = feed.filter({ kinds: ["call"] });
    calls[2].answer.resolve({ entries: [entry(5)], cursor: false });
    await filtering;
    calls[1].answer.resolve({ entries: [entry(2)], cursor: false });
    await paging;
    expect(calls[2].filters.kinds).toEqual(["call"]);
    expect(feed.entries.map(({ key }) => key)).toEqual(["sale.order,5"]);
});

test("pages are appended once, and an entry that comes twice shows once", async () => {
    const { feed, calls } = makeFeed();
    const opening = feed.open(1);
    calls[0].answer.resolve({ entries: [entry(2), entry(1)], cursor: "next" });
    await opening;
    const paging = feed.loadMore();
    feed.loadMore();
    expect(calls).toHaveLength(2);
    expect(calls[1].cursor).toBe("next");
    calls[1].answer.resolve({ entries: [entry(1), entry(0)], cursor: false });
    await paging;
    expect(feed.entries.map(({ key }) => key)).toEqual(["sale.order,2", "sale.order,1", "sale.order,0"]);
    feed.loadMore();
    expect(calls).toHaveLength(2);
});

test("what is shown survives a failure, and trying again goes on from there", async () => {
    const { feed, calls } = makeFeed();
    const opening = feed.open(1);
    calls[0].answer.resolve({ entries: [entry(2)], cursor: "next" });
    await opening;
    const paging = feed.loadMore();
    calls[1].answer.reject(new ConnectionLostError("/web"));
    await paging;
    expect(feed.error).toMatch(/cannot be reached/);
    expect(feed.entries).toHaveLength(1);
    const again = feed.retry();
    expect(calls[2].cursor).toBe("next");
    calls[2].answer.resolve({ entries: [entry(1)], cursor: false });
    await again;
    expect(feed.error).toBe("");
    expect(feed.entries).toHaveLength(2);
});

test("an unsaved contact asks nothing; resetting the filters is no filter", async () => {
    const { feed, calls } = makeFeed();
    await feed.open(false);
    expect(calls).toHaveLength(0);
    expect(feed.ready).toBe(true);
    expect(feed.isFiltered).toBe(false);
    feed.filter({ text: "desk" });
    expect(feed.isFiltered).toBe(true);
    feed.filter({ ...NO_FILTERS });
    expect(feed.isFiltered).toBe(false);
});
