"""The scikit-learn half of the two recipes: scale, k = 2..10 with silhouette, assign."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

COUNTS = range(2, 11)
SILHOUETTE_ROWS = 5_000


class Stages:
    """Seconds of CPU and wall per stage of this process, printed as one line of JSON."""

    def __init__(self) -> None:
        # The imports are a stage too: the process started them before it could look at a clock.
        self.seconds = {"start": {"cpu": time.process_time()}}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block under a name."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.seconds[name] = {
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - wall,
        }

    def print(self, **facts: object) -> None:
        """Print the stages, and what else there is to say."""
        print(json.dumps({"stages": self.seconds, **facts}))


def segment(features: np.ndarray, runs: int) -> tuple[int, np.ndarray]:
    """Fit k-means for each k, choose one by silhouette and label every customer.

    Parameters
    ----------
    features : ndarray of shape (n_customers, n_features)
        In their own units. Like Centroid's defaults, every one is taken through the signed
        logarithm before it is scaled, so that all contenders cluster the same space.
    runs : int
        Initialisations per k (`n_init`).

    Returns
    -------
    segment_count : int
    labels : ndarray of shape (n_customers,)
    """
    scaled = StandardScaler().fit_transform(np.sign(features) * np.log1p(np.abs(features)))
    rows = np.random.default_rng(0).choice(
        len(scaled), min(SILHOUETTE_ROWS, len(scaled)), replace=False
    )
    models, silhouettes = {}, {}
    for count in COUNTS:
        models[count] = KMeans(count, n_init=runs, random_state=0).fit(scaled)
        silhouettes[count] = silhouette_score(scaled[rows], models[count].labels_[rows])
    chosen = max(silhouettes, key=silhouettes.get)
    return chosen, models[chosen].labels_
