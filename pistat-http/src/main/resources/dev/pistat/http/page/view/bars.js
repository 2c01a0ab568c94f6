// Bars: how full file systems are, and how worn flash chips.

import { keyOf } from "../data/samples.js";
import { bars } from "../layout.js";
import { text } from "../text/texts.js";
import { valueText } from "../text/units.js";
import { el, setText } from "./dom.js";

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
        setText(number, valueText(percent, "percent"));
        meter.setAttribute("aria-valuenow", percent == null ? 0 : Math.round(percent));
        meter.setAttribute("aria-valuetext", percent == null ? text("absent") : number.textContent);
        fill.style.transform = `scaleX(${Math.min(Math.max((percent ?? 0) / 100, 0), 1)})`;
        setText(
            note,
            percent == null ? this.#page.catalogue.reason(bar.percent, instance) : this.#amounts(bar, instance, values),
        );
    }

    #amounts(bar, instance, values) {
        if (bar.status) {
            const status = values.get(keyOf(bar.status, instance));
            return status == null ? "" : text(`reserve.${status}`);
        }
        const amount = (metric) => valueText(values.get(keyOf(metric, instance)), "bytes");
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
