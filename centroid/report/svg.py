"""Pictures as SVG, written on the server: no script, and print and dark mode by CSS."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

# Half of the page: about as wide as it is shown, so that letters keep their size.
WIDTH = 540
# Paul Tol's "muted" and "bright" schemes, which colour-blind readers can tell apart, and which are
# neither too light for a white page nor too dark for a black one.
COLOURS = (
    "#4477aa", "#cc6677", "#228833", "#aa8800", "#66a8cc", "#aa3377",
    "#999933", "#8877cc", "#44aa99", "#bb5522", "#888888", "#dd7799",
)  # fmt: skip


def colour_of(number: int) -> str:
    """The colour of a segment, by its id: the same in every picture."""
    return COLOURS[(number - 1) % len(COLOURS)]


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """An element. Children and attributes are escaped, numbers rounded to a tenth."""
    given = Markup("").join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"),
            f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value,
        )
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{}{}>{}</{}>").format(
        Markup(name), given, Markup("").join(escape(child) for child in children), Markup(name)
    )


def text(words: str, x: float, y: float, anchor: str = "start", **attributes: object) -> Markup:
    """A text of the picture."""
    return tag("text", words, x=float(x), y=float(y), text_anchor=anchor, **attributes)


def tip(words: str) -> Markup:
    """What a pointer that rests on an element shows."""
    return tag("title", words)


def picture(height: float, description: str, *children: Markup, width: float = WIDTH) -> Markup:
    """The outermost element, which a screen reader reads as an image with a description."""
    return tag(
        "svg",
        *children,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=description,
    )


def shortened(words: str, letters: int) -> str:
    """A text cut to a number of letters; the whole text is in the table."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def within(words: str, x: float) -> float:
    """Where the middle of a text of 12 pixels has to be to stay in the picture, at x if it can."""
    half = 3.5 * len(words)
    return min(max(x, half), WIDTH - half)


