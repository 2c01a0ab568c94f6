// An explanation beside a heading: shown on hover, tap or focus, and gone with Escape, or when it is left.

import { el, icon } from "./dom.js";
import { text } from "./texts.js";

const MARK = "M12 11v6M12 7.5v.5M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18";
let tips = 0;

/** A heading with its explanation; `content` makes it when it is first shown. */
export function about(heading, content) {
    const id = `about-${++tips}`;
    const tip = el("div", { class: "tip", id, role: "note", hidden: true });
    const button = el(
        "button",
        { type: "button", class: "about", "aria-label": text("about", heading.textContent), "aria-expanded": "false", "aria-controls": id },
        icon(MARK),
    );
    const box = el("div", { class: "titled" }, heading, button, tip);
    const show = (shown) => {
        if (shown === !tip.hidden) return;
        if (shown && tip.childNodes.length === 0) tip.append(...content());
        tip.hidden = !shown;
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
