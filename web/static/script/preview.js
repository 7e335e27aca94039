// What a form would do is shown while it is typed: the part with this id is taken from the page that its preview leads to.
for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting, asked = 0;
  const refresh = async () => {
    const typed = new URLSearchParams(new FormData(form));
    typed.set("do", "preview");
    const turn = ++asked;
    const response = await fetch(form.action, { method: "POST", body: typed, headers: { accept: "text/html" } });
    if (!response.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [fresh, stale] = [page, document].map((one) => one.getElementById(form.dataset.preview));
    if (fresh && stale) stale.replaceWith(fresh);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 300);
  });
}
