// Making elements. Text is always text: there is no way from here to markup, and none to characters that nobody sees.

const SVG = "http://www.w3.org/2000/svg";

/** Line breaks are blanks in a page; other control characters, and those that turn the direction of what follows. */
const INVISIBLE = /[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]/gu;

/** A text in which such characters are written out, as `[U+202E]`: names from the system may have any. */
export function visible(text) {
    return String(text).replace(INVISIBLE, (each) => `[U+${each.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

/** An element: `on…` properties are listeners, the others attributes (true: present, false and null: absent). */
export function el(tag, properties = {}, ...children) {
    return filled(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
    return filled(document.createElementNS(SVG, tag), properties, children);
}

/** Attributes that people read, or hear. */
const READ = new Set(["title", "aria-label"]);

function filled(node, properties, children) {
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else if (READ.has(name) && value != null) node.setAttribute(name, visible(value));
        else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    const shown = children.flat().filter((child) => child != null);
    node.append(...shown.map((child) => (child instanceof Node ? child : visible(child))));
    return node;
}

/** Changes a text where it is another one: what stands still is neither laid out again nor announced again. */
export function say(node, text) {
    const shown = visible(text);
    if (node.textContent !== shown) node.textContent = shown;
}

/** A picture of one path in a square of 24, drawn in the colour of the text. */
export function icon(path, look = "") {
    return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${look}` }, svg("path", { d: path }));
}

/** Does the work once in the next frame, however often it is asked for. */
export function oncePerFrame(work) {
    let asked = false;
    return () => {
        if (asked) return;
        asked = true;
        requestAnimationFrame(() => {
            asked = false;
            work();
        });
    };
}
