"use strict";

// The lines beside a hit of the search are fetched from its page, which a browser does on a server only.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What the pages in the frames of this site cannot know by themselves: which theme is on. They stand in the document
// (srcdoc), so they may be asked, from disk, too; without this script they follow the system.
const DARK = "(prefers-color-scheme: dark)";

// Rules for dark readers are switched as the theme says; the rules that were switched are kept with their frame.
const switched = new WeakMap();
function paint(frame) {
  if (!frame.contentDocument?.body?.childElementCount) return;
  const theme = document.body.dataset.theme;
  const media = theme === "dark" ? "all" : theme === "light" ? "not all" : DARK;
  if (!switched.has(frame.contentDocument)) {
    const rules = [...frame.contentDocument.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    switched.set(frame.contentDocument, rules.filter((rule) => rule.media?.mediaText === DARK));
  }
  for (const rule of switched.get(frame.contentDocument)) rule.media.mediaText = media;
}

const paintAll = () => document.querySelectorAll("iframe[srcdoc]").forEach(paint);
addEventListener("load", paintAll);
new MutationObserver(paintAll).observe(document.body, { attributeFilter: ["data-theme"] });

// What is wider than its place is scrolled with the keyboard, too.
function reach() {
  for (const wide of document.querySelectorAll(".highlight pre, .scroll, .table-wrapper, .cell_output")) {
    if (wide.scrollWidth > wide.clientWidth + 1) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);

// The theme has two columns beside the page; whoever hears them is told which is which.
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
