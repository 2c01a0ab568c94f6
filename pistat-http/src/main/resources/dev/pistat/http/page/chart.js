// One chart: a figure with its title, legend, plot and what a screen reader says of it.

import { drawing, optionsOf } from "./drawing.js";
import { el, say, visible } from "./dom.js";
import { exportTools } from "./export.js";
import { linesOf } from "./lines.js";
import { Table } from "./samples.js";
import { text, title } from "./texts.js";
import { pointText } from "./times.js";
import { about } from "./panels.js";
import { converted, joined, parts } from "./units.js";

const uPlot = globalThis.uPlot;

export class Chart {
    #page;
    #plot = null;
    #shape = "";
    #box;
    #legend;
    #empty;
    #summary;
    #at = null;
    #pointedAt = false;
    #marks = [];
    #values = [];
    #wanted = "";
    #size = { width: 0, height: 0 };
    #when = el("div", { class: "when", hidden: true });

    /** @param page what charts have in common: `catalogue`, `cores`, `interval`, `newest`, `live()`, `view()` and `explore` */
    constructor(plan, page) {
        this.plan = plan;
        this.#page = page;
        this.table = null;
        this.lines = [];
        this.near = false;
        this.stale = true;
        /** Whether there is no reading in what is shown. */
        this.empty = true;
        this.name = visible(title(plan));
        const id = `chart-${plan.id.replace(/[^\w-]+/g, "_")}`;
        this.#legend = el("ul", { class: "legend" });
        this.#empty = el("p", { class: "empty" });
        this.#summary = el("p", { class: "unseen", id: `${id}-summary` });
        this.#box = el("div", {
            class: "plot",
            tabindex: 0,
            role: "slider",
            "aria-label": this.name,
            "aria-describedby": `${id}-summary chart-keys`,
            "aria-orientation": "horizontal",
            "aria-valuenow": 0,
            "aria-valuetext": text("chart.loading"),
        });
        this.figure = el(
            "figure",
            {
                id,
                class: "chart",
                "data-chart": plan.kind ?? plan.id,
                "data-instance": plan.only,
                "data-state": "loading",
            },
            el(
                "figcaption",
                {},
                about(el("h3", {}, this.name), () => this.#help()),
                exportTools(this, page),
                this.#legend,
            ),
            el("div", { class: "frame" }, this.#box, this.#empty),
            this.#summary,
        );
        page.explore(this.#box, this);
    }

    /** The plan as it is now: with another line, or another instance of one, there is history to ask for. */
    replan(plan) {
        this.plan = plan;
        const wanted = JSON.stringify(this.wanted());
        if (wanted !== this.#wanted) this.stale = true;
        this.#wanted = wanted;
    }

    /** The metrics that it asks the history for. */
    metrics() {
        const { lines, strips, flags = [] } = this.plan;
        return [...lines.map(({ metric }) => metric), strips, ...flags.map(({ metric }) => metric)]
            .filter((metric) => metric && this.#page.catalogue.has(metric))
            .filter((metric, i, all) => all.indexOf(metric) === i);
    }

    /** The same, as api.js is asked: one instance, or all of them, also those that are gone. */
    wanted() {
        const { only } = this.plan;
        return this.metrics().map((metric) =>
            only
                ? { metric, instances: [only], only: [only] }
                : { metric, instances: this.#page.catalogue.instances(metric) },
        );
    }

    /** The series that it shows, as the export names them. */
    keys() {
        return this.table ? [...this.table.columns.keys()] : [];
    }

    /** The newest value of a metric without instances. */
    value(metric) {
        return this.#page.newest?.values.get(metric) ?? null;
    }

    /** How wide the plot is, in pixels of the style sheet. */
    get width() {
        return this.#size.width;
    }

    /** What is watched for its size. */
    get box() {
        return this.#box;
    }

    get plot() {
        return this.#plot;
    }

    /** The time of the cursor, or null. */
    get at() {
        return this.#at;
    }

    /** The time of the point so many further than the cursor; without one, from the newest. */
    neighbour(by) {
        const times = this.table.times();
        const { from, to } = this.#page.view();
        const first = times.findIndex((at) => at >= from);
        let last = times.length - 1;
        while (last > first && times[last] > to) last--;
        const here = this.#point() ?? last + (by < 0 ? 1 : 0);
        return times[Math.min(Math.max(here + by, first), last)] ?? null;
    }

    /** The history has come. */
    take(parts) {
        const { only } = this.plan;
        const metrics = new Set(this.metrics());
        this.table = new Table(parts, (each) => metrics.has(each.metric) && (!only || each.instance === only));
        this.stale = false;
        this.loadedWidth = this.width;
        // Those that came since the server answered.
        if (this.#page.live()) this.#page.recent.forEach((sample) => this.fold(sample));
    }

    fold(sample) {
        if (!this.table) return;
        this.table.fold(sample, this.#page.interval, this.#page.view().from);
        this.stale ||= this.table.size > 6_000;
    }

    set marks(marks) {
        this.#marks = marks;
        if (this.near) this.#plot?.redraw(false);
    }

    /** Everything before drawing that may change how much room there is: the lines, and the legend. */
    prepare() {
        this.lines = linesOf(this.plan, this.table, this.#page.catalogue);
        this.drawing = drawing(this, this.#page);
        this.empty = !this.lines.some(({ key }) => this.table.filled(key));
        this.figure.dataset.state = this.empty ? "empty" : "ready";
        say(this.#empty, this.empty ? text(this.plan.quiet ? "chart.quiet" : "chart.empty") : "");
        if (this.#plot && this.drawing.shape === this.#shape) return;
        this.#plot?.destroy();
        this.#plot = null;
        this.#shape = this.drawing.shape;
        this.#showLegend();
        this.#read();
        this.figure.style.setProperty("--strips", `${this.drawing.strips}px`);
    }

    /** Takes over the size that the page gives it. */
    measure() {
        this.resize({ width: this.#box.clientWidth, height: this.#box.clientHeight });
    }

    /** Draws what was prepared, over the range in view. */
    draw() {
        const { data } = this.drawing;
        const { from, to } = this.#page.view();
        if (this.#plot) {
            this.#plot.batch(() => {
                this.#plot.setData(data, false);
                this.#plot.setScale("x", { min: from, max: to });
            });
        } else {
            const options = optionsOf(this, this.#size, [from, to], () => this.#marks);
            this.#plot = new uPlot(options, data, this.#box);
            this.#plot.over.append(this.#when);
        }
        this.cursor(this.#at, this.#pointedAt);
        this.#describe();
    }

    /** Shows another range of what there is, until the history of it comes. */
    look({ from, to }) {
        this.#plot?.setScale("x", { min: from, max: to });
    }

    /** The page gives it another size. */
    resize({ width, height }) {
        this.#size = { width: Math.floor(width), height: Math.floor(height) };
        const fits = this.#plot?.width === this.#size.width && this.#plot?.height === this.#size.height;
        if (this.#plot && !fits) this.#plot.setSize(this.#size);
    }

    /** The theme has changed: whatever is drawn next is drawn anew. */
    restyle() {
        this.#shape = "";
    }

    /** Puts the cursor at a time, or takes it away; `own` where it is this chart that is pointed at. */
    cursor(at, own = false) {
        this.#at = at;
        this.#pointedAt = own;
        if (!this.#plot) return;
        const x = at == null ? -10 : this.#plot.valToPos(at, "x");
        this.#plot.setCursor({ left: x, top: at == null ? -10 : 0 });
        const when = this.#read();
        this.#when.hidden = !own || at == null;
        if (this.#when.hidden) return;
        say(this.#when, [when, ...this.#happened(at)].join("\n"));
        this.#when.classList.toggle("before", x > this.#plot.over.clientWidth / 2);
        this.#when.style.transform = `translateX(${Math.round(x)}px)`;
    }

    /** What happened where the cursor is. */
    #happened(at) {
        const seconds = this.#plot.posToVal(4, "x") - this.#plot.posToVal(0, "x");
        return this.#marks.filter((mark) => Math.abs(mark.at - at) <= seconds).map(({ words }) => words);
    }

    destroy() {
        this.#plot?.destroy();
        this.figure.remove();
    }

    /** The point under the cursor, else the newest one. */
    #point() {
        if (this.#at != null && this.#plot?.cursor.idx != null) return this.#plot.cursor.idx;
        return null;
    }

    #showLegend() {
        this.#values = this.lines.map(() => el("b"));
        const items = this.lines.map((line, i) =>
            el(
                "li",
                { "data-line": line.colour },
                el("i", { class: `swatch ${line.as}` }),
                el("bdi", {}, line.name),
                " ",
                this.#values[i],
            ),
        );
        const flags = this.drawing.flags.map(({ name, colour }) =>
            el("li", { "data-flag": colour }, el("i", { class: "swatch flag" }), name),
        );
        this.#legend.replaceChildren(...items, ...flags);
    }

    /** The values at the cursor, or now, in the legend and for screen readers. */
    #read() {
        const point = this.#point();
        const shown = this.lines.map((line) => this.#valueText(line, point));
        shown.forEach((value, i) => say(this.#values[i], value));
        const when = point == null ? text("chart.newest") : pointText(this.table.times()[point], this.table.step);
        // Whoever reads values with the keys is not to be told of each new sample.
        if (point != null || document.activeElement !== this.#box) this.#tell(point, when, shown);
        return when;
    }

    #tell(point, when, shown) {
        const { from, to } = this.#page.view();
        const at = point == null ? to : this.table.times()[point];
        this.#box.setAttribute("aria-valuemin", Math.round(from));
        this.#box.setAttribute("aria-valuemax", Math.round(to));
        this.#box.setAttribute("aria-valuenow", Math.round(at));
        const values = this.lines.map(({ name }, i) => `${name} ${shown[i]}`).join(", ");
        this.#box.setAttribute("aria-valuetext", `${when}: ${values}`);
    }

    #valueText(line, point) {
        let value = point == null ? undefined : line.column.mean[point];
        if (point == null && this.#page.live()) value = line.newest(this.#page.newest);
        if (point == null && value === undefined) value = lastOf(line.column.mean);
        if (value == null) return "–";
        return joined(parts(converted(value, line.unit, line.bits), line.shown));
    }

    /** One sentence for who cannot see the lines. */
    #describe() {
        const sentences = this.lines.map((line) => {
            const values = line.column.mean.filter((value) => value != null);
            if (values.length === 0) return `${line.name}: ${text("chart.empty")}`;
            const { min, max } = line.column;
            const low = least(min ?? values);
            const high = most(max ?? values);
            const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
            const write = (value) => joined(parts(converted(value, line.unit, line.bits), line.shown));
            return text("chart.summary", line.name, write(low), write(mean), write(high));
        });
        say(this.#summary, sentences.slice(0, 8).join(" "));
    }

    #help() {
        const seen = new Set();
        return this.plan.lines
            .map(({ metric }) => this.#page.catalogue.get(metric))
            .filter((metric) => metric && !seen.has(metric.name) && seen.add(metric.name))
            .map(({ name, help }) => el("p", {}, el("code", {}, name), ` ${help}`));
    }
}

const lastOf = (values) => values.reduce((last, value) => value ?? last, null);
const least = (values) => values.reduce((least, value) => (value != null && value < least ? value : least), Infinity);
const most = (values) => values.reduce((most, value) => (value != null && value > most ? value : most), -Infinity);
