// An explanation of a heading: shown on hover, tap or focus, and gone with Escape, or when it is left.

import { el } from "./dom.js";

let tips = 0;

/** A heading that explains itself; `content` makes the explanation when it is first shown. */
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
    // A tap focuses first: that has shown it already.
    button.addEventListener("click", () => show(tip.hidden || performance.now() - focused < 400));
    box.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && show(true));
    box.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && show(false));
    box.addEventListener("focusout", () => show(false));
    box.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
    return box;
}
