"""The parts of the report, in the order in which they are read.

To add one, write a function that takes the published file and the wording and returns sections,
and list it here. Every figure has a title that says the finding, a table with the SQL that made it,
and a picture where a picture says more.
"""

from centroid.report.sections.base import base
from centroid.report.sections.changes import changes
from centroid.report.sections.engagement import engagement
from centroid.report.sections.glossary import glossary
from centroid.report.sections.health import health
from centroid.report.sections.later import audiences, predictions
from centroid.report.sections.month import month
from centroid.report.sections.products import products
from centroid.report.sections.segmentation import segmentations
from centroid.report.sections.time import time

SECTIONS = [
    month,
    base,
    segmentations,
    time,
    engagement,
    predictions,
    products,
    audiences,
    changes,
    health,
    glossary,
]
