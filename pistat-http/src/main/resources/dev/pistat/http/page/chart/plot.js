// A chart's lines as uPlot's columns, series, bands, scales and axes.

import { cards } from "../layout.js";
import { text } from "../text/texts.js";
import { tickTexts } from "../text/times.js";
import { converted, tickLabels, tickSteps } from "../text/units.js";
import { colour, faint, scaled } from "../view/dom.js";
import { paintFlags, paintLimits, paintMarks, paintStrips, stripsHeight } from "./paint.js";

const LEFT = 60;
const RIGHT = 14;
const RIGHT_AXIS = 66;
const BOTTOM = 26;
const LABEL_EDGE = 10;
/** The lowest upper end of an axis on the right. */
const FULL = { percent: 100, rpm: 1000 };
/** Means over at least this many seconds vary a lot from point to point. */
const ROUGH = 600;
/** From this many such points per pixel, lines are thin. */
const DENSE = 0.85;
/** With more lines the bands would cover each other. */
const BANDS = 4;

/** What uPlot draws: the columns, and the shape: when that changes, a new plot is made. */
export function drawing(chart, page) {
    const { plan, table, lines } = chart;
    const strips = columnsOf(table, plan.strips);
    const flags = (plan.flags ?? [])
        .map(({ metric, name }, i) => ({
            column: columnsOf(table, metric)[0],
            name: text(`flag.${name}`),
            colour: `flag-${i + 1}`,
        }))
        .filter(({ column }) => column && (column.max ?? column.mean).some((value) => value > 0));
    const series = [];
    const data = [table.times()];
    const bands = [];
    let below = null;
    const free = lines.filter(({ as }) => as !== "stack").length;
    const banded = free <= BANDS && table.step > 0;
    const soft = free > 2 ? 0.13 : 0.22;
    for (const line of lines) {
        const sign = line.as === "down" ? -1 : 1;
        const put = (values) =>
            values.map((value) => (value == null ? null : sign * converted(value, line.unit, line.bits)));
        let mean = put(line.column.mean);
        if (line.as === "stack") {
            mean = below ? mean.map((value, i) => (value == null ? null : value + (below[i] ?? 0))) : mean;
            if (below)
                bands.push({ series: [data.length, data.length - 1], fill: () => faint(`c${line.colour}`, 0.42) });
            below = mean;
        }
        series.push({ line, role: line.as === "stack" && bands.length === 0 ? "base" : "mean" });
        data.push(mean);
        if (banded && line.as !== "stack" && line.column.min) {
            bands.push({ series: [data.length, data.length + 1], fill: () => faint(`c${line.colour}`, soft) });
            series.push({ line, role: "edge" }, { line, role: "edge" });
            const [high, low] = [put(line.column.max), put(line.column.min)];
            data.push(...(sign > 0 ? [high, low] : [low, high]));
        }
    }
    const stripName = plan.stripName ? text(`line.${plan.stripName}`) : null;
    const dense = table.step >= ROUGH && table.size > DENSE * chart.width;
    const limits = limitsOf(plan, page, chart);
    const shape = JSON.stringify([
        series.map(({ line, role }) => [line.key, role, line.shown, line.colour]),
        strips.map(({ instance }) => instance),
        flags.map(({ name }) => name),
        dense,
    ]);
    return {
        data,
        series,
        bands,
        strips: stripsHeight(strips.length),
        stripColumns: strips,
        stripName,
        flags,
        limits,
        dense,
        shape,
    };
}

function columnsOf(table, metric) {
    return metric ? [...table.columns.values()].filter((column) => column.metric === metric) : [];
}

/** Where the levels of a card begin, and how many cores there are. */
function limitsOf(plan, page, { lines }) {
    const limits = [];
    const judged = cards.find(({ value, level }) => level && lines.some(({ column }) => column.metric === value));
    if (judged) {
        const unit = page.catalogue.get(judged.value).unit;
        limits.push({ at: converted(judged.level.high, unit), colour: "high" });
        limits.push({ at: converted(judged.level.critical, unit), colour: "critical" });
    }
    if (plan.cores && page.cores) limits.push({ at: page.cores, colour: "high" });
    return limits;
}

