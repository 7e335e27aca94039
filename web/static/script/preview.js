// What a form would do is shown while it is typed: the part with this id is taken from the page that its preview leads to.
for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting, asked = 0;
  const refresh = async () => {
    const typed = new URLSearchParams(new FormData(form));
    typed.set("do", "preview");
    const turn = ++asked;
    const stale = document.getElementById(form.dataset.preview);
    let fresh, status = 0;
    try {
      const response = await fetch(form.action, { method: "POST", body: typed, headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      [fresh, status] = [response.ok && page.getElementById(form.dataset.preview), response.status];
    } catch {
      // What is said below says it.
    }
    if (turn !== asked) return;
    if (!fresh) {
      stale.textContent = `There is no preview now (${status || "no answer"}).`;
      return;
    }
    const wasOpen = stale.querySelector("details")?.open;
    stale.replaceChildren(...fresh.childNodes);
    if (wasOpen) stale.querySelector("details")?.setAttribute("open", "");
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 300);
  });
}
