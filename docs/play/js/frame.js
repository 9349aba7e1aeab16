// Writes what the playground sends into this document, once, and tells how high it is.
addEventListener("message", ({ data, source }) => {
  if (source !== parent) return;
  document.open(); // listeners go with the old document
  document.write(data.page);
  document.close();
  const tell = () => parent.postMessage({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("message", ({ data, source }) => {
    if (source === parent && data.focus) document.body.focus();
  });
});
parent.postMessage({ waiting: true }, "*");
