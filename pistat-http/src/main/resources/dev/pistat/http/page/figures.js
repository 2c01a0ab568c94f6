// Figures that are no charts: how full file systems are and how worn chips, and what PiStat itself costs.

import { query } from "./api.js";
import { el, say } from "./dom.js";
import { bars, charts, own } from "./layout.js";
import { keyOf } from "./samples.js";
import { text } from "./texts.js";
import { rateUnit, readable, written } from "./units.js";

export class Bars {
    #page;
    #rows = new Map();

    /** @param page what is shown: `catalogue`, `newest` */
    constructor(page) {
        this.#page = page;
        this.box = el(
            "div",
            { id: "bars", class: "chart bars-box", hidden: true },
            ...bars.map((bar) => this.#list(bar)),
        );
    }

    /** Makes a row for each instance that there is. */
    plan() {
        for (const bar of bars) {
            const { section, list, rows } = this.#rows.get(bar.id);
            const instances = this.#page.catalogue.instances(bar.percent);
            section.hidden = instances.length === 0;
            rows.clear();
            for (const instance of instances) rows.set(instance, this.#row(instance));
            list.replaceChildren(...[...rows.values()].map(({ row }) => row));
        }
        this.box.hidden = [...this.#rows.values()].every(({ section }) => section.hidden);
        this.show(this.#page.newest);
    }

    show(sample) {
        if (!sample?.whole) return;
        for (const bar of bars) {
            for (const [instance, row] of this.#rows.get(bar.id).rows) this.#show(bar, instance, row, sample);
        }
    }

    #show(bar, instance, { row, meter, fill, number, note }, { values }) {
        const percent = values.get(keyOf(bar.percent, instance));
        const level =
            percent == null ? "absent" : percent >= bar.critical ? "critical" : percent >= bar.high ? "high" : "normal";
        row.dataset.level = level;
        say(number, written(percent, "percent"));
        meter.setAttribute("aria-valuenow", percent == null ? 0 : Math.round(percent));
        meter.setAttribute("aria-valuetext", percent == null ? text("absent") : number.textContent);
        fill.style.transform = `scaleX(${Math.min(Math.max((percent ?? 0) / 100, 0), 1)})`;
        say(
            note,
            percent == null ? this.#page.catalogue.reason(bar.percent, instance) : this.#amounts(bar, instance, values),
        );
    }

    #amounts(bar, instance, values) {
        if (bar.status) {
            const status = values.get(keyOf(bar.status, instance));
            return status == null ? "" : text(`reserve.${status}`);
        }
        const amount = (metric) => written(values.get(keyOf(metric, instance)), "bytes");
        return text("card.of", amount(bar.used), amount(bar.total));
    }

    #list(bar) {
        const id = `bars-${bar.id}`;
        const heading = el("h3", { id: `${id}-title` }, text(`bars.${bar.id}`));
        const list = el("ul", { class: "bars" });
        const section = el("section", { id, hidden: true, "aria-labelledby": `${id}-title` }, heading, list);
        this.#rows.set(bar.id, { section, list, rows: new Map() });
        return section;
    }

    #row(instance) {
        const fill = el("i");
        const meter = el(
            "div",
            {
                class: "meter",
                role: "meter",
                "aria-label": instance,
                "aria-valuemin": 0,
                "aria-valuemax": 100,
                "aria-valuenow": 0,
            },
            fill,
        );
        const [number, note] = [el("b"), el("span", { class: "note" })];
        const row = el(
            "li",
            { "data-instance": instance, "data-level": "" },
            el("span", { class: "name" }, instance),
            note,
            number,
            meter,
        );
        return { row, meter, fill, number, note };
    }
}

const DAY = 86_400;

export class Own {
    #page;
    #figures = el("dl", { class: "figures" });
    #shown = [];
    #near = false;
    #due = false;

    constructor(page) {
        this.#page = page;
        new IntersectionObserver(([{ isIntersecting }]) => {
            this.#near = isIntersecting;
            if (this.#near && this.#due) this.#load().catch(() => {});
        }).observe(this.#figures);
        this.box = el("section", { id: "own", class: "section", "aria-labelledby": "own-title", hidden: true });
        this.charts = el("div", { class: "charts" });
        this.box.append(el("h2", { id: "own-title" }, text("own")), this.#figures, this.charts);
    }

    /** The known figures, and whatever else tells of PiStat without being on a chart. */
    plan() {
        const { catalogue } = this.#page;
        const known = own.figures.filter(({ metric }) => catalogue.has(metric));
        const drawn = new Set([...own.figures, ...charts.flatMap(({ lines }) => lines)].map(({ metric }) => metric));
        const others = catalogue
            .names()
            .filter(
                (name) =>
                    name.startsWith(own.prefix) &&
                    !drawn.has(name) &&
                    !catalogue.get(name).label &&
                    catalogue.has(name),
            )
            .map((metric) => ({ metric, name: readable(metric.slice(own.prefix.length), catalogue.get(metric).unit) }));
        this.#shown = [...known, ...others].map((figure) => ({
            ...figure,
            value: el("dd", { "data-metric": figure.metric }, "–"),
        }));
        this.#figures.replaceChildren(
            ...this.#shown.map(({ metric, text: key, name, value }) =>
                el("div", { title: catalogue.get(metric).help }, el("dt", {}, key ? text(key) : name), value),
            ),
        );
        this.box.hidden = this.#shown.length === 0;
        this.#due = true;
        if (this.#near) this.#load().catch(() => {});
    }

    /** What grew over the last day. */
    async #load() {
        this.#due = false;
        for (const { metric, value } of this.#shown.filter(({ aDay }) => aDay)) {
            const to = this.#page.now();
            const [{ answer }] = await query([[{ metric, instances: [] }]], { from: to - DAY, points: 300 });
            const rates = (answer.series[0]?.rate ?? []).filter((rate) => rate != null);
            const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
            if (rates.length > 0) say(value, text("own.day", written(mean * DAY, "bytes")));
        }
    }

    show(sample) {
        if (!sample?.whole) return;
        for (const { metric, value, aDay } of this.#shown) {
            if (aDay) continue;
            const { unit, kind } = this.#page.catalogue.get(metric);
            const counter = kind === "counter";
            say(value, written((counter ? sample.rates : sample.values).get(metric), counter ? rateUnit(unit) : unit));
        }
    }
}
