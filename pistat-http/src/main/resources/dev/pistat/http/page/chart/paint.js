// What a chart's canvas shows beside its lines: limits, flags, marks of events, and strips.

import { intervals } from "../data/samples.js";
import { colour, faint, scaled, visible } from "../view/dom.js";

/** With marks closer than this many pixels, their lines would hide the chart: then only the flags at the top are drawn. */
const CROWDED = 30;

const within = (plot, at) => at >= plot.scales.x.min && at <= plot.scales.x.max;

/** Dashed lines across the plot at limits: `{at, colour}`, in the unit of the scale. */
export function paintLimits(plot, limits) {
    const { ctx, bbox } = plot;
    const { min, max } = plot.scales.y;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 5 * devicePixelRatio]);
    for (const { at, colour: name } of limits) {
        if (at <= min || at >= max) continue;
        const y = Math.round(plot.valToPos(at, "y", true)) + 0.5;
        ctx.strokeStyle = faint(name, 0.7);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
    }
    ctx.restore();
}

/** Upright lines at events, each with a flag at the top whose size and colour show the severity. */
export function paintMarks(plot, marks) {
    const { ctx, bbox } = plot;
    const px = devicePixelRatio;
    ctx.save();
    ctx.lineWidth = px;
    const shown = marks.filter(({ at }) => within(plot, at));
    const crowded = shown.length * CROWDED * px > bbox.width;
    let before = -Infinity;
    for (const { at, level } of shown) {
        const x = Math.round(plot.valToPos(at, "x", true)) + 0.5;
        if (x - before < 2 * px) continue;
        before = x;
        if (!crowded || level === "critical") {
            ctx.strokeStyle = faint(`mark-${level}`, level === "info" ? 0.5 : 0.65);
            ctx.setLineDash(level === "info" ? [px, 3 * px] : [3 * px, 2 * px]);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
        }
        ctx.fillStyle = colour(`mark-${level}`);
        const size = (level === "info" ? 3 : 4) * px;
        ctx.beginPath();
        ctx.moveTo(x - size, bbox.top);
        ctx.lineTo(x + size, bbox.top);
        ctx.lineTo(x, bbox.top + 1.6 * size);
        ctx.fill();
    }
    ctx.restore();
}

/** Bars along the bottom, one row per flag, over the time in which it was not 0: `{column, colour}`. */
export function paintFlags(plot, table, flags) {
    const { ctx, bbox } = plot;
    const height = 5 * devicePixelRatio;
    const gap = 2 * devicePixelRatio;
    ctx.save();
    flags.forEach(({ column, colour: name }, row) => {
        const y = bbox.top + bbox.height - (row + 1) * (height + gap);
        for (const [from, to] of intervals(table, column.max ?? column.mean, (value) => value > 0)) {
            const x = plot.valToPos(Math.max(from, plot.scales.x.min), "x", true);
            const end = plot.valToPos(Math.min(to, plot.scales.x.max), "x", true);
            if (end <= x) continue;
            ctx.fillStyle = faint(name, 0.09);
            ctx.fillRect(x, bbox.top, end - x, bbox.height);
            ctx.fillStyle = colour(name);
            ctx.fillRect(x, y, Math.max(end - x, 2 * devicePixelRatio), height);
        }
    });
    ctx.restore();
}

const STRIPS_GAP = 6;

/** The height of this many strips, in CSS pixels. */
export function stripsHeight(rows) {
    if (rows === 0) return 0;
    return rows * stripHeight(rows) + STRIPS_GAP;
}

function stripHeight(rows) {
    return scaled(rows > 16 ? 4 : rows > 8 ? 6 : 9);
}

/** One row per column (values 0 to 100) between the plot and its time axis: the higher, the brighter. */
export function paintStrips(plot, table, columns, name) {
    const { ctx, bbox } = plot;
    const px = devicePixelRatio;
    const height = stripHeight(columns.length) * px;
    const top = bbox.top + bbox.height + STRIPS_GAP * px;
    ctx.save();
    ctx.font = `${scaled(10) * px}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    columns.forEach((column, row) => {
        const y = top + row * height;
        ctx.globalAlpha = 1;
        if (columns.length <= 8) {
            ctx.fillStyle = colour("muted");
            ctx.fillText(name ?? visible(column.instance), bbox.left - 8 * px, y + height / 2);
        }
        ctx.fillStyle = colour("track");
        ctx.fillRect(bbox.left, y, bbox.width, height - px);
        ctx.fillStyle = colour("heat");
        paintStrip(plot, table, column.mean, y, height - px);
    });
    ctx.restore();
}

function paintStrip(plot, table, values, y, height) {
    const { ctx, bbox } = plot;
    const usual = table.step || usualStep(table.ts);
    const perSecond = bbox.width / (plot.scales.x.max - plot.scales.x.min);
    const end = bbox.left + bbox.width;
    for (let i = 0; i < table.size; i++) {
        if (values[i] == null) continue;
        const until = Math.min(table.ts[i + 1] ?? Infinity, table.ts[i] + usual * 1.5);
        const x = bbox.left + (table.ts[i] - plot.scales.x.min) * perSecond;
        const next = bbox.left + (until - plot.scales.x.min) * perSecond;
        if (next <= bbox.left || x >= end) continue;
        const left = Math.floor(Math.max(x, bbox.left));
        ctx.globalAlpha = Math.min(Math.max(values[i] / 100, 0), 1);
        ctx.fillRect(left, y, Math.max(1, Math.floor(Math.min(next, end)) - left), height);
    }
}

function usualStep(ts) {
    return ts.length > 1 ? (ts.at(-1) - ts[0]) / (ts.length - 1) : 1;
}
