// All charts: which ones there are, when they load history, and the cursor, range and marks that they share. Charts far
// from the screen load nothing and draw nothing.

import * as api from "../data/api.js";
import { between, ends, isLive } from "../data/range.js";
import { text } from "../text/texts.js";
import { el, oncePerFrame } from "../view/dom.js";
import { Chart } from "./chart.js";
import { explore } from "./gestures.js";

/** Charts up to this far outside the screen are loaded. */
const NEAR = "400px";
const FEWEST = 10;
const MOST = 5_000;
const RETRY = 5_000;
const WIDER = 1.5;
/** The charts of one kind that are shown at first; a button shows the rest. */
const AT_FIRST = 6;

export class Charts {
    #charts = new Map();
    #page;
    #actions;
    #loading = null;
    #preview = null;
    #marks = [];
    #opened = new Set();
    #nearby = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: NEAR });
    #sizes = new ResizeObserver((entries) => this.#resized(entries));
    #draw = oncePerFrame(() => this.#drawAll(this.#near()));
    #loadSoon = oncePerFrame(() => this.#load());

    /**
     * @param page what is shown: `catalogue`, `cores`, `interval`, `newest`, `range`, `now()`
     * @param actions `go(range, inPlace)`, `back()`, `cursor(at)`, `loaded(answer)`
     */
    constructor(page, actions) {
        this.#page = page;
        this.#actions = actions;
        page.view = () => this.view();
        page.live = () => isLive(page.range);
        page.explore = (box, chart) => explore(box, chart, this.#gestures());
    }

    /** The ends of what is in view. */
    view() {
        return this.#preview ?? ends(this.#page.range, this.#page.now());
    }

    get all() {
        return [...this.#charts.values()];
    }

    /** The charts on the screen. */
    onScreen() {
        return this.#near().filter(({ figure }) => {
            const { top, bottom } = figure.getBoundingClientRect();
            return bottom > 0 && top < innerHeight;
        });
    }

    /** Makes the charts of the catalogue in these boxes, `[section, element]`; charts that exist stay. */
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
        this.#loadSoon();
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
            const rest = this.#opened.has(kind) ? [] : all.slice(AT_FIRST);
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

    /** Loads all charts again: those near the screen now, the others when they come near. */
    reload() {
        this.#preview = null;
        this.all.forEach((chart) => (chart.stale = true));
        this.#showPreview();
        this.#loading?.abort();
        this.#loading = null;
        this.#loadSoon();
    }

    /** Appends a new sample to a live range. */
    append(sample) {
        if (!isLive(this.#page.range)) return;
        for (const chart of this.all) chart.append(sample);
        if (this.#near().some((chart) => chart.stale)) this.#loadSoon();
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

    /** Draws again, after a change of theme or units. */
    restyle() {
        this.all.forEach((chart) => chart.restyle());
        this.#draw();
    }

    /** Loads what could not be loaded before: the server answers again. */
    retry() {
        this.#loadSoon();
    }

    /** Draws charts in three turns, so that the page is laid out once: what changes its layout, what measures it, the drawing. */
    #drawAll(charts) {
        const ready = charts.filter(({ table }) => table);
        ready.forEach((chart) => chart.prepare());
        ready.filter(({ plot }) => !plot).forEach((chart) => chart.measure());
        ready.forEach((chart) => chart.draw());
    }

    #near() {
        return this.all.filter((chart) => chart.near);
    }

    #showPreview() {
        const view = this.view();
        this.#near().forEach((chart) => chart.preview(view));
    }

    async #load() {
        const due = this.#near().filter((chart) => chart.stale && !chart.request);
        if (due.length === 0) return;
        const loading = (this.#loading ??= new AbortController());
        const wanted = due.map((chart) => chart.wanted());
        const width = Math.max(...due.map((chart) => chart.width));
        const points = Math.min(Math.max(Math.round(width), FEWEST), MOST);
        const { from, to } = this.view();
        const range = { from, points, to: isLive(this.#page.range) ? null : to };
        due.forEach((chart) => (chart.request = loading));
        try {
            const parts = await api.query(wanted, range, loading.signal);
            if (this.#loading !== loading) return;
            due.forEach((chart) => chart.take(parts));
            this.#drawAll(due);
            this.#actions.loaded(parts[0]?.answer);
        } catch {
            // What is stale is loaded again below, or with the next range.
        } finally {
            due.forEach((chart) => chart.request === loading && (chart.request = null));
        }
        if (this.#near().some((chart) => chart.stale) && !loading.signal.aborted) setTimeout(() => this.#loadSoon(), RETRY);
    }

    #moved(entries) {
        for (const { target, isIntersecting } of entries) target.chart.near = isIntersecting;
        this.#drawAll(entries.map(({ target }) => target.chart).filter(({ near, stale }) => near && !stale));
        this.#loadSoon();
    }

    #resized(entries) {
        for (const { target, contentRect } of entries) {
            const { chart } = target;
            chart.resize(contentRect);
            // A wider chart can show more points than were loaded.
            if (chart.table && chart.width > WIDER * chart.loadedWidth) chart.stale = true;
        }
        this.#loadSoon();
    }

    #gestures() {
        return {
            view: () => this.view(),
            cursor: (at, source) => this.#cursor(at, source),
            preview: (range) => {
                this.#preview = between(range.from, range.to);
                this.#showPreview();
            },
            go: (range, inPlace) => this.#actions.go(range, inPlace),
            back: () => this.#actions.back(),
        };
    }

    #cursor(at, source) {
        for (const chart of this.#near()) chart.cursor(at, chart === source);
        this.#actions.cursor(at);
    }
}
