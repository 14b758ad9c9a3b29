"""What the words mean, and how to read the pictures."""

from __future__ import annotations

from centroid.report.data import Published
from centroid.report.figure import Figure, Section
from centroid.report.svg import tag
from centroid.report.wording import Wording

WORDS = {
    "purchase cycle": "The usual days between two orders: a customer's own, or where they ordered "
    "too seldom that of the shop.",
    "dormant": "Without an order for so many purchase cycles that the customer counts as gone.",
    "Champion": "The best RFM class: ordered lately, often and for much.",
    "inertia": "How far customers are from the center of their segment, all together.",
    "playbook": "What to say and to offer to each kind of segment, in files you can edit.",
    "lifecycle stage": "A customer against their own rhythm: prospect (never ordered), new, "
    "active, reactivated, at risk (overdue), dormant (gone).",
    "RFM class": "A customer against others of the same stage, by recency, frequency and money.",
    "segment": "Customers who are alike in the features of a segmentation.",
    "silhouette": "How much nearer a customer is to the own segment than to the next: 1 is far "
    "apart, 0 is on the border.",
    "stability": "How alike samples of the customers find the least stable segment again: 1 is the "
    "same.",
    "standard deviation": "The usual distance of a customer from the mean; half of one is much for "
    "a segment.",
    "lift": "How many times as often as expected.",
}


def glossary(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    metrics = published.table("select label, meaning from publish.metric_definitions")
    meanings = WORDS | {row.label: row.meaning for row in metrics}
    terms = [
        tag("dt", word) + tag("dd", meanings[word]) for word in sorted(meanings, key=str.lower)
    ]
    table = published.table(
        "select feature, unit, time_window, meaning from features.feature_catalogue "
        "order by feature_number"
    )
    return [
        Section(
            "glossary",
            "Words",
            [
                tag("dl", *terms, class_="wide terms"),
                Figure(
                    "features",
                    f"{len(table)} features can describe a customer",
                    "What each feature measures, in which unit, over which days. Those that need "
                    "a column or an input that is not mapped are empty.",
                    table,
                    is_wide=True,
                ),
            ],
        )
    ]
