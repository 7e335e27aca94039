// Filters answer while they are typed: the part of the page with the same id is taken from the page they lead to.
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = form.dataset.live;
  let waiting, asked = 0;
  const refresh = async () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const address = `${form.action}?${query}`;
    const turn = ++asked;
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (!response.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [fresh, stale] = [page.getElementById(target), document.getElementById(target)];
    if (!fresh || !stale) return;
    stale.replaceWith(fresh);
    history.replaceState(null, "", address);
    document.dispatchEvent(new CustomEvent("accord:fresh", { detail: fresh }));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 150);
  });
}
