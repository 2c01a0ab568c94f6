// The lines of a chart: those of its plan, one for each instance in the table.

import { readable } from "../data/catalogue.js";
import { intervals, keyOf } from "../data/samples.js";
import { text } from "../text/texts.js";
import { converted, joined, parts, rateUnit, shownUnit } from "../text/units.js";
import { visible } from "../view/dom.js";

/** More lines cannot be told apart: the highest are drawn. */
const MOST = 10;
const COLOURS = 8;

/** The lines, each with its column, name, colour, unit, style and the newest value of a sample. */
export function linesOf(plan, table, catalogue) {
    const instances = plan.lines.flatMap(({ metric }) => catalogue.instances(metric));
    const several = new Set(instances).size < instances.length;
    let lines = [];
    for (const line of plan.lines) {
        for (const [key, column] of table.columns) {
            if (column.metric !== line.metric) continue;
            const there = catalogue.instances(line.metric).includes(column.instance) || !column.instance;
            if (!there && !table.filled(key)) continue;
            if (!table.filled(key) && table.size > 0 && !catalogue.has(line.metric)) continue;
            if (line.quiet && intervals(table, column.max ?? column.mean, (value) => value > 0).length === 0) continue;
            lines.push(lineOf(plan, line, column, several));
        }
    }
    if (lines.length > MOST) {
        const each = Math.max(1, Math.floor(MOST / plan.lines.length));
        const kept = new Set(plan.lines.flatMap(({ metric }) => highest(lines, metric, each)));
        lines = lines.filter((line) => kept.has(line));
    }
    lines.forEach((line, i) => (line.colour ??= (i % COLOURS) + 1));
    return lines;
}

function lineOf(plan, line, column, several) {
    const unit = plan.unit ?? (column.counter ? rateUnit(column.unit) : column.unit);
    const key = keyOf(column.metric, column.instance);
    return {
        key,
        column,
        unit,
        bits: plan.bits === true,
        shown: shownUnit(unit, plan.bits),
        as: line.as,
        right: line.right === true,
        colour: line.colour,
        name: visible(nameOf(plan, line, column, several)),
        newest: (sample) => (column.counter ? sample?.rates.get(key) : sample?.values.get(key)),
    };
}

function nameOf(plan, line, column, several) {
    const own = line.name ? text(`line.${line.name}`) : readable(line.metric, column.unit);
    if (!column.instance || plan.only) return own;
    return several || (plan.section === "more" && plan.lines.length > 1)
        ? `${column.instance} ${own}`
        : column.instance;
}

/** A value of a line as text; a dash where there is none. */
export function lineText(line, value) {
    return value == null ? "–" : joined(parts(converted(value, line.unit, line.bits), line.shown));
}

/** A sentence about all values of a line. */
export function lineSummary(line) {
    const { mean: means, min, max } = line.column;
    const known = (values) => values.filter((value) => value != null);
    if (known(means).length === 0) return `${line.name}: ${text("chart.empty")}`;
    const low = known(min ?? means).reduce((least, value) => Math.min(least, value));
    const high = known(max ?? means).reduce((most, value) => Math.max(most, value));
    return text("chart.summary", line.name, ...[low, mean(means), high].map((value) => lineText(line, value)));
}

function highest(lines, metric, count) {
    return lines
        .filter(({ column }) => column.metric === metric)
        .map((line) => ({ line, height: mean(line.column.mean) }))
        .sort((one, other) => other.height - one.height)
        .slice(0, count)
        .map(({ line }) => line);
}

function mean(values) {
    const known = values.filter((value) => value != null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : -Infinity;
}
