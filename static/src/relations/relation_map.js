import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { useService } from "@web/core/utils/hooks";
import { layOut, shortName } from "./relation_layout";

const BUNDLE = "crm_customer_record.assets_relation_map";
const NARROWEST = 280;

/** The people and companies around a customer as a small graph, and the same in words. */
export class RelationMap extends Component {
    static template = "crm_customer_record.RelationMap";
    static props = {
        partnerId: Number,
        /** Another number: read again. */
        version: Number,
        onOpen: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ graph: false, drawing: false, width: 0, inWords: false, failed: false });
        this.shortName = shortName;
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.partnerId, this.props.version]
        );
        const observer = new ResizeObserver(() => this.draw());
        useEffect(
            (root) => {
                if (root) {
                    observer.observe(root);
                    return () => observer.disconnect();
                }
            },
            () => [this.root.el]
        );
        onWillUnmount(() => observer.disconnect());
    }

    get isAlone() {
        return this.state.graph && this.state.graph.nodes.length < 2;
    }

    async load() {
        const { partnerId } = this.props;
        try {
            const graph = await this.orm.silent.call("res.partner", "relation_map", [[partnerId]]);
            if (graph.nodes.length > 1) {
                await loadBundle(BUNDLE);
            }
            if (partnerId === this.props.partnerId) {
                this.state.graph = graph;
                this.state.width = 0;
                this.draw();
            }
        } catch (error) {
            // The list above tells the relations: the map is a picture of them.
            console.info("The relation map could not be drawn:", error);
            this.state.failed = true;
        }
    }

    draw() {
        const width = Math.max(NARROWEST, Math.floor(this.root.el?.clientWidth || 0));
        if (!this.state.graph || this.isAlone || !this.root.el || width === this.state.width) {
            return;
        }
        this.state.width = width;
        this.state.drawing = layOut(this.state.graph, width);
    }

    /** What a screen reader says of a node: who it is, and what links it. */
    nodeLabel(node) {
        const links = this.state.graph.edges.filter(({ source, target }) => [source, target].includes(node.id));
        return [node.name, node.function, ...links.map(({ sentence }) => sentence)].filter(Boolean).join(". ");
    }

    edgeTitle(edge) {
        return edge.sentences.join("\n");
    }

    onClickNode(ev, node) {
        ev.preventDefault();
        if (!node.is_center) {
            this.props.onOpen(node.id);
        }
    }

    onKeydownNode(ev, node) {
        if (ev.key === "Enter" || ev.key === " ") {
            this.onClickNode(ev, node);
        }
    }
}
