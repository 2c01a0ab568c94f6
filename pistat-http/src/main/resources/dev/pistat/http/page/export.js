// Taking along what is on screen: the numbers as CSV or NDJSON, a chart as a picture.

import { el, icon } from "./dom.js";
import { menu } from "./panels.js";
import { colour } from "./paint.js";
import { text } from "./texts.js";
import { rangeText } from "./times.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";
const PADDING = 16;
/** The server exports no more at once. */
const MOST_SERIES = 64;

/** Where the server gives these series, or the first of them, over this range, as `csv` or `ndjson`. */
export function exportAddress(keys, { from, to }, format) {
    const parameters = [
        ...keys.slice(0, MOST_SERIES).map((key) => ["metric", key]),
        ["from", from.toFixed(3)],
        ["to", to.toFixed(3)],
        ["format", format],
    ];
    return `api/export?${new URLSearchParams(parameters)}`;
}

/** Links to both forms of an export. */
export function exportLinks(keys, range) {
    return ["csv", "ndjson"].map((format) =>
        el(
            "a",
            { href: exportAddress(keys, range, format), download: true, "data-export": format },
            text(`export.${format}`),
        ),
    );
}

/** The menu at the corner of a chart. */
export function exportTools(chart, page) {
    const label = text("export.of", chart.name);
    return menu({ class: "quiet", "aria-label": label, title: label }, icon(DOTS, "dots"), (close) => {
        const png = el("button", { type: "button", "data-export": "png" }, text("export.png"));
        png.addEventListener("click", () => {
            savePicture(chart, page.view());
            close();
        });
        return [...exportLinks(chart.keys(), page.view()), png];
    });
}

function savePicture(chart, range) {
    picture(chart, range).toBlob((blob) => {
        const address = URL.createObjectURL(blob);
        const name = `${chart.name} ${rangeText(range.from, range.to)}`.replace(/[^\p{L}\p{N}.-]+/gu, "-");
        el("a", { href: address, download: `${name}.png` }).click();
        setTimeout(() => URL.revokeObjectURL(address), 10_000);
    });
}

/** The chart as it is on screen, with its title, range and legend, on the panel's own colour. */
export function picture(chart, range) {
    const source = chart.plot.ctx.canvas;
    const px = devicePixelRatio;
    const font = getComputedStyle(document.body).fontFamily;
    const canvas = el("canvas");
    const lines = legendLines(chart, font, source.width / px - PADDING);
    const head = 34 + lines.length * 20;
    canvas.width = source.width + 2 * PADDING * px;
    canvas.height = source.height + (head + PADDING) * px;
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = colour("panel");
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(source, PADDING * px, head * px);
    ctx.scale(px, px);
    ctx.fillStyle = colour("ink");
    ctx.font = `600 15px ${font}`;
    ctx.fillText(chart.name, PADDING, 26);
    ctx.fillStyle = colour("muted");
    ctx.font = `12px ${font}`;
    ctx.textAlign = "right";
    ctx.fillText(rangeText(range.from, range.to), canvas.width / px - PADDING, 26);
    ctx.textAlign = "left";
    lines.forEach((items, row) =>
        items.forEach(({ name, x, line }) => {
            const y = 48 + row * 20;
            ctx.fillStyle = colour(`c${line}`);
            ctx.fillRect(PADDING + x, y - 8, 10, 8);
            ctx.fillStyle = colour("ink");
            ctx.fillText(name, PADDING + x + 15, y);
        }),
    );
    return canvas;
}

/** The names of the lines, each with its place, broken where a row is full. */
function legendLines(chart, font, width) {
    const ctx = el("canvas").getContext("2d");
    ctx.font = `12px ${font}`;
    const rows = [[]];
    let x = 0;
    for (const { name, colour: line } of chart.lines) {
        const size = ctx.measureText(name).width + 31;
        if (x + size > width && x > 0) {
            rows.push([]);
            x = 0;
        }
        rows.at(-1).push({ name, x, line });
        x += size;
    }
    return rows;
}
