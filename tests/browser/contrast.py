"""The contrast of every text on a page with what lies behind it, by the formula of WCAG 2.2 (relative luminance)."""

from typing import Any

__all__ = [
    "too_faint",
]

_SCRIPT = """least => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  // Any CSS color as red, green, blue and alpha, the last from 0 to 1: a pixel is painted with it and read.
  const channels = (color) => {
    if (!known.has(color)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((c, i) => c * a + below[i] * (1 - a));
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(channels(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  let count = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    count += 1;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const svg = element.namespaceURI.endsWith("svg");
    const ink = over(channels(svg ? style.fill : style.color), ground);
    const [high, low] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const place = `${element.tagName}.${element.className}`;
    if (ratio < least) found.push(`${ratio.toFixed(2)} ${place}: ${walk.currentNode.data}`);
  }
  return [count, [...new Set(found)]];
}"""


def too_faint(page: Any, least: float = 4.5) -> tuple[int, list[str]]:
    """How many texts a page shows, and those whose contrast is below the least."""
    count, found = page.evaluate(_SCRIPT, least)
    return count, found
