/* global d3 */

// What a name takes on the map: wide enough for two lines of a dozen letters.
const LABEL = { width: 116, height: 62 };
// Above and below the middle of a node: the icon, and the two lines of text.
const ABOVE = 34;
const BELOW = 42;
const STEPS = 300;
const LONGEST_NAME = 16;

/**
 * Place the nodes of a graph, the same ones always in the same places.
 *
 * @param {{nodes: Object[], edges: Object[]}} graph as `relation_map` gives it; not changed
 * @param {number} width of the drawing, in pixels
 * @returns {{nodes: Object[], edges: Object[], height: number}} copies with `x` and `y`, and edges with `from` and `to` nodes
 */
export function layOut(graph, width) {
    const room = heightFor(graph.nodes.length, width);
    const nodes = graph.nodes.map((node) => ({ ...node }));
    const center = nodes[0];
    Object.assign(center, { fx: width / 2, fy: room / 2 });
    const links = graph.edges.map(({ source, target }) => ({ source, target }));
    const simulation = d3
        .forceSimulation(nodes)
        .force("link", d3.forceLink(links).id(({ id }) => id).distance(Math.min(LABEL.width * 2, width / 3.2)))
        .force("charge", d3.forceManyBody().strength(-700))
        .force("collide", d3.forceCollide(LABEL.width * 0.52))
        .force("x", d3.forceX(width / 2).strength(0.04))
        .force("y", d3.forceY(room / 2).strength(0.09))
        .stop();
    // At once and out of sight: nothing moves before the eyes of the user.
    for (let step = 0; step < STEPS; step++) {
        simulation.tick();
        for (const node of nodes) {
            node.x = within(node.x, LABEL.width / 2, width);
            node.y = within(node.y, LABEL.height / 2, room);
        }
    }
    // No more height than is needed.
    const top = Math.min(...nodes.map(({ y }) => y)) - ABOVE;
    nodes.forEach((node) => (node.y -= top));
    const height = Math.ceil(Math.max(...nodes.map(({ y }) => y)) + BELOW);
    const byId = Object.fromEntries(nodes.map((node) => [node.id, node]));
    return { nodes, height, edges: bundled(graph.edges, byId) };
}

/** Edges between the same two share one line, with what each of them says. */
export function bundled(edges, byId) {
    const lines = new Map();
    for (const edge of edges) {
        const key = [edge.source, edge.target].sort((a, b) => a - b).join("-");
        const line = lines.get(key);
        if (line) {
            line.sentences.push(edge.sentence);
            line.label = [line.label, edge.label].filter(Boolean).join(", ");
            line.isPast &&= edge.is_past;
        } else {
            lines.set(key, {
                key,
                from: byId[edge.source],
                to: byId[edge.target],
                label: edge.label,
                sentences: [edge.sentence],
                isPast: edge.is_past,
            });
        }
    }
    return [...lines.values()];
}

export function shortName(name) {
    return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trim()}…` : name;
}

function heightFor(count, width) {
    const room = (count * LABEL.width * LABEL.height * 4) / width;
    return Math.round(Math.min(720, Math.max(240, room)));
}

function within(value, margin, size) {
    return Math.min(Math.max(value, margin), Math.max(margin, size - margin));
}
