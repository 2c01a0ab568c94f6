// Sparklines: the small curves of the last hour on the cards.

import { colour, faint } from "./dom.js";

/** Clears a canvas, at the resolution of the screen; its context has CSS pixels. */
function prepared(canvas, { width, height }) {
    const px = devicePixelRatio;
    if (canvas.width !== Math.round(width * px) || canvas.height !== Math.round(height * px)) {
        canvas.width = Math.round(width * px);
        canvas.height = Math.round(height * px);
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(px, 0, 0, px, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return { ctx, width, height };
}

/**
 * Draws curves: the mean as a line, the minimum to the maximum as a band.
 *
 * @param curves `{ts, step, column, colour}`
 * @param size of the canvas, in CSS pixels
 * @param scale `{from, to, least, most}`
 * @param level `{high, critical}` of a value with levels, which colour the curve
 */
export function paintSpark(canvas, size, curves, scale, level) {
    const { from, to, least, most } = scale;
    const { ctx, width, height } = prepared(canvas, size);
    const x = (at) => ((at - from) / (to - from)) * width;
    const y = (value) =>
        2 + (1 - (Math.min(Math.max(value, least), most) - least) / (most - least || 1)) * (height - 4);
    if (level) paintThresholds(ctx, width, y, level);
    for (const { ts, step, column, colour: name } of curves) {
        const stroke = level ? byLevel(ctx, y, { least, most, ...level }, 1) : colour(name);
        const soft = level ? byLevel(ctx, y, { least, most, ...level }, 0.22) : faint(name, 0.2);
        for (const [first, end] of runs(column.mean)) {
            const at = (i) => x(ts[i] + step / 2);
            if (column.min && step > 0 && end - first > 1) {
                ctx.beginPath();
                for (let i = first; i < end; i++) ctx.lineTo(at(i), y(column.max[i]));
                for (let i = end - 1; i >= first; i--) ctx.lineTo(at(i), y(column.min[i]));
                ctx.fillStyle = soft;
                ctx.fill();
            }
            ctx.beginPath();
            for (let i = first; i < end; i++) ctx.lineTo(at(i), y(column.mean[i]));
            if (end - first === 1) ctx.lineTo(at(first) + 1, y(column.mean[first]));
            ctx.strokeStyle = stroke;
            ctx.lineWidth = 1.5;
            ctx.lineJoin = "round";
            ctx.stroke();
        }
    }
}

/** Draws a bar with gaps where there are no values, and with cuts where the value fell. */
export function paintRibbon(canvas, size, { ts, step, column }, { from, to }) {
    const { ctx, width, height } = prepared(canvas, size);
    const x = (at) => ((at - from) / (to - from)) * width;
    const usual = step || (ts.length > 1 ? (ts.at(-1) - ts[0]) / (ts.length - 1) : to - from);
    const top = height - 8;
    ctx.fillStyle = colour("track");
    ctx.fillRect(0, top, width, 4);
    ctx.fillStyle = colour("normal");
    for (const [first, end] of runs(column.mean)) {
        const left = Math.max(0, x(ts[first]));
        ctx.fillRect(left, top, Math.max(1, Math.min(width, x(ts[end - 1] + usual)) - left), 4);
    }
    ctx.fillStyle = colour("high");
    for (let i = 1; i < ts.length; i++) {
        if (column.mean[i] != null && column.mean[i - 1] != null && column.mean[i] < column.mean[i - 1] - step) {
            ctx.fillRect(x(ts[i]) - 1, top - 4, 2, 12);
        }
    }
}

/** The runs of values without a gap: `[first, end)`. */
function runs(values) {
    const found = [];
    for (let i = 0; i < values.length; i++) {
        if (values[i] == null) continue;
        if (i > 0 && values[i - 1] != null) found.at(-1)[1] = i + 1;
        else found.push([i, i + 1]);
    }
    return found;
}

function paintThresholds(ctx, width, y, { high, critical }) {
    ctx.setLineDash([2, 4]);
    ctx.lineWidth = 1;
    for (const [at, name] of [
        [high, "high"],
        [critical, "critical"],
    ]) {
        ctx.strokeStyle = faint(name, 0.55);
        ctx.beginPath();
        ctx.moveTo(0, Math.round(y(at)) + 0.5);
        ctx.lineTo(width, Math.round(y(at)) + 0.5);
        ctx.stroke();
    }
    ctx.setLineDash([]);
}

/** A gradient of the levels' colours, each from the value at which it begins. */
function byLevel(ctx, y, { least, most, high, critical }, alpha) {
    const up = ctx.createLinearGradient(0, y(least), 0, y(most));
    const at = (value) => Math.min(Math.max((value - least) / (most - least), 0), 1);
    const stops = [
        [0, "normal"],
        [at(high), "normal"],
        [at(high), "high"],
        [at(critical), "high"],
        [at(critical), "critical"],
        [1, "critical"],
    ];
    for (const [place, name] of stops) up.addColorStop(place, faint(name, alpha));
    return up;
}
