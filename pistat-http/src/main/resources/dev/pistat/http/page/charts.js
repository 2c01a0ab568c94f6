import { clock, gauges } from "./units.js";

const HOUR = 3600;

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const font = `12px ${style.fontFamily}`;

/** The last hour of one metric, in a figure of the page. */
class Chart {
    constructor(figure) {
        this.metric = figure.dataset.history;
        this.gauge = gauges[this.metric];
        this.box = figure.querySelector(".plot");
        this.empty = figure.querySelector(".empty");
        this.readout = figure.querySelector(".readout");
        this.end = 0;
    }

    /** Readings oldest first, seconds between samples, and the moment that is the chart's right edge. */
    show(readings, interval, end) {
        this.end = end;
        const data = withGaps(readings, 3 * interval);
        this.empty.hidden = readings.length > 0;
        if (readings.length === 0) {
            this.plot?.destroy();
            this.plot = null;
            this.readout.textContent = "";
            return;
        }
        const values = readings.map((reading) => reading.value);
        this.lowest = values.reduce((a, b) => Math.min(a, b));
        this.highest = values.reduce((a, b) => Math.max(a, b));
        if (this.plot) {
            this.plot.setData(data);
        } else {
            this.plot = new uPlot(this.options(), data, this.box);
            this.resizing ??= new ResizeObserver(() => this.plot?.setSize(this.size()));
            this.resizing.observe(this.box);
        }
        this.read();
    }

    size() {
        return { width: this.box.clientWidth, height: this.box.clientHeight };
    }

    options() {
        const grid = { stroke: colour("line"), width: 1 };
        const axis = { stroke: colour("muted"), font, grid, ticks: { show: false }, border: { show: false } };
        return {
            ...this.size(),
            padding: [10, 16, 0, 0],
            legend: { show: false },
            cursor: {
                y: false,
                drag: { x: false, y: false },
                sync: { key: "hour" },
                hover: { prox: 24 },
                points: { size: 7, fill: () => colour("ink") },
            },
            scales: {
                x: { range: () => [this.end - HOUR, this.end] },
                y: { range: () => this.range() },
            },
            series: [
                {},
                {
                    width: 1.5,
                    stroke: (plot) => this.byLevel(plot, ""),
                    fill: (plot) => this.byLevel(plot, "1c"),
                    fillTo: () => this.range()[0],
                    points: { show: false, filter: lonely, fill: (plot) => this.byLevel(plot, "") },
                },
            ],
            axes: [
                { ...axis, size: 22, space: 72, values: (_, times) => times.map((time) => clock(time).slice(0, 5)) },
                { ...axis, size: 52, space: 32, values: (_, values) => values.map((v) => `${v} ${this.gauge.unit}`) },
            ],
            hooks: { drawAxes: [(plot) => this.drawThresholds(plot)], setCursor: [() => this.read()] },
        };
    }

    /** The gauge's own scale, widened by tens where a reading lies outside. */
    range() {
        const { min, max } = this.gauge;
        return [Math.min(min, Math.floor(this.lowest / 10) * 10), Math.max(max, Math.ceil(this.highest / 10) * 10)];
    }

    /** Green, yellow and red one above the other, each from its threshold. The colours are #rrggbb, alpha is added. */
    byLevel(plot, alpha) {
        const [min, max] = this.range();
        const up = plot.ctx.createLinearGradient(0, plot.valToPos(min, "y", true), 0, plot.valToPos(max, "y", true));
        const at = (value) => (value - min) / (max - min);
        up.addColorStop(0, colour("green") + alpha);
        up.addColorStop(at(this.gauge.high), colour("green") + alpha);
        up.addColorStop(at(this.gauge.high), colour("yellow") + alpha);
        up.addColorStop(at(this.gauge.critical), colour("yellow") + alpha);
        up.addColorStop(at(this.gauge.critical), colour("red") + alpha);
        return up;
    }

    drawThresholds({ ctx, bbox, valToPos }) {
        ctx.save();
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
        for (const [value, name] of [
            [this.gauge.high, "yellow"],
            [this.gauge.critical, "red"],
        ]) {
            const y = Math.round(valToPos(value, "y", true)) + 0.5;
            ctx.strokeStyle = colour(name) + "a0";
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
        }
        ctx.restore();
    }

    /** What is under the pointer, else the hour's lowest and highest. */
    read() {
        const index = this.plot?.cursor.idxs?.[1];
        const value = index == null ? null : this.plot.data[1][index];
        this.readout.textContent =
            value == null
                ? `${this.lowest.toFixed(1)} to ${this.highest.toFixed(1)} ${this.gauge.unit}`
                : `${value.toFixed(1)} ${this.gauge.unit} at ${clock(this.plot.data[0][index])}`;
    }
}

/** uPlot's columns; a null stands wherever two readings are more than `longest` seconds apart. */
function withGaps(readings, longest) {
    const times = [];
    const values = [];
    for (const { ts, value } of readings) {
        const before = times.at(-1);
        if (ts - before > longest) {
            times.push((before + ts) / 2);
            values.push(null);
        }
        times.push(ts);
        values.push(value);
    }
    return [times, values];
}

/** The readings with a gap on both sides: no line reaches them, so they are drawn as points. */
function lonely({ data: [, values] }) {
    return values.flatMap((value, i) => (value != null && values[i - 1] == null && values[i + 1] == null ? i : []));
}

export const charts = Array.from(document.querySelectorAll("[data-history]"), (figure) => new Chart(figure));
