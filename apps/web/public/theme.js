// Runs before the first paint, so that a chosen theme never flashes. A file, because the content
// security policy forbids inline scripts.
try {
  const { theme } = JSON.parse(localStorage.getItem("settings") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
