// The menu of a chart: its numbers as CSV or NDJSON, the chart itself as a PNG picture.

import { text } from "../text/texts.js";
import { rangeText } from "../text/times.js";
import { colour, el, icon } from "../view/dom.js";
import { exportLinks, menu } from "../view/popups.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";
const PADDING = 16;

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

/** The chart as on the screen, with its title, range and legend, on the colour of its panel. */
function picture(chart, range) {
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

/** The names of the lines and their places, in rows. */
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
