// Favourites stay in this browser: a star before each name, and marked rows first.
{
  const KEY = "accord.favourites";
  const read = () => {
    try { return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]")); } catch { return new Set(); }
  };
  const show = (root) => {
    const marked = read();
    for (const star of root.querySelectorAll("button[data-favourite]")) {
      const on = marked.has(star.dataset.favourite);
      star.hidden = false;
      star.setAttribute("aria-pressed", on);
      star.textContent = on ? "★" : "☆";
    }
    for (const list of root.querySelectorAll("[data-favourites-first]")) {
      const rows = [...list.children];
      const first = rows.filter((row) => row.querySelector("button[aria-pressed=true]"));
      list.prepend(...first);
    }
  };
  document.addEventListener("click", (event) => {
    const star = event.target.closest("button[data-favourite]");
    if (!star) return;
    const marked = read();
    if (!marked.delete(star.dataset.favourite)) marked.add(star.dataset.favourite);
    localStorage.setItem(KEY, JSON.stringify([...marked]));
    show(document);
    star.focus();
  });
  document.addEventListener("accord:fresh", (event) => show(event.detail));
  show(document);
}
