# SPDX-License-Identifier: MIT
"""The colours of a style sheet, measured as WCAG does."""

import re


def schemes(style):
    """Name -> #rrggbb of each `:root` block: light, dark and whatever else there is."""
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)]


def _luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """From 1, none, to 21; text needs 4.5, and a shape that carries meaning 3."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def check_text(test, style, count):
    """Every NAME has text in on-NAME on it, `count` of them in each scheme, and the page its own text."""
    for colours in schemes(style):
        pairs = [(name, "on-" + name) for name in colours if "on-" + name in colours]
        test.assertEqual(len(pairs), count)
        pairs += [("back", name) for name in ("text", "quiet", "link")]
        for back, text in pairs:
            test.assertGreaterEqual(contrast(colours[back], colours[text]), 4.5, (back, text))


def check_shapes(test, style, back, names):
    for colours in schemes(style):
        for name in names:
            test.assertGreaterEqual(contrast(colours[back], colours[name]), 3, (back, name))
