// The theme, before the first paint: the viewer's choice, or that of the system.
(() => {
    let chosen = null;
    try {
        chosen = JSON.parse(localStorage.getItem("pistat")).theme;
    } catch {
        // Nothing was chosen, or there is no storage.
    }
    const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    document.documentElement.dataset.theme = ["light", "dark"].includes(chosen) ? chosen : system;
})();
