// One chart: a figure with a title, a legend, a plot and a summary for screen readers.

import { Table } from "../data/samples.js";
import { text, title } from "../text/texts.js";
import { pointText } from "../text/times.js";
import { el, setText, visible } from "../view/dom.js";
import { about } from "../view/popups.js";
import { lineSummary, linesOf, lineText } from "./lines.js";
import { exportTools } from "./picture.js";
import { drawing, optionsOf } from "./plot.js";

const uPlot = globalThis.uPlot;
/** The most lines in the summary for screen readers. */
const IN_SUMMARY = 8;

export class Chart {
    #page;
    #plot = null;
    #shape = "";
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

    /** @param page what charts share: `catalogue`, `cores`, `interval`, `newest`, `live()`, `view()` and `explore` */
    constructor(plan, page) {
        this.plan = plan;
        this.#page = page;
        this.table = null;
        this.lines = [];
        this.near = false;
        this.stale = true;
        /** Whether what is shown has no reading. */
        this.empty = true;
        this.name = visible(title(plan));
        const id = `chart-${plan.id.replace(/[^\w-]+/g, "_")}`;
        this.#legend = el("ul", { class: "legend" });
        this.#empty = el("p", { class: "empty" });
        this.#summary = el("p", { class: "unseen", id: `${id}-summary` });
        /** The element of the plot. */
        this.box = el("div", {
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
            el("div", { class: "frame" }, this.box, this.#empty),
            this.#summary,
        );
        page.explore(this.box, this);
    }

    /** Takes a new plan. If its lines or their instances are others, history must be loaded. */
    replan(plan) {
        this.plan = plan;
        const wanted = JSON.stringify(this.wanted());
        if (wanted !== this.#wanted) this.stale = true;
        this.#wanted = wanted;
    }

    /** The metrics of the chart. */
    metrics() {
        const { lines, strips, flags = [] } = this.plan;
        const all = new Set([...lines, { metric: strips }, ...flags].map(({ metric }) => metric));
        return [...all].filter((metric) => this.#page.catalogue.has(metric));
    }

    /** The same for a query: one instance, or all of them, including former ones. */
    wanted() {
        const { only } = this.plan;
        return this.metrics().map((metric) =>
            only
                ? { metric, instances: [only], only: [only] }
                : { metric, instances: this.#page.catalogue.instances(metric) },
        );
    }

    /** The keys of its series. */
    keys() {
        return this.table ? [...this.table.columns.keys()] : [];
    }

    /** The newest value of a metric without instances. */
    value(metric) {
        return this.#page.newest?.values.get(metric) ?? null;
    }

    /** The width of the plot in CSS pixels. */
    get width() {
        return this.#size.width;
    }

    get plot() {
        return this.#plot;
    }

    /** The time of the cursor, or null. */
    get at() {
        return this.#at;
    }

    /** The time of the point `by` points after the cursor, or after the newest point if there is no cursor. */
    neighbour(by) {
        const times = this.table.times();
        const { from, to } = this.#page.view();
        const first = times.findIndex((at) => at >= from);
        let last = times.length - 1;
        while (last > first && times[last] > to) last--;
        const here = this.#point() ?? last + (by < 0 ? 1 : 0);
        return times[Math.min(Math.max(here + by, first), last)] ?? null;
    }

    /** Takes the history. */
    take(parts) {
        const { only } = this.plan;
        const metrics = new Set(this.metrics());
        this.table = new Table(parts, (each) => metrics.has(each.metric) && (!only || each.instance === only));
        this.stale = false;
        this.loadedWidth = this.width;
        // The samples that came since the server answered.
        if (this.#page.live()) this.#page.recent.forEach((sample) => this.append(sample));
    }

    append(sample) {
        if (!this.table) return;
        this.table.append(sample, this.#page.interval, this.#page.view().from);
        this.stale ||= this.table.size > 6_000;
    }

    set marks(marks) {
        this.#marks = marks;
        if (this.near) this.#plot?.redraw(false);
    }

    /** Prepares what may change the layout of the page: the lines and the legend. */
    prepare() {
        this.lines = linesOf(this.plan, this.table, this.#page.catalogue);
        this.drawing = drawing(this, this.#page);
        this.empty = !this.lines.some(({ key }) => this.table.filled(key));
        this.figure.dataset.state = this.empty ? "empty" : "ready";
        setText(this.#empty, this.empty ? text(this.plan.quiet ? "chart.quiet" : "chart.empty") : "");
        if (this.#plot && this.drawing.shape === this.#shape) return;
        this.#plot?.destroy();
        this.#plot = null;
        this.#shape = this.drawing.shape;
        this.#showLegend();
        this.#read();
        this.figure.style.setProperty("--strips", `${this.drawing.strips}px`);
    }

    /** Measures its size on the page. */
    measure() {
        this.resize({ width: this.box.clientWidth, height: this.box.clientHeight });
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
            this.#plot = new uPlot(options, data, this.box);
            this.#plot.over.append(this.#when);
        }
        this.cursor(this.#at, this.#pointedAt);
        setText(this.#summary, this.lines.slice(0, IN_SUMMARY).map(lineSummary).join(" "));
    }

    /** Shows another range of the present points, until its history comes. */
    preview({ from, to }) {
        this.#plot?.setScale("x", { min: from, max: to });
    }

    /** Takes another size. */
    resize({ width, height }) {
        this.#size = { width: Math.floor(width), height: Math.floor(height) };
        const fits = this.#plot?.width === this.#size.width && this.#plot?.height === this.#size.height;
        if (this.#plot && !fits) this.#plot.setSize(this.#size);
    }

    /** Makes a new plot at the next drawing, after a change of theme or units. */
    restyle() {
        this.#shape = "";
    }

    /** Puts the cursor at a time, or removes it (null); `own` if the pointer is on this chart. */
    cursor(at, own = false) {
        this.#at = at;
        this.#pointedAt = own;
        if (!this.#plot) return;
        const x = at == null ? -10 : this.#plot.valToPos(at, "x");
        this.#plot.setCursor({ left: x, top: at == null ? -10 : 0 });
        const when = this.#read();
        this.#when.hidden = !own || at == null;
        if (this.#when.hidden) return;
        setText(this.#when, [when, ...this.#happened(at)].join("\n"));
        this.#when.classList.toggle("before", x > this.#plot.over.clientWidth / 2);
        this.#when.style.transform = `translateX(${Math.round(x)}px)`;
    }

    /** The events at the cursor. */
    #happened(at) {
        const seconds = this.#plot.posToVal(4, "x") - this.#plot.posToVal(0, "x");
        return this.#marks.filter((mark) => Math.abs(mark.at - at) <= seconds).map(({ words }) => words);
    }

    destroy() {
        this.#plot?.destroy();
        this.figure.remove();
    }

    /** The index of the point under the cursor, or null. */
    #point() {
        return this.#at == null ? null : (this.#plot?.cursor.idx ?? null);
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

    /** Shows the values at the cursor, or now, in the legend and for screen readers; returns their time as text. */
    #read() {
        const point = this.#point();
        const shown = this.lines.map((line) => this.#valueText(line, point));
        shown.forEach((value, i) => setText(this.#values[i], value));
        const when = point == null ? text("chart.newest") : pointText(this.table.times()[point], this.table.step);
        // While the chart has the focus, a screen reader is not told of each new sample.
        if (point != null || document.activeElement !== this.box) this.#tell(point, when, shown);
        return when;
    }

    #tell(point, when, shown) {
        const { from, to } = this.#page.view();
        const at = point == null ? to : this.table.times()[point];
        this.box.setAttribute("aria-valuemin", Math.round(from));
        this.box.setAttribute("aria-valuemax", Math.round(to));
        this.box.setAttribute("aria-valuenow", Math.round(at));
        const values = this.lines.map(({ name }, i) => `${name} ${shown[i]}`).join(", ");
        this.box.setAttribute("aria-valuetext", `${when}: ${values}`);
    }

    #valueText(line, point) {
        let value = point == null ? undefined : line.column.mean[point];
        if (point == null && this.#page.live()) value = line.newest(this.#page.newest);
        if (point == null && value === undefined) value = line.column.mean.findLast((each) => each != null);
        return lineText(line, value);
    }

    #help() {
        return [...new Set(this.plan.lines.map(({ metric }) => this.#page.catalogue.get(metric)))]
            .filter(Boolean)
            .map(({ name, help }) => el("p", {}, el("code", {}, name), ` ${help}`));
    }
}
