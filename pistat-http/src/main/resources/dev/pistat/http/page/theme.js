// Runs before the first paint: the theme that was chosen here, else the system's.
(() => {
    let chosen = null;
    try {
        chosen = JSON.parse(localStorage.getItem("pistat")).theme;
    } catch {
        // Nothing was chosen, or nothing may be kept.
    }
    const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    document.documentElement.dataset.theme = ["light", "dark"].includes(chosen) ? chosen : system;
})();
