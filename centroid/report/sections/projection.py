"""The customers of a fit in two dimensions."""

from __future__ import annotations

from markupsafe import Markup

from centroid.report.data import Published, Row, Table, literal
from centroid.report.figure import Figure, Missing
from centroid.report.svg import WIDTH, Plot, colour_of, legend, picture, steps, tag, tip
from centroid.report.wording import Wording

# A picture of less would show neighbours that are none.
LEAST_KEPT = 0.5
HEIGHT = 420.0


def direction(loadings: Table, axis: int) -> str:
    """The two features that an axis shows most, with the way in which they grow."""
    name = f"axis_{axis}_loading"
    strongest = sorted(loadings, key=lambda row: (-abs(getattr(row, name)), row.feature))[:2]
    return ", ".join(
        f"{'more' if getattr(row, name) > 0 else 'less'} {row.feature.replace('_', ' ')}"
        for row in strongest
    )


def projection(published: Published, wording: Wording, segmentation: Row) -> Figure | Missing:
    """How the segments lie in the two directions in which customers differ most."""
    name, title = f"projection-{segmentation.segmentation}", "The segments in two dimensions"
    fit = literal(segmentation.fit_id)
    kept = published.table(
        "select axis_1_variance_share as across, axis_2_variance_share as up "
        f"from fits.segmentation_fits where fit_id = {fit}"
    ).one()
    if kept.across is None:
        return Missing(
            name,
            title,
            "No projection is stored of this fit: it has one feature, or was made before "
            "projections were kept, so that the next fit brings one.",
        )
    share = wording.share(kept.across + kept.up)
    if kept.across + kept.up < LEAST_KEPT:
        return Missing(
            name,
            title,
            f"Two axes keep {share} of what sets customers apart, so a picture would show "
            f"neighbours that are none. From {wording.share(LEAST_KEPT)} on it is drawn.",
        )
    table = published.table(
        "select point_number, segment_id, x, y, is_outlier "
        f"from fits.projected_points where fit_id = {fit} order by point_number"
    )
    loadings = published.table(
        "select feature, axis_1_loading, axis_2_loading from fits.feature_importance "
        f"where fit_id = {fit} order by feature"
    )
    names = {
        segment_id: published.names.get((segmentation.segmentation, segment_id), "")
        for segment_id in sorted({row.segment_id for row in table})
    }
    outliers = sum(1 for row in table if row.is_outlier)
    return Figure(
        name,
        f"Two axes keep {share} of what sets customers apart; the separation of the segments is "
        f"{segmentation.separation}",
        f"A sample of {wording.number(len(table))} customers of the fit, by the two principal "
        f"components of its features; to the right ({wording.share(kept.across)}): "
        f"{direction(loadings, 1)}; upwards ({wording.share(kept.up)}): {direction(loadings, 2)}. "
        f"Rings are outliers, which are far from every center: {wording.number(outliers)}.",
        table,
        legend([(words, colour_of(segment_id)) for segment_id, words in names.items()])
        + scatter(table, names, loadings, wording),
    )


def scatter(table: Table, names: dict[int, str], loadings: Table, wording: Wording) -> Markup:
    """The points, outliers last so that nothing hides them."""

    def whole(value: float) -> str:
        return wording.number(value, 0 if float(value).is_integer() else 1)

    x_ticks = steps(min(row.x for row in table), max(row.x for row in table), write=whole)
    y_ticks = steps(min(row.y for row in table), max(row.y for row in table), write=whole)
    plot = Plot(
        44, WIDTH - 24, 26, HEIGHT - 50,
        (min(x_ticks[0], *(row.x for row in table)), max(x_ticks[-1], *(row.x for row in table))),
        (min(y_ticks[0], *(row.y for row in table)), max(y_ticks[-1], *(row.y for row in table))),
    )  # fmt: skip
    points = [
        tag(
            "circle",
            tip(names[row.segment_id] + (", an outlier" if row.is_outlier else "")),
            cx=plot.x(row.x),
            cy=plot.y(row.y),
            r=6.0 if row.is_outlier else 3.2,
            fill="none" if row.is_outlier else colour_of(row.segment_id),
            stroke=colour_of(row.segment_id),
            class_="outlier" if row.is_outlier else "point",
        )
        for row in sorted(table, key=lambda row: (row.is_outlier, row.point_number))
    ]
    return picture(
        HEIGHT,
        "Customers of the fit's sample by the two principal components of its features",
        plot.y_axis(y_ticks, whole, f"↑ {direction(loadings, 2)}"),
        plot.x_axis([(tick, whole(tick)) for tick in x_ticks], f"→ {direction(loadings, 1)}"),
        *points,
    )
