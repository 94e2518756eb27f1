import { beforeEach, expect, test } from "@odoo/hoot";
import { preloadBundle } from "@web/../tests/web_test_helpers";
import { loadBundle } from "@web/core/assets";
import { bundled, layOut, shortName } from "@crm_customer_record/relations/relation_layout";

const BUNDLE = "crm_customer_record.assets_relation_map";

preloadBundle(BUNDLE);
beforeEach(() => loadBundle(BUNDLE));

function makeGraph(count) {
    const nodes = [...Array(count).keys()].map((id) => ({ id: id + 1, name: `Person ${id}`, is_center: !id }));
    const edges = nodes.slice(1).map(({ id }) => ({ source: id, target: 1, label: "knows", sentence: `${id} knows`, is_past: false }));
    return { nodes, edges };
}

test("names and functions that are too long are cut", () => {
    expect(shortName("Anna")).toBe("Anna");
    expect(shortName("Konstantin Konstantinopolski")).toBe("Konstantin Kons…");
});

test("edges between the same two share one line", () => {
    const byId = { 1: { id: 1 }, 2: { id: 2 }, 3: { id: 3 } };
    const lines = bundled(
        [
            { source: 1, target: 2, label: "worked at", sentence: "Anna worked at Elm", is_past: true },
            { source: 2, target: 1, label: "recommended by", sentence: "Elm recommended by Anna", is_past: false },
            { source: 3, target: 1, label: "worked at", sentence: "Bob worked at Elm", is_past: true },
        ],
        byId
    );
    expect(lines.map(({ label, isPast }) => [label, isPast])).toEqual([
        ["worked at, recommended by", false],
        ["worked at", true],
    ]);
    expect(lines[0].sentences).toEqual(["Anna worked at Elm", "Elm recommended by Anna"]);
    expect(lines[1].from).toBe(byId[3]);
});

for (const [count, width] of [
    [2, 700],
    [24, 700],
    [24, 330],
]) {
    test(`${count} nodes keep within ${width} pixels, apart, always in the same places`, () => {
        const graph = makeGraph(count);
        const { nodes, edges, height } = layOut(graph, width);
        expect(nodes).toHaveLength(count);
        expect(edges).toHaveLength(count - 1);
        for (const { x, y } of nodes) {
            expect(x >= 58 && x <= width - 58).toBe(true, { message: `${x} is within the width` });
            expect(y >= 31 && y <= height - 31).toBe(true, { message: `${y} is within the height` });
        }
        let nearest = Infinity;
        for (const node of nodes) {
            for (const other of nodes) {
                if (other.id > node.id) {
                    nearest = Math.min(nearest, Math.hypot(node.x - other.x, node.y - other.y));
                }
            }
        }
        expect(nearest).toBeGreaterThan(30);
        expect(layOut(graph, width).nodes.map(({ x }) => x)).toEqual(nodes.map(({ x }) => x));
        expect(graph.nodes[1].x).toBe(undefined);
    });
}