/** uPlot's options. Colours and scales are functions, which each drawing calls. */
export function optionsOf(chart, size, [from, to], marks) {
    const { plan, lines } = chart;
    const left = lines.find(({ right }) => !right) ?? lines[0];
    const right = lines.find((line) => line.right && line !== left);
    const strips = chart.drawing.strips;
    const font = `${scaled(11)}px ${getComputedStyle(document.body).fontFamily}`;
    const mirrored = lines.some(({ as }) => as === "down");
    const axis = { stroke: () => colour("muted"), font, ticks: { show: false } };
    const grid = { stroke: () => colour("grid"), width: 1 };
    return {
        ...size,
        padding: [10, right ? 0 : scaled(RIGHT), 0, 0],
        legend: { show: false },
        cursor: {
            y: false,
            drag: { setScale: false, x: false, y: false },
            points: {
                show: (plot, i) => dot(chart.drawing.series[i - 1]),
                fill: () => "",
                stroke: () => "",
                size: () => 8,
            },
            bind: unbound(),
        },
        scales: {
            x: { time: true, auto: false, min: from, max: to },
            y: { range: (plot, low, high) => rangeOf(plan, chart, low, high, mirrored) },
            right: { range: (plot, low, high) => [0, Math.max((high ?? 0) * 1.15, FULL[right?.shown] ?? 1)] },
        },
        series: [{}, ...chart.drawing.series.map((each) => seriesOf(each, chart))],
        bands: chart.drawing.bands,
        axes: [
            {
                ...axis,
                grid,
                size: scaled(BOTTOM) + strips,
                gap: 6 + strips,
                space: scaled(74),
                values: (plot, ticks, i, space, step) => timeLabels(plot, ticks, step),
            },
            {
                ...axis,
                grid,
                scale: "y",
                size: scaled(LEFT),
                gap: 8,
                space: scaled(30),
                incrs: left ? tickSteps(left.shown) : undefined,
                values: (plot, ticks) =>
                    left && !chart.empty ? tickLabels(ticks, left.shown, mirrored) : ticks.map(() => ""),
            },
            ...(right ? [rightAxis(axis, right, chart)] : []),
        ],
        hooks: {
            drawClear: [(plot) => paintBehind(plot, chart)],
            draw: [(plot) => paintOver(plot, chart, marks())],
        },
    };
}

/** Labels of times, without one that the edge would cut off. */
function timeLabels(plot, ticks, step) {
    const end = plot.bbox.width / devicePixelRatio - scaled(LABEL_EDGE);
    return tickTexts(ticks, step).map((label, i) => (plot.valToPos(ticks[i], "x") > end ? "" : label));
}

function rightAxis(axis, line, chart) {
    return {
        ...axis,
        scale: "right",
        side: 1,
        size: scaled(RIGHT_AXIS),
        gap: 6,
        space: scaled(30),
        grid: { show: false },
        values: (plot, ticks) => (chart.empty ? ticks.map(() => "") : tickLabels(ticks, line.shown, false)),
    };
}

function paintBehind(plot, chart) {
    paintFlags(plot, chart.table, chart.drawing.flags);
}

function paintOver(plot, chart, marks) {
    if (!chart.empty) paintLimits(plot, chart.drawing.limits);
    paintStrips(plot, chart.table, chart.drawing.stripColumns, chart.drawing.stripName);
    paintMarks(plot, marks);
}

function seriesOf({ line, role }, chart) {
    const scale = line.right ? "right" : "y";
    if (role === "edge") return { scale, width: 0, points: { show: false } };
    const name = `c${line.colour}`;
    const alpha = role === "base" ? 0.42 : line.as === "area" || line.as === "down" ? 0.13 : 0;
    return {
        scale,
        width: line.as === "stack" || chart.drawing.dense ? 1 : 1.5,
        dash: line.right ? [4, 3] : undefined,
        stroke: () => colour(name),
        fill: alpha > 0 ? () => faint(name, alpha) : undefined,
        fillTo: 0,
        points: { show: false, filter: lonely, size: 4, stroke: () => colour(name), fill: () => colour(name) },
    };
}

/** Points with a gap on both sides. No line reaches them, so they are drawn as dots. */
function lonely(plot, series, show) {
    if (show) return null;
    const values = plot.data[series];
    const found = [];
    for (let i = 0; i < values.length; i++) {
        if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
    }
    return found.length > 0 ? found : null;
}

/** The dot of a line at the cursor. uPlot needs one for every series; edges of bands show none. */
function dot({ line, role }) {
    const dot = document.createElement("div");
    dot.className = role === "edge" ? "dot none" : "dot";
    dot.dataset.line = line.colour;
    return dot;
}

/** uPlot's own mouse handling is off: gestures.js handles mouse, touch and keys. */
function unbound() {
    const none = () => null;
    return Object.fromEntries(
        ["mousedown", "mouseup", "click", "dblclick", "mousemove", "mouseleave", "mouseenter"].map((name) => [
            name,
            none,
        ]),
    );
}

function rangeOf(plan, chart, low, high, mirrored) {
    const { lines } = chart;
    const line = lines.find(({ right }) => !right) ?? lines[0];
    const shown = (value) => (line && value != null ? converted(value, line.unit, line.bits) : value);
    let min = low ?? 0;
    let max = high ?? 0;
    const enough = shown(plan.atLeast) ?? 0;
    if (mirrored) {
        max = Math.max(max, enough) * 1.1;
        min = Math.min(min, -enough) * 1.1;
        return [Math.min(min, -max / 4), Math.max(max, -min / 4)];
    }
    if (plan.most != null) return [shown(plan.least), shown(plan.most)];
    if (plan.top) {
        const top = chart.value(plan.top);
        if (top != null) max = Math.max(max, shown(top));
    } else {
        max = Math.max(max, enough);
    }
    if (plan.least != null) return [shown(plan.least), max > 0 ? max * (plan.top ? 1 : 1.1) : 1];
    const spread = Math.max((max - min) * 1.2, plan.spread ?? 0, Math.abs(max) * 0.02, 1e-9);
    const middle = (max + min) / 2;
    return [middle - spread / 2, middle + spread / 2];
}
