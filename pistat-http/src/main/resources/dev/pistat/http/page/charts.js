// All charts: which there are, when they ask for history, and the cursor, range and marks that they share. What is far
// from the screen asks for nothing and draws nothing.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { el, oncePerFrame } from "./dom.js";
import { explore } from "./gestures.js";
import { between, ends, isLive } from "./range.js";
import { text } from "./texts.js";

/** Charts so far beyond the edge of the screen are made ready. */
const NEAR = "400px";
const FEWEST = 10;
const MOST = 5_000;
const AGAIN = 5_000;
const WIDER = 1.5;
/** Instances of one kind of chart that are shown without being asked for. */
const AT_ONCE = 6;

export class Charts {
    #charts = new Map();
    #page;
    #to;
    #loading = null;
    #preview = null;
    #marks = [];
    #opened = new Set();
    #nearby = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: NEAR });
    #sizes = new ResizeObserver((entries) => this.#resized(entries));
    #draw = oncePerFrame(() => this.#drawAll(this.#near()));
    #ask = oncePerFrame(() => this.#load());

    /**
     * @param page what is shown: `catalogue`, `cores`, `interval`, `newest`, `range`, `now()`
     * @param to `go(range, inPlace)`, `back()`, `cursor(at)`, `loaded(ends)`, `failed()`
     */
    constructor(page, to) {
        this.#page = page;
        this.#to = to;
        page.view = () => this.view();
        page.live = () => isLive(page.range);
        page.explore = (box, chart) => explore(box, chart, this.#explorer());
    }

    /** The ends of what is in view. */
    view() {
        return this.#preview ?? ends(this.#page.range, this.#page.now());
    }

    get all() {
        return [...this.#charts.values()];
    }

    /** Those that can be seen. */
    onScreen() {
        return this.#near().filter(({ figure }) => {
            const { top, bottom } = figure.getBoundingClientRect();
            return bottom > 0 && top < innerHeight;
        });
    }

