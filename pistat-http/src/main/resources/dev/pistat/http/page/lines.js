// Which lines a chart draws: those of its plan, one for each instance that the table has.

import { visible } from "./dom.js";
import { stretches } from "./paint.js";
import { keyOf } from "./samples.js";
import { text } from "./texts.js";
import { rateUnit, readable, shownUnit } from "./units.js";

/** More would not be told apart: of many the highest are drawn. */
const MOST = 10;
const COLOURS = 8;

/** The lines, each with its column, name, colour, unit, way of drawing, and newest value of a sample. */
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
            if (line.quiet && stretches(table, column.max ?? column.mean, (value) => value > 0).length === 0) continue;
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
    const own = line.text ? text(line.text) : readable(line.metric, column.unit);
    if (!column.instance || plan.only) return own;
    return several || (plan.section === "more" && plan.lines.length > 1)
        ? `${column.instance} ${own}`
        : column.instance;
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
