// A button that opens a small panel below itself, and closes it when something is chosen, left, or escaped from.

import { el } from "./dom.js";

let menus = 0;

/** @param content makes what is in it, each time that it is opened; it gets the function that closes it */
export function menu(properties, face, content) {
    const id = `menu-${++menus}`;
    const panel = el("div", { class: "panel", id, hidden: true });
    const button = el("button", { type: "button", "aria-expanded": "false", "aria-controls": id, ...properties }, face);
    const box = el("div", { class: "menu" }, button, panel);

    const outside = ({ target }) => box.contains(target) || show(false);
    const show = (shown) => {
        if (shown === !panel.hidden) return;
        if (shown) panel.replaceChildren(...content(close));
        panel.hidden = !shown;
        button.setAttribute("aria-expanded", String(shown));
        document[shown ? "addEventListener" : "removeEventListener"]("pointerdown", outside);
    };
    const close = () => {
        show(false);
        button.focus();
    };
    button.addEventListener("click", () => show(panel.hidden));
    box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || panel.hidden) return;
        event.stopPropagation();
        close();
    });
    box.addEventListener(
        "focusout",
        ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && show(false),
    );
    return box;
}

/** One of several, as radio buttons under a heading. */
export function choice(name, heading, options, chosen, choose) {
    const id = `choice-${name}`;
    return el(
        "div",
        { class: "choice", role: "radiogroup", "aria-labelledby": id, "data-choice": name },
        el("p", { id }, heading),
        ...options.map(({ value, label }) =>
            el(
                "label",
                {},
                el("input", { type: "radio", name, value, checked: value === chosen, onchange: () => choose(value) }),
                el("span", {}, label),
            ),
        ),
    );
}
