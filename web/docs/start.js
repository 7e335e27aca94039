SwaggerUIBundle({
  dom_id: "#interface",
  // Relative, so that it is found behind any prefix of a proxy.
  url: "openapi.json",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  // The default sends the document to another host.
  validatorUrl: null,
});