def fitted(label: str | tuple[str, str], letters: int) -> str:
    """A label cut to a number of letters; one of a name and a detail keeps something of both."""
    if isinstance(label, str):
        return shortened(label, letters)
    name, detail = label
    room = letters - 2
    detail = shortened(detail, max(room - len(name), room // 2))
    return f"{shortened(name, room - len(detail))}: {detail}"


def steps(
    low: float, high: float, count: int = 4, write: Callable[[float], str] | None = None
) -> list[float]:
    """Round values from at most the lowest to at least the highest, about as many as asked for.

    They are fewer where two of them would be written alike, as halves of a customer are.
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    values = [round(number * step, 10) for number in range(first, last + 1)]
    if write and count > 1 and len(set(map(write, values))) < len(values):
        return steps(low, high, count - 1, write)
    return values


@dataclass(frozen=True)
class Plot:
    """The area of a picture within its axes, and the scales on them.

    Attributes
    ----------
    left, right, top, bottom : float
        Edges, in units of the picture.
    x_range, y_range : tuple of float
        The values at the left and right, and at the bottom and top.
    """

    left: float
    right: float
    top: float
    bottom: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        """Where a value is on the horizontal axis."""
        low, high = self.x_range
        return self.left + (self.right - self.left) * (value - low) / ((high - low) or 1)

    def y(self, value: float) -> float:
        """Where a value is on the vertical axis."""
        low, high = self.y_range
        return self.bottom - (self.bottom - self.top) * (value - low) / ((high - low) or 1)

    def y_axis(self, ticks: Sequence[float], write: Callable[[float], str], title: str) -> Markup:
        """Lines across the plot with their values, and what they measure."""
        lines = [
            tag("path", class_="grid", d=f"M{self.left:.1f} {self.y(tick):.1f}H{self.right:.1f}")
            + text(write(tick), self.left - 6, self.y(tick) + 4, "end", class_="tick")
            for tick in ticks
        ]
        return Markup("").join(lines) + text(title, 0, self.top - 10, class_="axis")

    def x_axis(self, ticks: Sequence[tuple[float, str]], title: str = "") -> Markup:
        """Labels below the plot, every second one or fewer where they would touch."""
        longest = max((len(label) for _, label in ticks), default=1)
        room = max(1, int((self.right - self.left) / (longest * 7 + 8)))
        every = math.ceil(len(ticks) / room)
        # Counted from the last, which is the one that people look for.
        shown = [tick for place, tick in enumerate(reversed(ticks)) if place % every == 0]
        # The last one stays in the picture, which ends 8 pixels or more to the right of the plot.
        labels = [
            text(
                label,
                min(self.x(value), self.right + 8 - 3.5 * len(label)),
                self.bottom + 17,
                "middle",
                class_="tick",
            )
            for value, label in shown
        ]
        return Markup("").join(labels) + text(
            title, (self.left + self.right) / 2, self.bottom + 36, "middle", class_="axis"
        )


@dataclass(frozen=True)
class Series:
    """A line of a chart: its label and colour, and a value per place, None where unknown."""

    label: str
    colour: str
    values: Sequence[float | None]


def legend(entries: Sequence[tuple[str, str]]) -> Markup:
    """Labels with their colours, as HTML that wraps."""
    items = [
        tag("li", tag("span", "", class_="swatch", style=f"background:{colour}"), label)
        for label, colour in entries
    ]
    return tag("ul", *items, class_="legend")


def notes(plot: Plot, places: Sequence[tuple[float, str]]) -> Markup:
    """Events on a time axis: a line and a number, explained below the picture."""
    return Markup("").join(
        tag(
            "g",
            tip(words),
            tag("path", d=f"M{plot.x(value):.1f} {plot.top:.1f}V{plot.bottom:.1f}"),
            text(shortened(words, 28), plot.x(value) + 4, plot.top + 10, class_="tick"),
            class_="note",
        )
        for value, words in places
    )


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    write: Callable[[float], str],
    description: str,
    x_title: str = "",
    from_zero: bool = True,
    marked: Sequence[int] = (),
    events: Sequence[tuple[float, str]] = (),
    width: float = WIDTH,
    height: float = 280,
) -> Markup:
    """Lines over the same places, such as months."""
    known = [value for each in series for value in each.values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    ticks = steps(min(low, 0.0) if from_zero else low, high, write=write)
    margin = 14 + 7.5 * max(len(write(tick)) for tick in ticks)
    plot = Plot(
        margin, width - 30, 26, height - (48 if x_title else 30),
        (0, max(len(labels) - 1, 1)), (ticks[0], ticks[-1]),
    )  # fmt: skip
    drawn = []
    for each in series:
        points = [
            (plot.x(place), plot.y(value), place, value)
            for place, value in enumerate(each.values)
            if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, *_ in points)
        drawn.append(tag("polyline", points=path, fill="none", stroke=each.colour, class_="line"))
        drawn.extend(
            tag(
                "circle",
                tip(f"{each.label}, {labels[place]}: {write(value)}"),
                cx=x,
                cy=y,
                r=7.0 if place in marked else 3.0,
                fill=each.colour,
            )
            for x, y, place, value in points
        )
    return picture(
        height,
        description,
        plot.y_axis(ticks, write, unit),
        plot.x_axis(list(enumerate(labels)), x_title),
        notes(plot, events),
        *drawn,
        width=width,
    )


def stacked(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    write: Callable[[float], str],
    description: str,
    events: Sequence[tuple[float, str]] = (),
    height: float = 280,
) -> Markup:
    """Columns of parts, one column a place."""
    totals = [sum(each.values[place] or 0 for each in series) for place in range(len(labels))]
    ticks = steps(0, max(totals, default=1), write=write)
    margin = 14 + 7.5 * max(len(write(tick)) for tick in ticks)
    plot = Plot(margin, WIDTH - 8, 26, height - 30, (-0.5, len(labels) - 0.5), (0, ticks[-1]))
    width = (plot.right - plot.left) / max(len(labels), 1) * 0.8
    drawn = []
    for place, label in enumerate(labels):
        below = 0.0
        for each in series:
            value = each.values[place] or 0
            if value <= 0:
                continue
            top = plot.y(below + value)
            drawn.append(
                tag(
                    "rect",
                    tip(f"{each.label}, {label}: {write(value)}"),
                    x=plot.x(place) - width / 2,
                    y=top,
                    width=width,
                    height=plot.y(below) - top,
                    fill=each.colour,
                    class_="part",
                )
            )
            below += value
    return picture(
        height,
        description,
        plot.y_axis(ticks, write, unit),
        plot.x_axis(list(enumerate(labels))),
        *drawn,
        notes(plot, events),
    )


def waterfall(
    bars: Sequence[tuple[str, float, bool]],
    *,
    unit: str,
    write: Callable[[float], str],
    description: str,
    height: float = 280,
) -> Markup:
    """A balance: totals stand on the ground, changes where the ones before end.

    Parameters
    ----------
    bars : sequence of tuple
        Label, value, and whether it is a total.
    """
    ends, level = [], 0.0
    for _, value, is_total in bars:
        start = 0.0 if is_total else level
        level = start + value
        ends.append((start, level))
    # A small change of a large total is not seen from zero; the axis then says where it begins.
    changes = [abs(value) for _, value, is_total in bars if not is_total]
    tops = [max(pair) for pair in ends]
    floors = [
        end if total else min(start, end)
        for (start, end), (*_, total) in zip(ends, bars, strict=True)
    ]
    lowest = min(floors, default=0.0)
    is_cut = 0 < sum(changes) < 0.25 * max(tops, default=1.0) and lowest > 0
    floor = lowest - 0.3 * (max(tops) - lowest) if is_cut else min(lowest, 0)
    # Room above the highest bar for its number.
    ticks = steps(floor, max(tops) + 0.06 * (max(tops) - floor), write=write)
    margin = 14 + 7.5 * max(len(write(tick)) for tick in ticks)
    plot = Plot(margin, WIDTH - 8, 34, height - 30, (-0.5, len(bars) - 0.5), (ticks[0], ticks[-1]))
    width = (plot.right - plot.left) / max(len(bars), 1) * 0.62
    drawn = []
    for place, ((label, value, is_total), (start, end)) in enumerate(zip(bars, ends, strict=True)):
        bottom = max(start, ticks[0]) if is_total else start
        high, low = plot.y(max(bottom, end)), plot.y(min(bottom, end))
        kind = "total" if is_total else "up" if value >= 0 else "down"
        words = write(value) if is_total else ("+" if value > 0 else "") + write(value)
        drawn.append(
            tag(
                "rect",
                tip(f"{label}: {words}"),
                x=plot.x(place) - width / 2,
                y=high,
                width=width,
                height=max(low - high, 1.0),
                class_=kind,
            )
        )
        drawn.append(text(words, plot.x(place), high - 5, "middle", class_="value"))
    title = f"{unit} (axis begins at {write(ticks[0])})" if is_cut else unit
    return picture(
        height,
        description,
        plot.y_axis(ticks, write, title),
        *drawn,
        *(
            text(label, plot.x(place), plot.bottom + 17, "middle", class_="tick")
            for place, (label, *_) in enumerate(bars)
        ),
    )


def bars(
    rows: Sequence[tuple[str | tuple[str, str], float, str, str]],
    *,
    description: str,
    write: Callable[[float], str],
    label_width: float = 170,
) -> Markup:
    """Lying bars: label, value, colour, and what the pointer shows. Bars below zero go left."""
    low, high = min([0.0, *(row[1] for row in rows)]), max([0.0, *(row[1] for row in rows)])
    plot = Plot(label_width, WIDTH - 64, 8, 8 + 26 * len(rows), (low, high or 1.0), (0, 1))
    drawn = []
    for place, (label, value, colour, words) in enumerate(rows):
        y = plot.top + 26 * place
        left, right = sorted((plot.x(0), plot.x(value)))
        drawn.extend(
            [
                text(fitted(label, int(label_width / 8.2)), plot.left - 8, y + 16, "end"),
                tag(
                    "rect", tip(words), x=left, y=y + 3, width=max(right - left, 1.0),
                    height=18.0, fill=colour, class_="part",
                ),
                text(write(value), right + 5, y + 16, class_="value"),
            ]
        )  # fmt: skip
    return picture(plot.bottom + 8, description, *drawn)


def bubbles(
    rows: Sequence[tuple[str, float, float, float, float | None, float | None, str]],
    *,
    x_title: str,
    y_title: str,
    write_x: Callable[[float], str],
    write_y: Callable[[float], str],
    description: str,
    height: float = 340,
) -> Markup:
    """Segments by two measures, the area by a third, with an arrow from where they were.

    Parameters
    ----------
    rows : sequence of tuple
        Label, x, y, area of 0 to 1, x and y before or None, colour.
    """
    xs = [row[1] for row in rows] + [row[4] for row in rows if row[4] is not None]
    ys = [row[2] for row in rows] + [row[5] for row in rows if row[5] is not None]
    x_ticks = steps(0, max(xs, default=1) * 1.1, write=write_x)
    y_ticks = steps(min(0, *ys), max(ys) * 1.1, write=write_y)
    margin = 14 + 7.5 * max(len(write_y(tick)) for tick in y_ticks)
    plot = Plot(
        margin, WIDTH - 24, 26, height - 50,
        (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1]),
    )  # fmt: skip
    drawn = []
    for label, x, y, area, x_before, y_before, colour in sorted(rows, key=lambda row: -row[3]):
        cx, cy = plot.x(x), plot.y(y)
        radius = 5 + 34 * math.sqrt(max(area, 0))
        words = f"{label}: {write_x(x)}, {write_y(y)}"
        drawn.append(
            tag("circle", tip(words), cx=cx, cy=cy, r=radius, fill=colour, class_="bubble")
        )
        if x_before is not None and y_before is not None:
            start = (plot.x(x_before), plot.y(y_before))
            drawn.append(
                tag("path", d=f"M{start[0]:.1f} {start[1]:.1f}L{cx:.1f} {cy:.1f}", class_="moved")
                + tag("circle", cx=start[0], cy=start[1], r=2.5, class_="moved")
            )
        # More labels than a few would hide each other; a legend has the names anyway.
        if len(rows) > 4:
            continue
        anchor = "start" if cx < 90 else "end" if cx > WIDTH - 110 else "middle"
        drawn.append(
            text(shortened(label, 30), cx, max(cy - radius - 5, 12), anchor, class_="value")
        )
    return picture(
        height,
        description,
        plot.y_axis(y_ticks, write_y, y_title),
        plot.x_axis([(tick, write_x(tick)) for tick in x_ticks], x_title),
        *drawn,
    )


def flows(
    before: Sequence[tuple[str, str, float]],
    now: Sequence[tuple[str, str, float]],
    moves: Sequence[tuple[int, int, float]],
    *,
    write: Callable[[float], str],
    titles: tuple[str, str],
    description: str,
) -> Markup:
    """A Sankey diagram of two columns.

    Parameters
    ----------
    before, now : sequence of tuple
        Label, colour and size of the places at the left and at the right.
    moves : sequence of tuple
        Place at the left, place at the right, size.
    """
    gap, top = 12, 26
    places = max(len(before), len(now), 1)
    height = max(220, 44 * places)
    total = max(sum(row[2] for row in before), sum(row[2] for row in now), 1)
    scale = (height - gap * places) / total
    left, right = 185.0, WIDTH - 185.0

    def column(rows: Sequence[tuple[str, str, float]]) -> list[float]:
        starts, y = [], float(top)
        for row in rows:
            starts.append(y)
            y += row[2] * scale + gap
        return starts

    starts, ends = column(before), column(now)
    leaving, coming = list(starts), list(ends)
    drawn = []
    for source, target, size in moves:
        thick = size * scale
        y1, y2 = leaving[source] + thick / 2, coming[target] + thick / 2
        leaving[source] += thick
        coming[target] += thick
        middle = (left + right) / 2
        words = f"{before[source][0]} → {now[target][0]}: {write(size)}"
        drawn.append(
            tag(
                "path",
                tip(words),
                d=f"M{left + 10:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} "
                f"{right:.1f} {y2:.1f}",
                fill="none",
                stroke=before[source][1],
                stroke_width=max(thick, 0.6),
                class_="flow",
            )
        )
    for rows, tops, x, anchor, offset in (
        (before, starts, left, "end", -6), (now, ends, right, "start", 16)
    ):  # fmt: skip
        for (label, colour, size), y in zip(rows, tops, strict=True):
            drawn.append(
                tag("rect", x=x, y=y, width=10.0, height=max(size * scale, 1.0), fill=colour)
            )
            middle = y + size * scale / 2
            count = write(size)
            words = f"{shortened(label, 23 - len(count))} {count}"
            drawn.append(text(words, x + offset, middle + 4, anchor, class_="tick"))
    return picture(
        height + top + 10,
        description,
        text(titles[0], left + 10, 14, "end", class_="axis"),
        text(titles[1], right, 14, "start", class_="axis"),
        *drawn,
    )


def radar(values: Sequence[float], names: Sequence[str], colour: str, description: str) -> Markup:
    """A small star: values of -1 to 1 around, the middle ring is the median of all."""
    size, middle = 120.0, 60.0

    def at(place: int, value: float) -> str:
        angle = 2 * math.pi * place / len(values) - math.pi / 2
        radius = 8 + 38 * (value + 1) / 2
        return f"{middle + radius * math.cos(angle):.1f},{middle + radius * math.sin(angle):.1f}"

    rings = [
        tag(
            "polygon",
            points=" ".join(at(place, level) for place in range(len(values))),
            class_="ring" if level else "ring zero",
        )
        for level in (-1, 0, 1)
    ]
    star = " ".join(at(place, max(-1.0, min(1.0, value))) for place, value in enumerate(values))
    return picture(
        size,
        description,
        *rings,
        tag("polygon", tip(description), points=star, class_="star", fill=colour, stroke=colour),
        width=size,
    )


def heat(value: float, limit: float) -> str:
    """A background for a cell: one hue above zero, another below it, none at it."""
    share = min(abs(value) / limit, 1.0) if limit else 0.0
    return f"--heat:{share * 72:.0f}%;--hue:var(--{'above' if value > 0 else 'below'})"
