// The API, link by link: the document at the address behind "#", its links, and what is embedded in it.
for (const form of document.querySelectorAll("form[data-hal]")) {
  const home = new URL(form.dataset.hal);
  const target = document.getElementById("document");
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const isOurs = (address) => address.origin === home.origin && (address.pathname + "/").startsWith(home.pathname);
  const place = (address) => "#" + (address.pathname.slice(home.pathname.length - 1) || "/") + address.search;

  const linkTo = (link) => {
    const address = new URL(link.href, home);
    if (link.templated) {
      const filled = element("form", { className: "fields" });
      const names = [...link.href.matchAll(/\{\??([^}]+)\}/g)].flatMap(([, names]) => names.split(","));
      for (const name of names) filled.append(element("label", {}, name + " ", element("input", { type: "text", name })));
      filled.append(element("button", { className: "plain" }, "Go"));
      filled.addEventListener("submit", (event) => {
        event.preventDefault();
        const typed = new FormData(filled);
        const text = (name) => encodeURIComponent(typed.get(name));
        const query = (_, names) => "?" + names.split(",").map((name) => `${name}=${text(name)}`).join("&");
        const path = link.href.replace(/\{\?([^}]+)\}/g, query).replace(/\{([^}]+)\}/g, (_, name) => text(name));
        location.hash = place(new URL(path, home));
      });
      return element("span", {}, element("code", {}, link.href), " ", filled);
    }
    return isOurs(address) ? element("a", { href: place(address) }, link.href) : element("code", {}, link.href);
  };

  const linksOf = (links) => {
    const rows = Object.entries(links).flatMap(([relation, one]) => [one].flat().map((link) => [relation, link]));
    const cell = (name, content) => {
      const made = element("td", {}, content);
      made.dataset.name = name;
      return made;
    };
    const row = ([relation, link]) => element("tr", {}, cell("Relation", element("code", {}, relation)),
      cell("Title", [link.title, link.name].filter(Boolean).join(": ")), cell("Address", linkTo(link)));
    const heads = ["Relation", "Title", "Address"].map((name) => element("th", { scope: "col" }, name));
    return element("table", { className: "stack" }, element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows.filter(([relation]) => relation !== "curies").map(row)));
  };

  const shown = (resource) => {
    const { _links = {}, _embedded = {}, ...properties } = resource;
    const parts = [];
    if (Object.keys(properties).length) {
      parts.push(element("h3", {}, "Properties"), element("pre", { tabIndex: 0 }, JSON.stringify(properties, null, 2)));
    }
    if (Object.keys(_links).length) parts.push(element("h3", {}, "Links"), linksOf(_links));
    for (const [relation, one] of Object.entries(_embedded)) {
      const all = [one].flat();
      parts.push(element("h3", {}, `Embedded: ${relation} (${all.length})`));
      for (const [index, embedded] of all.entries()) {
        const name = embedded.name ?? embedded.number ?? embedded.uuid ?? index + 1;
        parts.push(element("details", {}, element("summary", {}, String(name)), ...shown(embedded)));
      }
    }
    return parts;
  };

  let asked = 0;
  const go = async () => {
    const turn = ++asked;
    const path = location.hash.slice(1) || "/";
    form.elements.address.value = path;
    let response, text;
    try {
      const address = new URL(path.replace(/^\/+/, ""), home);
      if (!isOurs(address)) throw new Error("this address is not one of this broker");
      response = await fetch(address, { headers: { accept: "application/hal+json, application/problem+json;q=0.9" } });
      text = await response.text();
    } catch (error) {
      if (turn === asked) target.replaceChildren(element("h2", {}, path), element("p", {}, `No answer: ${error.message}.`));
      return;
    }
    if (turn !== asked) return;
    let content = [element("pre", { tabIndex: 0 }, text)];
    try {
      content = shown(JSON.parse(text));
    } catch {
      // It is no document; the text says what it is.
    }
    const status = element("p", {}, element("span", { className: response.ok ? "state good" : "state bad" }, String(response.status)),
      " ", response.headers.get("content-type") ?? "");
    target.replaceChildren(element("h2", {}, path), status, ...content);
  };

  document.querySelector("[data-without-scripts]")?.remove();
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = "#" + form.elements.address.value;
  });
  addEventListener("hashchange", go);
  go();
}
