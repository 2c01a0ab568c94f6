// The cards: seven numbers of now, each with its last hour.

import { query } from "../data/api.js";
import { now } from "../data/clock.js";
import { Table } from "../data/samples.js";
import { cards } from "../layout.js";
import { text } from "../text/texts.js";
import { momentText } from "../text/times.js";
import { converted, joined, parts, shownUnit, valueText, wholeText } from "../text/units.js";
import { el, oncePerFrame, setText } from "./dom.js";
import { about } from "./popups.js";
import { paintRibbon, paintSpark } from "./sparkline.js";

const HOUR = 3600;
const POINTS = 120;
const ARROWS = ["↓", "↑"];

/** The level of a value. */
function levelOf(value, { high, critical }) {
    return value >= critical ? "critical" : value >= high ? "high" : "normal";
}

export class Cards {
    #page;
    #cards = new Map();
    #table = null;
    #paint = oncePerFrame(() => this.#paintAll());

    /** @param page what is shown: `catalogue`, `cores`, `interval`, `newest`, `now()` */
    constructor(page) {
        this.#page = page;
        this.box = el("section", { id: "cards", class: "cards", "aria-labelledby": "cards-title" });
        this.box.append(el("h2", { id: "cards-title", class: "unseen" }, text("cards")));
        for (const card of cards) this.#add(card);
        const sizes = new ResizeObserver((entries) => {
            for (const { target, contentRect } of entries) target.size = contentRect;
            this.#paint();
        });
        for (const { spark } of this.#cards.values()) sizes.observe(spark);
    }

    /** The last hour of a metric as `{ts, step, column}`, or null. */
    lastHour(metric) {
        const column = this.#table?.columns.get(metric);
        return column ? { ts: this.#table.ts, step: this.#table.step, column } : null;
    }

    async load() {
        const metrics = cards.flatMap(({ value, rates = [] }) => [value, ...rates]).filter(Boolean);
        const group = metrics
            .filter((name) => this.#page.catalogue.has(name))
            .map((metric) => ({ metric, instances: [] }));
        if (group.length === 0) return;
        this.#table = new Table(await query([group], { from: this.#page.now() - HOUR, points: POINTS }), () => true);
        this.#page.recent.forEach((sample) => this.append(sample));
        this.show(this.#page.newest);
        this.#paint();
    }

    append(sample) {
        this.#table?.append(sample, this.#page.interval, sample.at - HOUR);
        this.#paint();
    }

    /** Shows the newest sample, or null while there is none. */
    show(sample) {
        for (const [card, view] of this.#cards) this.#show(card, view, sample);
    }

    repaint() {
        this.#paint();
    }

    #add(card) {
        const numbers = card.rates ?? [card.value];
        const view = {
            level: el("p", { class: "level" }, el("span")),
            numbers: numbers.map((metric) => [
                el("span", { "data-metric": metric }, "–"),
                el("span", { class: "unit" }),
            ]),
            foot: el("p", { class: "foot" }),
            spark: el("canvas", {
                class: "spark",
                role: "img",
                "aria-label": text("card.spark", text(`card.${card.id}`)),
            }),
        };
        const values = view.numbers.map(([number, unit], i) =>
            el("p", { class: "value" }, card.rates ? el("span", { class: "arrow" }, ARROWS[i]) : null, number, unit),
        );
        view.article = el(
            "article",
            { id: `card-${card.id}`, class: card.rates ? "card two" : "card", "data-card": card.id, "data-level": "" },
            about(el("h3", {}, text(`card.${card.id}`)), () => this.#explained(card)),
            view.level,
            el("div", { class: "values" }, ...values),
            view.spark,
            view.foot,
        );
        this.#cards.set(card, view);
        this.box.append(view.article);
    }

    #explained(card) {
        const paragraphs = [el("p", {}, text(`about.${card.id}`))];
        if (card.level) {
            const unit = this.#page.catalogue?.get(card.value)?.unit ?? "percent";
            const { high, critical } = card.level;
            paragraphs.push(el("p", {}, text("about.levels", wholeText(high, unit), wholeText(critical, unit))));
        }
        return paragraphs;
    }

    #show(card, view, sample) {
        const { catalogue } = this.#page;
        const metrics = card.rates ?? [card.value];
        const values = metrics.map((metric) => this.#value(metric, sample));
        const absent = sample !== null && values.every((value) => value == null);
        metrics.forEach((metric, i) => {
            const unit = this.#unit(card, metric);
            const [number, word] = values[i] == null ? ["–", ""] : this.#number(values[i], unit, card.bits);
            setText(view.numbers[i][0], number);
            setText(view.numbers[i][1], word);
        });
        const level = card.level && values[0] != null ? levelOf(values[0], card.level) : "";
        view.article.dataset.level = absent && sample.whole ? "absent" : level;
        setText(view.level.firstChild, level === "" ? "" : text(`level.${level}`));
        setText(
            view.foot,
            absent && sample.whole ? catalogue?.reason(metrics[0]) || text("absent") : this.#foot(card, sample),
        );
    }

    /** A value of a sample; a sample that is not whole yet takes the newest value of the last hour. */
    #value(metric, sample) {
        if (!sample || sample.whole || sample.values.has(metric)) return sample?.values.get(metric);
        return this.lastHour(metric)?.column.mean.at(-1);
    }

    #unit(card, metric) {
        return card.unit ?? this.#page.catalogue?.get(metric)?.unit ?? "none";
    }

    #number(value, unit, bits) {
        return parts(converted(value, unit, bits), shownUnit(unit, bits));
    }

    #foot(card, sample) {
        if (!sample) return "";
        const value = (metric) => sample.values.get(metric);
        const unit = (metric) => this.#unit(card, metric);
        if (card.of) return text("card.of", ...card.of.map((metric) => valueText(value(metric), unit(metric))));
        if (card.also) return text("card.also", ...card.also.map((metric) => valueText(value(metric), unit(metric))));
        if (card.totals) {
            return card.totals
                .map((metric, i) => `${ARROWS[i]}\u00a0${valueText(value(metric), unit(metric))}`)
                .join(" ");
        }
        if (card.ribbon) {
            return value(card.value) == null ? "" : text("card.since", momentText(sample.at - value(card.value)));
        }
        return this.#extremes(card);
    }

