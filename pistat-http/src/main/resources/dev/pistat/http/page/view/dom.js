// Elements of the page, and the colours of its style sheet. Text stays text: it cannot become markup, and has no invisible
// characters.

const SVG = "http://www.w3.org/2000/svg";

/** Control characters other than line breaks, and characters that change the direction of text. */
const INVISIBLE = /[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]/gu;

/** A text with such characters written out, as `[U+202E]`: names from the system may have any. */
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

/** Attributes that people read or hear. */
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

/** Sets the text of an element if it is different, so that an unchanged one is not laid out or announced again. */
export function setText(node, text) {
    const shown = visible(text);
    if (node.textContent !== shown) node.textContent = shown;
}

/** An icon of one path in a square of 24, in the colour of the text. */
export function icon(path, style = "") {
    return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${style}` }, svg("path", { d: path }));
}

/** A function that does the work once in the next frame, however often it is called. */
export function oncePerFrame(work) {
    let due = false;
    return () => {
        if (due) return;
        due = true;
        requestAnimationFrame(() => {
            due = false;
            work();
        });
    };
}

let palette = new Map();

/** A colour of the style sheet. */
export function colour(name) {
    if (!palette.has(name)) {
        palette.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
    }
    return palette.get(name);
}

/** Reads the colours again, after a change of theme. */
export function forgetColours() {
    palette = new Map();
}

/** Pixels at the usual font size, scaled to the present one: very large screens have larger letters. */
export function scaled(pixels) {
    return Math.round((pixels * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16);
}

/** A colour of the style sheet with transparency. */
export function faint(name, alpha) {
    return (
        colour(name) +
        Math.round(alpha * 255)
            .toString(16)
            .padStart(2, "0")
    );
}
