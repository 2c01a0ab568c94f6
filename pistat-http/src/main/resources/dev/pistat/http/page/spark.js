// The small curve of the last hour on a card.

import { colour, faint } from "./paint.js";

/** Makes a canvas as sharp as the screen and gives its context, in pixels of the style sheet. */
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
 * Draws curves over `from` to `to`: the band between least and greatest, the mean as the line.
 *
 * @param curves `{ts, step, column, colour}`, or for one that is judged `level` in place of the colour
 * @param size of the canvas, in pixels of the style sheet
 * @param scale its ends, `least` and `most`
 */
export function paintSpark(canvas, size, curves, { from, to, least, most }, level) {
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

/** Draws when there was something at all, and where the value fell back: a bar with gaps and cuts. */
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

/** Where values stand without a gap: `[first, end)`. */
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

/** The levels' colours, one above the other, each from where it begins. */
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
