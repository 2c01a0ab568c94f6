// Making elements. Text is always text: there is no way from here to markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `on…` properties are listeners, the others attributes (true: present, false and null: absent). */
export function el(tag, properties = {}, ...children) {
    return filled(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
    return filled(document.createElementNS(SVG, tag), properties, children);
}

function filled(node, properties, children) {
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child != null));
    return node;
}

/** Changes a text where it is another one: what stands still is neither laid out again nor announced again. */
export function say(node, text) {
    if (node.textContent !== text) node.textContent = text;
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
