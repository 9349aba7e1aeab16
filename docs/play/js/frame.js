// Shows what the playground sends, once, in a frame within this one, and tells how high it is. Two frames, as the policy
// of a document says where the frames in it may go, never where it goes itself: the inner one goes nowhere, not even to
// another page of this server.
addEventListener("message", ({ data, source }) => {
  if (source !== parent) {
    if (source === frames[0]) parent.postMessage({ height: Number(data?.height) || 0 }, "*");
  } else if (data.page && !frames.length) {
    const frame = document.createElement("iframe");
    frame.title = document.title;
    // no tree is made by the markup that the observer below does not see
    const page = data.page.replaceAll(/shadowrootmode/gi, "data-$&");
    frame.srcdoc = `<!DOCTYPE html><script>(${begin})()<\/script>${page}`;
    document.body.append(frame);
  }
});
parent.postMessage({ waiting: true }, "*");

// Runs first of all in the inner frame. No policy forbids WebRTC, so it is taken away; a frame within would have its own,
// so there is none. What this needs is held here, where scripts of a program cannot change it. A connection that is
// opened and asks for nothing (`<link rel="preconnect">`) remains: browsers have no word against it.
function begin() {
  document.currentScript.remove();
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) {
    Object.defineProperty(globalThis, name, { value: undefined });
  }
  for (const [owner, name] of [[Element, "attachShadow"], [Element, "setHTMLUnsafe"], [ShadowRoot, "setHTMLUnsafe"]]) {
    Object.defineProperty(owner.prototype, name, { value: undefined });
  }
  const kinds = ["iframe", "frame", "object", "embed", "fencedframe"];
  const within = kinds.map((name) => document.getElementsByTagNameNS("*", name));
  const { apply } = Reflect, { remove } = Element.prototype;
  // called before the next task, and so before anything in a new frame can run
  new MutationObserver(() => {
    for (let k = 0; k < within.length; k++) while (within[k][0]) apply(remove, within[k][0], []);
  }).observe(document, { subtree: true, childList: true });

  const tell = () => parent.postMessage({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
}
