// Popups: menus and what is in them, and explanations of headings.

import { exportAddress } from "../data/api.js";
import { text } from "../text/texts.js";
import { el } from "./dom.js";

let menus = 0;

/** A button with a menu; `content` makes what is in it at each opening, and gets the function that closes it. */
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

/** A choice of one value, as radio buttons under a heading. */
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

/** Links to both formats of an export. */
export function exportLinks(keys, range) {
    return ["csv", "ndjson"].map((format) =>
        el(
            "a",
            { href: exportAddress(keys, range, format), download: true, "data-export": format },
            text(`export.${format}`),
        ),
    );
}

let tips = 0;

/** A heading with an explanation, which `content` makes when it is first shown. */
export function about(heading, content) {
    const id = `about-${++tips}`;
    const tip = el("div", { class: "tip", id, role: "note", hidden: true });
    const button = el(
        "button",
        { type: "button", class: "about", "aria-expanded": "false", "aria-controls": id },
        ...heading.childNodes,
    );
    heading.append(button);
    const box = el("div", { class: "titled" }, heading, tip);
    const show = (shown) => {
        if (shown === !tip.hidden) return;
        if (shown && tip.childNodes.length === 0) tip.append(...content());
        tip.hidden = !shown;
        tip.classList.remove("end");
        tip.classList.toggle(
            "end",
            shown && tip.getBoundingClientRect().right > document.documentElement.clientWidth - 8,
        );
        button.setAttribute("aria-expanded", String(shown));
    };
    let focused = 0;
    button.addEventListener("focus", () => {
        focused = performance.now();
        show(true);
    });
    // A tap focuses first, which has shown it already.
    button.addEventListener("click", () => show(tip.hidden || performance.now() - focused < 400));
    box.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && show(true));
    box.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && show(false));
    box.addEventListener("focusout", () => show(false));
    box.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
    return box;
}
