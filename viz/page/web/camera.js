// What of the drawing is in the window, and how large: it fits, follows what happens, and is moved by hand.
const camera = {
  frame: svg.parentElement,
  magnified: 1, // by hand: two fingers, or the wheel with the control key

  // The drawing fills the board as long as it stays readable; what is wider than that is scrolled.
  fit() {
    const { frame } = camera, { width, height } = svg.viewBox.baseVal;
    const whole = (available) => Math.min((frame.clientWidth - 20) / width, available / height);
    const zoom = present.on
      // numbers of 28 pixels on a wall that is 1,920 wide
      ? Math.max(window.innerWidth / 960, 1, Math.min(whole(frame.clientHeight - 20), 4))
      : Math.max(0.7, camera.asText(width), Math.min(whole(0.43 * window.innerHeight), Math.max(1.8, window.innerWidth / 800)));
    svg.style.width = `${width * zoom * camera.magnified}px`;
    camera.fade();
    camera.makeRoom();
  },

  // Rows are read like text: as wide as the board, less the bar that scrolls it down.
  asText: (width) => (inRows && folds.length === 0 ? Math.min((camera.frame.offsetWidth - 40) / width, 1) : 0),

  // The derivation goes down to the end of the window, but for the table of messages, or as far as it will ever need:
  // nothing moves when a line is added.
  makeRoom() {
    const top = $("lines").getBoundingClientRect().top + window.scrollY, line = 34;
    const room = Math.max(window.innerHeight - top - 96, 5 * line);
    $("lines").style.height = `${Math.min(room, (view.gates.length + nodes.length + 2) * line)}px`;
  },

  // The edge of the board fades where the drawing goes on.
  fade() {
    const { frame } = camera, { scrollLeft, scrollWidth, clientWidth } = frame;
    frame.classList.toggle("more-left", scrollLeft > 2);
    frame.classList.toggle("more-right", scrollLeft + clientWidth < scrollWidth - 2);
  },

  // Larger or smaller around a place of the window, which stays where it is.
  magnify(factor, x, y) {
    const before = svg.getBoundingClientRect(), right = (x - before.left) / before.width, down = (y - before.top) / before.height;
    const least = (camera.frame.clientWidth - 20) / (before.width / camera.magnified);
    camera.magnified = Math.max(Math.min(least, 1), Math.min(camera.magnified * factor, 6));
    camera.fit();
    const after = svg.getBoundingClientRect();
    camera.frame.scrollBy({
      left: after.left + right * after.width - x, top: after.top + down * after.height - y, behavior: "instant",
    });
  },
};
const fit = camera.fit;

// Scroll the board to all of these elements; where they are larger than the board, to the last of them.
function bringIntoView(...elements) {
  const board = camera.frame, frame = board.getBoundingClientRect();
  const boxes = elements.map((element) => element.getBoundingClientRect());
  let box = around(boxes);
  while (boxes.length > 1 && (box.right - box.left > frame.width || box.bottom - box.top > frame.height)) {
    boxes.shift();
    box = around(boxes);
  }
  const left = present.on || box.left < frame.left || box.right > frame.right ? (box.left + box.right - frame.left - frame.right) / 2 : 0;
  const top = present.on || box.top < frame.top || box.bottom > frame.bottom ? (box.top + box.bottom - frame.top - frame.bottom) / 2 : 0;
  // in both directions at once, as one movement ends the other; and far away at once
  const isFar = Math.hypot(left, top) > 2 * frame.width;
  if (left || top) board.scrollBy({ left, top, behavior: isFar ? "instant" : "auto" });
}

function around(boxes) {
  const least = (side) => Math.min(...boxes.map((box) => box[side]));
  const most = (side) => Math.max(...boxes.map((box) => box[side]));
  return { left: least("left"), right: most("right"), top: least("top"), bottom: most("bottom") };
}

// What is to be seen of a message: sender, wire, its numbers and, before all, who receives it.
function bringMessageIntoView({ edge, parent, child }) {
  bringIntoView(drawnNodes[child].group, view.edges[edge].wire, ...parcels.children, drawnNodes[parent].group);
}

camera.frame.addEventListener("scroll", camera.fade, { passive: true });
camera.frame.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  camera.magnify(exp(-event.deltaY / 300), event.clientX, event.clientY);
}, { passive: false });

// One finger scrolls, which the browser does by itself; two make larger.
let fingers = null;
function spread([a, b]) {
  return {
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2,
  };
}
camera.frame.addEventListener("touchstart", (event) => { fingers = event.touches.length === 2 ? spread(event.touches) : null; }, { passive: true });
camera.frame.addEventListener("touchend", () => { fingers = null; }, { passive: true });
camera.frame.addEventListener("touchmove", (event) => {
  if (event.touches.length !== 2) return;
  if (event.cancelable) event.preventDefault();
  const moved = spread(event.touches);
  if (fingers && fingers.apart > 0) camera.magnify(moved.apart / fingers.apart, moved.x, moved.y);
  fingers = moved;
}, { passive: false });
