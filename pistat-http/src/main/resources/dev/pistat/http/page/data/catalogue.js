// The catalogue of metrics, from `/api/metrics`, and the charts that follow from it.

import * as layout from "../layout.js";
import { keyOf } from "./samples.js";

export class Catalogue {
    #metrics;
    #seen;

    /**
     * @param list the answer of /api/metrics
     * @param before the catalogue before, if any: its metrics have a history, though they may fail now
     */
    constructor(list, before) {
        this.#metrics = new Map(list.map((metric) => [metric.name, metric]));
        const here = list.filter(({ available, instances }) => available || instances.length > 0);
        this.#seen = new Set([...(before?.names().filter((name) => before.has(name)) ?? []), ...here.map(({ name }) => name)]);
        this.counters = new Map(list.filter(({ kind }) => kind === "counter").map(({ name, unit }) => [name, unit]));
    }

    names() {
        return [...this.#metrics.keys()];
    }

    get(name) {
        return this.#metrics.get(name);
    }

    /** Whether a metric has a value, or had one since the page was opened. */
    has(name) {
        return this.#metrics.has(name) && this.#seen.has(name);
    }

    instances(name) {
        return this.get(name)?.instances ?? [];
    }

    /** The reason why a metric, or one instance of it, has no value; empty if it has one. */
    reason(name, instance = "") {
        const metric = this.get(name);
        const own = metric?.unavailable?.find((each) => each.instance === instance);
        return own?.reason ?? metric?.reason ?? "";
    }

    /** Whether the catalogue knows that a series has values. Rates have none in the first sample. */
    knows(key) {
        const colon = key.indexOf(":");
        const name = colon < 0 ? key : key.slice(0, colon);
        const metric = this.get(name);
        if (metric === undefined) return true;
        return colon < 0 ? this.has(name) : metric.instances.includes(key.slice(colon + 1));
    }

    /** The readings that failed (not those that this machine does not have): `{name, instance, reason}`. */
    failures() {
        const failed = [];
        for (const { name, reason, unavailable } of this.#metrics.values()) {
            for (const each of unavailable ?? [{ instance: "", reason: reason ?? "" }]) {
                if (each.reason.startsWith("failed: ")) failed.push({ name, ...each });
            }
        }
        return failed;
    }

    /** The charts of this machine: those of the layout, then those of metrics that the layout does not name. */
    charts() {
        return [...layout.charts.flatMap((each) => this.#planned(each)), ...this.#others()];
    }

    /** The layout's charts that this machine has no metric for, each with the reason. */
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

    /** One chart for each unit and first word of a name: related metrics mostly share both. */
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

/** The name of a metric as words without its unit: `Pressure io full` for `pressure_io_full_percent`. */
export function readable(name, unit) {
    const words = name.split("_");
    const last = words.at(-1);
    if (words.length > 1 && last === unit) words.pop();
    return words.join(" ").replace(/^./, (first) => first.toUpperCase());
}