    #extremes(card) {
        const hour = this.lastHour(card.value);
        const lows = hour?.column.min.filter((each) => each != null) ?? [];
        if (lows.length === 0) return "";
        const unit = this.#unit(card, card.value);
        const low = lows.reduce((least, each) => Math.min(least, each));
        const high = hour.column.max.reduce((most, each) => Math.max(most, each ?? -Infinity), -Infinity);
        return text("card.hour", this.#number(low, unit)[0], joined(this.#number(high, unit)));
    }

    #paintAll() {
        if (!this.#table) return;
        const to = Math.max(this.#page.now(), this.#table.ts.at(-1) ?? 0);
        const window = { from: to - HOUR, to };
        for (const [card, { spark, foot, article }] of this.#cards) {
            const curves = (card.rates ?? [card.value]).map((metric) => this.lastHour(metric)).filter(Boolean);
            spark.classList.toggle("none", curves.length === 0);
            const { size } = spark;
            if (curves.length === 0 || !size?.width) continue;
            if (card.ribbon) paintRibbon(spark, size, curves[0], window);
            else if (card.level) paintSpark(spark, size, curves, { ...window, ...card.level }, card.level);
            else {
                const [least, most] = [0, this.#most(card, curves)];
                paintSpark(
                    spark,
                    size,
                    curves.map((curve, i) => ({ ...curve, colour: `c${i + 1}` })),
                    { ...window, least, most },
                );
            }
            if (card.level && !card.of && article.dataset.level !== "absent") setText(foot, this.#extremes(card));
        }
    }

    #most(card, curves) {
        const highest = curves.flatMap(({ column }) => column.max).reduce((most, each) => Math.max(most, each ?? 0), 0);
        return Math.max(highest * 1.05, card.perCore ? (this.#page.cores ?? 1) : 1000);
    }
}
