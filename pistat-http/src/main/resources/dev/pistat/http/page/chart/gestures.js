// The gestures on a chart, by mouse, touch and keys. They move the cursor and the range that all charts share.

import { between, zoomed } from "../data/range.js";

/** A drag is at least this many pixels long. */
const DRAG = 6;
const DOUBLE_TAP = 320;
/** A wheel has stopped after this many milliseconds. */
const REST = 160;
const ZOOM = 0.5;
const STEP = 0.25;

/**
 * Listens to gestures on the plot of a chart.
 *
 * @param actions `view()` gives the ends in view; `cursor(at, chart)`, `preview(range)` during a gesture, `go(range)` at its
 *     end, `back()`
 */
export function explore(box, chart, actions) {
    const fingers = new Map();
    let drag = null;
    let tapped = -Infinity;
    let wheeled = null;

    const left = () => chart.plot.over.getBoundingClientRect().left;
    const width = () => chart.plot.over.clientWidth;
    const timeAt = (clientX) => chart.plot.posToVal(Math.min(Math.max(clientX - left(), 0), width()), "x");

    const select = (from, until) => {
        const [x, end] = [Math.min(from, until) - left(), Math.max(from, until) - left()];
        const start = Math.max(x, 0);
        chart.plot.setSelect(
            { left: start, width: Math.min(end, width()) - start, top: 0, height: chart.plot.over.clientHeight },
            false,
        );
    };
    const unselect = () => chart.plot?.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);

    /** The range that keeps the same points under the fingers, or under the mouse. */
    const pulled = () => {
        const { view, places } = drag;
        const seconds = (view.to - view.from) / width();
        const now = [...fingers.values()];
        if (places.length < 2 || now.length < 2) {
            const moved = (places[0] - now[0]) * seconds;
            return between(view.from + moved, view.to + moved);
        }
        const [apart, before] = [Math.abs(now[0] - now[1]), Math.abs(places[0] - places[1])];
        const factor = before / Math.max(apart, 20);
        const held = view.from + ((places[0] + places[1]) / 2 - left()) * seconds;
        const span = (view.to - view.from) * factor;
        const from = held - (((now[0] + now[1]) / 2 - left()) / width()) * span;
        return between(from, from + span);
    };

    const begin = (kind) => (drag = { kind, view: actions.view(), places: [...fingers.values()], far: false });

    box.addEventListener("pointerdown", (event) => {
        if (!chart.plot || event.button > 0) return;
        fingers.set(event.pointerId, event.clientX);
        box.setPointerCapture(event.pointerId);
        if (event.pointerType === "mouse") begin(event.shiftKey ? "pull" : "select");
        else begin(fingers.size > 1 ? "pull" : "point");
        if (event.pointerType !== "mouse") actions.cursor(timeAt(event.clientX), chart);
        if (event.shiftKey) event.preventDefault();
    });

    box.addEventListener("pointermove", (event) => {
        if (!chart.plot) return;
        if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event.clientX);
        const held = drag && fingers.size > 0;
        if (held && Math.abs(event.clientX - drag.places[0]) >= DRAG) drag.far = true;
        if (held && drag.kind === "pull" && (drag.far || fingers.size > 1)) {
            drag.far = true;
            actions.preview(pulled());
        } else {
            if (held && drag.kind === "select" && drag.far) select(drag.places[0], event.clientX);
            actions.cursor(timeAt(event.clientX), chart);
        }
    });

    const end = (event) => {
        if (!fingers.has(event.pointerId)) return;
        const ended = drag;
        const goal = ended?.kind === "pull" && ended.far ? pulled() : null;
        fingers.delete(event.pointerId);
        if (goal) {
            drag = null;
            actions.go(goal);
        } else if (ended?.kind === "select" && ended.far && event.type === "pointerup") {
            actions.go(between(...[timeAt(ended.places[0]), timeAt(event.clientX)].sort((a, b) => a - b)));
        } else if (ended?.kind === "point" && !ended.far && event.type === "pointerup") {
            if (event.timeStamp - tapped < DOUBLE_TAP) actions.back();
            tapped = event.timeStamp;
        }
        unselect();
        if (fingers.size === 0) drag = null;
    };
    box.addEventListener("pointerup", end);
    box.addEventListener("pointercancel", end);

    box.addEventListener("pointerleave", (event) => {
        if (event.pointerType === "mouse" && fingers.size === 0) actions.cursor(null, chart);
    });
    box.addEventListener("dblclick", (event) => {
        event.preventDefault();
        if (event.sourceCapabilities?.firesTouchEvents !== true) actions.back();
    });
    // A pinch on a trackpad arrives as a wheel with Ctrl.
    box.addEventListener(
        "wheel",
        (event) => {
            if (!event.ctrlKey || !chart.plot) return;
            event.preventDefault();
            const factor = Math.exp(Math.min(Math.max(event.deltaY, -50), 50) / 100);
            actions.preview(zoomed(actions.view(), 0, factor, timeAt(event.clientX)));
            clearTimeout(wheeled);
            wheeled = setTimeout(() => actions.go(between(actions.view().from, actions.view().to)), REST);
        },
        { passive: false },
    );
    box.addEventListener("keydown", (event) => {
        if (chart.plot && !event.altKey && !event.metaKey && !event.ctrlKey && pressed(event)) event.preventDefault();
    });
    box.addEventListener("blur", () => actions.cursor(null, chart));

    /** Arrows move the cursor, with Shift the range; + and − zoom around the cursor; Escape and 0 go back. */
    function pressed({ key, shiftKey }) {
        const view = actions.view();
        const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[key];
        if (by && shiftKey) actions.go(moved(view, by), true);
        else if (by) actions.cursor(chart.neighbour(by), chart);
        else if (key === "Home") actions.cursor(chart.neighbour(-Infinity), chart);
        else if (key === "End") actions.cursor(chart.neighbour(Infinity), chart);
        else if (key === "+" || key === "=") actions.go(zoomed(view, 0, ZOOM, chart.at ?? undefined));
        else if (key === "-" || key === "_") actions.go(zoomed(view, 0, 1 / ZOOM, chart.at ?? undefined));
        else if (key === "0" || key === "Escape" || key === "Backspace") actions.back();
        else return false;
        return true;
    }
}

function moved({ from, to }, by) {
    const seconds = (to - from) * STEP * Math.sign(by);
    return between(from + seconds, to + seconds);
}
