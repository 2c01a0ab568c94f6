// The cards: the seed's seven numbers of now, each with its last hour.

import { query } from "./api.js";
import { momentText, now } from "./times.js";
import { el, oncePerFrame, say } from "./dom.js";
import { cards } from "./layout.js";
import { paintRibbon, paintSpark } from "./spark.js";
import { Table } from "./samples.js";
import { text } from "./texts.js";
import { about } from "./panels.js";
import { converted, joined, parts, shownUnit, whole, written } from "./units.js";

const HOUR = 3600;
const POINTS = 120;
const ARROWS = ["↓", "↑"];

/** How bad a value is. */
export function levelOf(value, { high, critical }) {
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
    hour(metric) {
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
        this.#page.recent.forEach((sample) => this.fold(sample));
        this.show(this.#page.newest);
        this.#paint();
    }

    fold(sample) {
        this.#table?.fold(sample, this.#page.interval, sample.at - HOUR);
        this.#paint();
    }

    /** The newest sample, or null while there is none. */
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
            paragraphs.push(el("p", {}, text("about.levels", whole(high, unit), whole(critical, unit))));
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
            say(view.numbers[i][0], number);
            say(view.numbers[i][1], word);
        });
        const level = card.level && values[0] != null ? levelOf(values[0], card.level) : "";
        view.article.dataset.level = absent && sample.whole ? "absent" : level;
        say(view.level.firstChild, level === "" ? "" : text(`level.${level}`));
        say(
            view.foot,
            absent && sample.whole ? catalogue?.reason(metrics[0]) || text("absent") : this.#foot(card, sample),
        );
    }

    /** A sample that has the seed's readings alone as yet: the last hour tells the others. */
    #value(metric, sample) {
        if (!sample || sample.whole || sample.values.has(metric)) return sample?.values.get(metric);
        return this.hour(metric)?.column.mean.at(-1);
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
        if (card.of) return text("card.of", ...card.of.map((metric) => written(value(metric), unit(metric))));
        if (card.also) return text("card.also", ...card.also.map((metric) => written(value(metric), unit(metric))));
        if (card.totals) {
            return card.totals
                .map((metric, i) => `${ARROWS[i]}\u00a0${written(value(metric), unit(metric))}`)
                .join(" ");
        }
        if (card.ribbon) {
            return value(card.value) == null ? "" : text("card.since", momentText(sample.at - value(card.value)));
        }
        return this.#extremes(card);
    }

    #extremes(card) {
        const hour = this.hour(card.value);
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
            const curves = (card.rates ?? [card.value]).map((metric) => this.hour(metric)).filter(Boolean);
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
            if (card.level && !card.of && article.dataset.level !== "absent") say(foot, this.#extremes(card));
        }
    }

    #most(card, curves) {
        const highest = curves.flatMap(({ column }) => column.max).reduce((most, each) => Math.max(most, each ?? 0), 0);
        return Math.max(highest * 1.05, card.perCore ? (this.#page.cores ?? 1) : 1000);
    }
}
