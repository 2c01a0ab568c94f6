// PiStat's own metrics: what PiStat itself costs.

import { query } from "../data/api.js";
import { readable } from "../data/catalogue.js";
import { charts, own } from "../layout.js";
import { text } from "../text/texts.js";
import { rateUnit, valueText } from "../text/units.js";
import { el, setText } from "./dom.js";

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

    /** Makes the figures of the layout and those of PiStat's other metrics that are on no chart. */
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

    /** Loads what grew over the last day. */
    async #load() {
        this.#due = false;
        for (const { metric, value } of this.#shown.filter(({ aDay }) => aDay)) {
            const to = this.#page.now();
            const [{ answer }] = await query([[{ metric, instances: [] }]], { from: to - DAY, points: 300 });
            const rates = (answer.series[0]?.rate ?? []).filter((rate) => rate != null);
            const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
            if (rates.length > 0) setText(value, text("own.day", valueText(mean * DAY, "bytes")));
        }
    }

    show(sample) {
        if (!sample?.whole) return;
        for (const { metric, value, aDay } of this.#shown) {
            if (aDay) continue;
            const { unit, kind } = this.#page.catalogue.get(metric);
            const counter = kind === "counter";
            setText(value, valueText((counter ? sample.rates : sample.values).get(metric), counter ? rateUnit(unit) : unit));
        }
    }
}
