// The dashboard: all parts of the page and their places. Another language needs a new one.

import { Charts } from "./chart/charts.js";
import { now } from "./data/clock.js";
import { ends, isLive, moved, newest, presets } from "./data/range.js";
import { text } from "./text/texts.js";
import { durationText, rangeText } from "./text/times.js";
import { Bars } from "./view/bars.js";
import { Cards } from "./view/cards.js";
import { el, icon, setText } from "./view/dom.js";
import { Events, Processes } from "./view/aside.js";
import { Header } from "./view/header.js";
import { Own } from "./view/own.js";
import { Verdict } from "./view/verdict.js";

const EARLIER = "M14 6l-6 6l6 6";
const LATER = "M10 6l6 6l-6 6";
const HALF = 0.5;

export class Dashboard {
    #page;
    #actions;
    #rangeText = el("p", { id: "range" });
    #step = el("p", { id: "step" });
    #nowButton;
    #missing = el("ul");

    /** @param actions of the viewer: `go`, `back`, `choose`, `showMoment`; and `loaded`, which charts call */
    constructor(page, actions) {
        this.#page = page;
        this.#actions = actions;
        this.charts = new Charts(page, { ...actions, cursor: (at) => this.processes.cursor(at) });
        const keys = () => this.charts.onScreen().flatMap((chart) => chart.keys());
        this.header = new Header(document.querySelector("#header"), { ...actions, keys, view: () => this.charts.view() });
        this.verdict = new Verdict();
        this.cards = new Cards(page);
        this.bars = new Bars(page);
        this.own = new Own(page);
        this.processes = new Processes();
        this.events = new Events({ marks: (marks) => (this.charts.marks = marks), go: actions.showMoment });
        this.#place();
    }

    showHost() {
        this.header.showHost(this.#page.host);
    }

    showState() {
        this.header.showState(this.#page.state, this.#page.since);
        this.#showVerdict();
    }

    showSample(sample) {
        this.cards.show(sample);
        if (sample.whole) {
            this.cards.append(sample);
            this.charts.append(sample);
        }
        this.bars.show(sample);
        this.own.show(sample);
        this.processes.refresh();
        this.#showVerdict();
        if (isLive(this.#page.range)) this.#showEnds();
    }

    showRange(answer) {
        this.header.showRange(this.#page.range);
        this.#nowButton.hidden = isLive(this.#page.range);
        if (answer) setText(this.#step, answer.step > 0 ? text("step", durationText(answer.step)) : text("step.raw"));
        this.#showEnds();
    }

    /** Makes the charts and bars of a new catalogue. */
    plan() {
        this.charts.plan(this.#boxes);
        this.bars.plan();
        this.own.plan();
        for (const [section, box] of this.#boxes) {
            if (section === "more") box.parentElement.hidden = box.childElementCount === 0;
        }
        const missing = this.#page.catalogue.missing();
        this.#missing.replaceChildren(
            ...missing.map(({ id, reason }) =>
                el(
                    "li",
                    { "data-missing": id },
                    el("b", {}, text(`missing.${id}`) ?? text(`chart.${id}`)),
                    ` ${reason}`,
                ),
            ),
        );
        this.#missing.parentElement.hidden = missing.length === 0;
        this.cards.show(this.#page.newest);
        this.cards.load().catch(() => {});
        this.#loadAside();
    }

    /** Loads the history again: the range is another one, or something may have been missed. */
    reload() {
        this.charts.reload();
        this.cards.load().catch(() => {});
        this.#loadAside();
    }

    /** Not called before the first answer: until then the server's time is not known. */
    #loadAside() {
        this.processes.load();
        this.loadEvents();
    }

    loadEvents() {
        this.events.load(this.charts.view(), isLive(this.#page.range)).then(() => this.#showVerdict());
    }

    /** Draws again, after a change of theme or units. */
    restyle() {
        this.header.showTheme();
        this.charts.restyle();
        this.cards.show(this.#page.newest);
        this.cards.repaint();
        this.#showVerdict();
    }

    /** Ends this dashboard; another one takes its place. */
    destroy() {
        this.charts.destroy();
    }

    #showVerdict() {
        this.verdict.show({
            state: this.#page.state,
            since: this.#page.since,
            sample: this.#page.newest,
            events: this.events.today(),
            catalogue: this.#page.catalogue,
            history: (metric) => this.cards.lastHour(metric),
            now: now(),
        });
    }

    #showEnds() {
        const { from, to } = ends(this.#page.range, this.#page.now());
        setText(this.#rangeText, rangeText(from, to));
    }

    #place() {
        const section = (id, ...content) =>
            el("section", { id, class: "section", "aria-labelledby": `${id}-title` }, ...content);
        const [history, details, more] = ["history", "details", "more"].map((name) =>
            el("div", { class: name === "more" ? "charts" : "cells", "data-charts": name }),
        );
        this.#boxes = [
            ["history", history],
            ["details", details],
            ["more", more],
            ["own", this.own.charts],
        ];
        const others = section("more", el("h2", { id: "more-title" }, text("more")), more);
        others.hidden = true;
        const missing = el(
            "details",
            { id: "missing", hidden: true },
            el("summary", {}, text("missing")),
            this.#missing,
        );
        document
            .querySelector("#main")
            .replaceChildren(
                this.verdict.box,
                this.verdict.spoken,
                this.cards.box,
                el(
                    "div",
                    { class: "columns" },
                    el(
                        "div",
                        { class: "wide" },
                        section(
                            "history",
                            this.#historyHead(),
                            el("p", { id: "chart-keys", hidden: true }, text("chart.keys")),
                            el("div", { class: "charts" }, history, this.bars.box, details),
                        ),
                        others,
                        this.own.box,
                        missing,
                    ),
                    el("aside", { "aria-label": text("processes") }, this.processes.box, this.events.box),
                ),
            );
    }

    #historyHead() {
        const step = (label, path, part) =>
            el(
                "button",
                {
                    type: "button",
                    class: "quiet",
                    "aria-label": text(label),
                    title: text(label),
                    onclick: () => this.#actions.go(moved(this.#page.range, this.#page.now(), part), true),
                },
                icon(path),
            );
        this.#nowButton = el(
            "button",
            { type: "button", id: "now", hidden: true, onclick: () => this.#goLive() },
            text("now"),
        );
        return el(
            "div",
            { class: "section-head" },
            el("h2", { id: "history-title" }, text("history")),
            this.#rangeText,
            this.#step,
            el("div", { class: "steps" }, this.#nowButton, step("earlier", EARLIER, -HALF), step("later", LATER, HALF)),
        );
    }

    /** Shows the live range of about the present length. */
    #goLive() {
        const { from, to } = this.charts.view();
        const fitting = presets.map(newest).find(({ span }) => span >= (to - from) * 0.95);
        this.#actions.go(fitting ?? newest("5y"));
    }

    #boxes = [];
}
