"""The colors of the site: those of the drawings, paper by day and a blackboard in the dark."""

from viz.palette import DARK, LIGHT, Palette
from viz.pictures.svg import FONT, MATH_FONT


def variables() -> tuple[dict[str, str], dict[str, str]]:
    """Return the CSS variables of the theme for light and dark.

    >>> light, dark = variables()
    >>> light["color-background-primary"], dark["color-background-primary"]
    ('#fbfaf6', '#16201c')
    """
    fonts = {"font-stack": FONT, "font-stack--headings": MATH_FONT}
    return fonts | _named(LIGHT), _named(DARK)


def _named(colors: Palette) -> dict[str, str]:
    palette = colors._asdict()
    return {
        **palette,  # for site.css: --ink, --paper, …
        "color-foreground-primary": colors.ink,
        "color-foreground-secondary": colors.muted,
        "color-foreground-muted": colors.muted,
        "color-foreground-border": colors.line,
        "color-background-primary": colors.page,
        "color-background-secondary": colors.paper,
        "color-background-hover": colors.gate,
        "color-background-hover--transparent": f"{colors.gate}00",
        "color-background-border": colors.line,
        "color-background-item": colors.gate,
        "color-brand-primary": colors.partial,
        "color-brand-content": colors.partial,
        "color-brand-visited": colors.tangent,
        "color-inline-code-background": colors.gate,
        "color-sidebar-background": colors.paper,
        "color-card-background": colors.paper,
        "color-api-background": colors.gate,
        "color-api-background-hover": colors.gate,
        "color-api-name": colors.delta,
        "color-api-pre-name": colors.delta,
        "color-highlight-on-target": colors.gate,
        "color-highlighted-background": colors.now,
        "color-code-background": colors.paper,
        "color-code-foreground": colors.ink,
    }
