// What this machine can tell of, from /api/metrics, and which charts follow from that.

import * as layout from "./layout.js";
import { keyOf } from "./samples.js";
import { readable } from "./units.js";

export class Catalogue {
    #metrics;

    /** @param list the answer of /api/metrics */
    constructor(list) {
        this.#metrics = new Map(list.map((metric) => [metric.name, metric]));
        this.counters = new Set(list.filter(({ kind }) => kind === "counter").map(({ name }) => name));
    }

    names() {
        return [...this.#metrics.keys()];
    }

    get(name) {
        return this.#metrics.get(name);
    }

    /** Whether there is, or was in the newest sample, anything to show of a metric. */
    has(name) {
        const metric = this.get(name);
        return metric !== undefined && (metric.available || metric.instances.length > 0);
    }

    instances(name) {
        return this.get(name)?.instances ?? [];
    }

    /** Why a metric, or one instance of it, has no value; empty if it has one. */
    reason(name, instance = "") {
        const metric = this.get(name);
        const own = metric?.unavailable?.find((each) => each.instance === instance);
        return own?.reason ?? metric?.reason ?? "";
    }

    /** Whether a series of a sample is known here. */
    knows(key) {
        const colon = key.indexOf(":");
        const metric = this.get(colon < 0 ? key : key.slice(0, colon));
        return colon < 0 || metric === undefined || metric.instances.includes(key.slice(colon + 1));
    }

    /** Readings that failed, as opposed to such as this machine does not have: `{name, instance, reason}`. */
    failures() {
        const failed = [];
        for (const { name, reason, unavailable } of this.#metrics.values()) {
            for (const each of unavailable ?? [{ instance: "", reason: reason ?? "" }]) {
                if (each.reason.startsWith("failed: ")) failed.push({ name, ...each });
            }
        }
        return failed;
    }

    /** The charts of this machine: those of the layout, then one for what no part of the layout names. */
    charts() {
        return [...layout.charts.flatMap((each) => this.#planned(each)), ...this.#others()];
    }

    /** The metrics of the layout's charts that this machine lacks, as charts with a reason each. */
    missing() {
        return layout.charts
            .filter(({ lines }) => !lines.some(({ metric }) => this.has(metric)))
            .map(({ id, lines }) => ({ id, reason: this.reason(lines[0].metric) }));
    }

    #planned(chart) {
        const lines = chart.lines.filter(({ metric }) => this.has(metric));
        if (lines.length === 0) return [];
        const plan = { section: "history", ...chart, lines };
        if (!chart.each) return [plan];
        const instances = new Set(lines.flatMap(({ metric }) => this.instances(metric)));
        return [...instances].map((only) => ({ ...plan, id: keyOf(chart.id, only), kind: chart.id, only }));
    }

    /** One chart for each unit and first word of a name: what belongs together is mostly named so. */
    #others() {
        const known = named();
        const groups = new Map();
        for (const metric of this.#metrics.values()) {
            if (known.has(metric.name) || metric.name.startsWith(layout.own.prefix) || !this.has(metric.name)) continue;
            const id = `${metric.name.split("_")[0]} ${metric.unit}`;
            if (!groups.has(id)) groups.set(id, []);
            groups.get(id).push(metric);
        }
        return [...groups.values()].map((metrics) => ({
            id: `more-${metrics[0].name}`,
            section: "more",
            title:
                metrics.length === 1
                    ? readable(metrics[0].name, metrics[0].unit)
                    : readable(metrics[0].name.split("_")[0]),
            lines: metrics.map(({ name }) => ({ metric: name, as: "line" })),
        }));
    }
}

/** Every metric that the layout names. */
function named() {
    const names = new Set([...layout.covered, ...Object.values(layout.arrays)]);
    for (const { value, also = [], of = [], rates = [], totals = [] } of layout.cards) {
        [value, ...also, ...of, ...rates, ...totals].forEach((name) => names.add(name));
    }
    for (const { lines, strips, flags = [], top } of layout.charts) {
        [...lines, ...flags].forEach(({ metric }) => names.add(metric));
        [strips, top].forEach((name) => names.add(name));
    }
    for (const { percent, used, total, status } of layout.bars)
        [percent, used, total, status].forEach((name) => names.add(name));
    layout.rules.flags.forEach(({ now, ever }) => names.add(now).add(ever));
    return names;
}
