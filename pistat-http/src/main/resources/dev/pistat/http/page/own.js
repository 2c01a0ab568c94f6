// PiStat itself: what the monitor costs.

import { query } from "./api.js";
import { el, say } from "./dom.js";
import { charts, own } from "./layout.js";
import { text } from "./texts.js";
import { rateUnit, readable, written } from "./units.js";

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
