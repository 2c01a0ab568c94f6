// The header of the page: the machine, the state of the connection, the range, the theme and the settings.

import { between, newest, presets, words } from "../data/range.js";
import { choicesOf, setting, theme } from "../data/settings.js";
import { text } from "../text/texts.js";
import { momentText } from "../text/times.js";
import { el, icon, setText, svg, visible } from "./dom.js";
import { choice, exportLinks, menu } from "./popups.js";

const SUN =
    "M12 4V2M12 22v-2M4 12H2M22 12h-2M6 6L4.6 4.6M19.4 19.4L18 18M18 6l1.4-1.4M4.6 19.4L6 18M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8";
const MOON = "M20 14.5A8 8 0 0 1 9.5 4A8 8 0 1 0 20 14.5";
const SLIDERS = "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4";
const CALENDAR = "M5 6h14v13H5zM5 10h14M9 3v4M15 3v4";
const PI = "M6 11h20M11.5 11v13M20.5 11v9.5q0 3.5 4 3.5";

export class Header {
    #actions;
    #name = el("span", { id: "host" }, "PiStat");
    #model = el("p", { id: "model" });
    #state = el("p", { id: "state", role: "status" });
    #ranges = new Map();
    #theme;
    #menu;

    /** @param actions `go(range)`, `choose(name, value)`, and for the export `keys()` and `view()` */
    constructor(box, actions) {
        this.#actions = actions;
        this.#theme = el("button", { type: "button", id: "theme", class: "quiet", onclick: () => this.#switchTheme() });
        this.#menu = menu(
            { id: "settings", class: "quiet", "aria-label": text("menu"), title: text("menu") },
            icon(SLIDERS),
            () => this.#settings(),
        );
        box.replaceChildren(
            el("div", { class: "host" }, el("h1", {}, mark(), this.#name), this.#model),
            this.#state,
            this.#picker(),
            el("div", { class: "tools" }, this.#theme, this.#menu),
        );
        this.showTheme();
    }

    showHost({ host_name: name, model, os }) {
        setText(this.#name, name);
        setText(this.#model, model ?? os ?? "");
        document.title = visible(`${name} · PiStat`);
    }

    showState(state, since) {
        setText(this.#state, state === "stale" ? text("state.stale", momentText(since, true)) : text(`state.${state}`));
        document.body.dataset.state = state;
    }

    showRange(range) {
        const chosen = words(range);
        for (const [name, button] of this.#ranges) button.setAttribute("aria-pressed", String(name === chosen));
    }

    showTheme() {
        const dark = theme() === "dark";
        this.#theme.replaceChildren(icon(dark ? SUN : MOON));
        const label = text(dark ? "theme.toLight" : "theme.toDark");
        this.#theme.setAttribute("aria-label", label);
        this.#theme.title = label;
    }

    /** Opens the settings at one of them. */
    openSettings(name) {
        this.#menu.querySelector("button").click();
        this.#menu.querySelector(`[name="${name}"]:checked`).focus();
    }

    #switchTheme() {
        this.#actions.choose("theme", theme() === "dark" ? "light" : "dark");
    }

    #picker() {
        for (const preset of presets) {
            const choose = () => this.#actions.go(newest(preset));
            const button = el(
                "button",
                { type: "button", "data-range": preset, "aria-pressed": "false", onclick: choose },
                text(`range.${preset}`),
            );
            this.#ranges.set(preset, button);
        }
        const label = text("range.custom");
        const custom = menu(
            { class: "quiet", "aria-label": label, title: label, "data-range": "custom" },
            icon(CALENDAR),
            (close) => this.#custom(close),
        );
        return el(
            "nav",
            { id: "ranges", "aria-label": text("range") },
            el("div", { class: "segments" }, ...this.#ranges.values()),
            custom,
        );
    }

    #custom(close) {
        const { from, to } = this.#actions.view();
        const field = (id, at) =>
            el("input", { type: "datetime-local", id, step: 1, value: local(at), max: "2199-12-31T23:59:59" });
        const [first, last] = [field("from", from), field("to", to)];
        const go = () => {
            const [start, end] = [first, last].map(({ value }) => new Date(value).getTime() / 1000);
            if (!(start < end)) return first.focus();
            close();
            this.#actions.go(between(start, end));
        };
        const entered = (event) => event.key === "Enter" && go();
        [first, last].forEach((input) => input.addEventListener("keydown", entered));
        return [
            el("label", { for: "from" }, text("from")),
            first,
            el("label", { for: "to" }, text("to")),
            last,
            el("button", { type: "button", class: "primary", onclick: go }, text("range.show")),
        ];
    }

    #settings() {
        const choices = ["theme", "language", "temperature", "network"].map((name) => {
            const options = choicesOf(name).map((value) => ({ value, label: text(`menu.${name}.${value}`) }));
            return choice(name, text(`menu.${name}`), options, setting(name), (value) => this.#actions.choose(name, value));
        });
        const keys = this.#actions.keys();
        const links =
            keys.length > 0
                ? [el("p", { class: "heading" }, text("export.all")), ...exportLinks(keys, this.#actions.view())]
                : [];
        return [...choices, ...links];
    }
}

function mark() {
    return svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true", class: "mark" }, svg("path", { d: PI }));
}

/** A moment as the value of an input for dates. */
function local(seconds) {
    const date = new Date(seconds * 1000);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
