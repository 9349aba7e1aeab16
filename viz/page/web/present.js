// For a lecture hall: the drawing fills the window, below it stands one line of the derivation.
const present = {
  on: false,

  toggle() {
    if (present.on) present.leave();
    else present.enter();
  },

  enter() {
    present.show(true);
    // where the whole screen is not allowed, as in the frame of a notebook, the window has to do
    if (!document.fullscreenEnabled || navigator.userActivation?.isActive === false) return;
    document.documentElement.requestFullscreen().catch(() => {});
  },

  leave() {
    if (!present.on) return;
    present.show(false);
    if (document.fullscreenElement) document.exitFullscreen();
  },

  show(on) {
    present.on = on;
    camera.magnified = 1;
    document.body.toggleAttribute("data-presenting", on);
    $("present").textContent = on ? "Leave" : "Present";
    $("present").setAttribute("aria-pressed", String(on));
    // who came by a button goes on with the space key, and comes back to it
    if (document.activeElement !== document.body) (on ? allowed("next", "previous") : $("present")).focus();
    present.look();
  },

  look() {
    fit();
    steps.follow();
  },
};

const allowed = (...ids) => ids.map($).find((button) => !button.disabled) ?? $("present");
$("present").onclick = present.toggle;
document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) present.leave(); });
window.addEventListener("resize", () => { if (present.on) present.look(); });