    /** Makes the charts that the catalogue calls for, in these boxes by section; those that stand stay. */
    plan(boxes) {
        const plans = this.#page.catalogue.charts();
        const wanted = new Set(plans.map(({ id }) => id));
        for (const [id, chart] of this.#charts) {
            if (wanted.has(id)) continue;
            this.#nearby.unobserve(chart.figure);
            this.#sizes.unobserve(chart.box);
            chart.destroy();
            this.#charts.delete(id);
        }
        this.#ask();
        for (const [section, box] of boxes)
            this.#fill(
                box,
                plans.filter((plan) => plan.section === section),
            );
    }

    #fill(box, plans) {
        const figures = [];
        const kinds = new Map();
        for (const plan of plans) {
            if (!this.#charts.has(plan.id)) this.#add(plan);
            const chart = this.#charts.get(plan.id);
            chart.replan(plan);
            const { figure } = chart;
            figures.push(figure);
            if (plan.kind) kinds.set(plan.kind, [...(kinds.get(plan.kind) ?? []), figure]);
        }
        box.querySelectorAll(":scope > .rest").forEach((rest) => rest.remove());
        if (figures.some((figure, i) => box.children[i] !== figure)) box.replaceChildren(...figures);
        for (const [kind, all] of kinds) {
            const rest = this.#opened.has(kind) ? [] : all.slice(AT_ONCE);
            all.forEach((figure) => (figure.hidden = rest.includes(figure)));
            if (rest.length > 0) all.at(-1).after(this.#rest(kind, rest));
        }
    }

    #rest(kind, figures) {
        const button = el("button", { type: "button" }, text("charts.rest", figures.length));
        const rest = el("div", { class: "rest", "data-kind": kind }, button);
        button.addEventListener("click", () => {
            this.#opened.add(kind);
            figures.forEach((figure) => (figure.hidden = false));
            rest.remove();
            figures[0].querySelector("button").focus();
        });
        return rest;
    }

    #add(plan) {
        const chart = new Chart(plan, this.#page);
        chart.marks = this.#marks;
        this.#charts.set(plan.id, chart);
        chart.figure.chart = chart;
        chart.box.chart = chart;
        this.#nearby.observe(chart.figure);
        this.#sizes.observe(chart.box);
    }

    /** A new range, or history that may have holes: everything is asked for again, what is near at once. */
    reload() {
        this.#preview = null;
        this.all.forEach((chart) => (chart.stale = true));
        this.#look();
        this.#loading?.abort();
        this.#loading = null;
        this.#ask();
    }

    /** A new sample. */
    fold(sample) {
        if (!isLive(this.#page.range)) return;
        for (const chart of this.all) chart.fold(sample);
        if (this.#near().some((chart) => chart.stale)) this.#ask();
        if (!this.#preview) this.#draw();
    }

    set marks(marks) {
        this.#marks = marks;
        for (const chart of this.all) chart.marks = marks;
    }

    destroy() {
        this.#loading?.abort();
        this.#nearby.disconnect();
        this.#sizes.disconnect();
        this.all.forEach((chart) => chart.destroy());
        this.#charts.clear();
    }

    /** The theme has changed, or units. */
    restyle() {
        this.all.forEach((chart) => chart.restyle());
        this.#draw();
    }

    /** The server answers again: what could not be had is asked for now. */
    retry() {
        this.#ask();
    }

    /** Draws charts in turns: first all that moves the page, then all that measures it, then the drawing. */
    #drawAll(charts) {
        const ready = charts.filter(({ table }) => table);
        ready.forEach((chart) => chart.prepare());
        ready.filter(({ plot }) => !plot).forEach((chart) => chart.measure());
        ready.forEach((chart) => chart.draw());
    }

    #near() {
        return this.all.filter((chart) => chart.near);
    }

    #look() {
        const view = this.view();
        this.#near().forEach((chart) => chart.look(view));
    }

    async #load() {
        const due = this.#near().filter((chart) => chart.stale && !chart.asked);
        if (due.length === 0) return;
        const loading = (this.#loading ??= new AbortController());
        const wanted = due.map((chart) => chart.wanted());
        const width = Math.max(...due.map((chart) => chart.width));
        const points = Math.min(Math.max(Math.round(width), FEWEST), MOST);
        const { from, to } = this.view();
        const range = { from, points, to: isLive(this.#page.range) ? null : to };
        due.forEach((chart) => (chart.asked = loading));
        try {
            const parts = await api.query(wanted, range, loading.signal);
            if (this.#loading !== loading) return;
            due.forEach((chart) => chart.take(parts));
            this.#drawAll(due);
            this.#to.loaded(parts[0]?.answer);
        } catch (failure) {
            if (!loading.signal.aborted) this.#to.failed(failure);
        } finally {
            due.forEach((chart) => chart.asked === loading && (chart.asked = null));
        }
        if (this.#near().some((chart) => chart.stale) && !loading.signal.aborted) setTimeout(() => this.#ask(), AGAIN);
    }

    #moved(entries) {
        for (const { target, isIntersecting } of entries) target.chart.near = isIntersecting;
        this.#drawAll(entries.map(({ target }) => target.chart).filter(({ near, stale }) => near && !stale));
        this.#ask();
    }

    #resized(entries) {
        for (const { target, contentRect } of entries) {
            const { chart } = target;
            chart.resize(contentRect);
            // A wider chart can show more points than were asked for.
            if (chart.table && chart.width > WIDER * chart.loadedWidth) chart.stale = true;
        }
        this.#ask();
    }

    #explorer() {
        return {
            view: () => this.view(),
            cursor: (at, source) => this.#cursor(at, source),
            look: (range) => {
                this.#preview = between(range.from, range.to);
                this.#look();
            },
            go: (range, inPlace) => this.#to.go(range, inPlace),
            back: () => this.#to.back(),
        };
    }

    #cursor(at, source) {
        for (const chart of this.#near()) chart.cursor(at, chart === source);
        this.#to.cursor(at);
    }
}
