"""The clustering algorithms, with one form of result: centers, weights and intercepts."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from centroid.fits.spec import Spec

# The ten starts are tried on this many rows of the sample; the best continues on all rows.
START_ROWS = 10_000
# Number of small centers that Ward's method merges; its time grows with their square.
LEAVES = 100
WARD_ROWS = 1_000
# Added to the variances of a mixture, in scaled units. Without it a segment of customers with
# exactly one order shrinks to a point, and the likelihood grows without limit.
REGULARISATION = 0.01
# Number of rounds that a refit continues from the active fit. Continuing until convergence can end
# in another solution that is as good, so a third of the customers would move for no gain.
REFIT_ROUNDS = 2
# A refit is replaced by a fit from scratch if it is worse by more than this: a share of inertia or,
# for a mixture, log-likelihood per customer.
REFIT_LOSS = 0.05


@dataclass(frozen=True)
class Tree:
    """Ward's tree over the centers: the first nodes are the centers, then one per merge.

    `children` has shape (n_centers - 1, 2), `heights` (n_centers - 1,) in scaled units.
    """

    children: np.ndarray
    heights: np.ndarray

    def cut(self, count: int) -> np.ndarray:
        """The label of each center if the tree is cut into `count` branches, (n_centers,)."""
        leaves = len(self.children) + 1
        label = np.arange(2 * leaves - 1)
        for merge in range(leaves - count):
            label[np.isin(label, label[self.children[merge]])] = leaves + merge
        return np.unique(label[:leaves], return_inverse=True)[1]


@dataclass(frozen=True)
class Clustering:
    """Centers in the space of a fit; a customer belongs to the one with the largest score.

    The score of a center is ``intercept - 1/2 * sum((weight @ (x - center)) ** 2)``.

    Attributes
    ----------
    centers : ndarray of shape (n_centers, n_dimensions)
    labels : ndarray of shape (n_centers,)
        The segment of each center, from 0. Only hierarchical segments have several centers.
    weights : ndarray of shape (n_centers, n_dimensions, n_dimensions) or None
        Rows are components of the distance; None means Euclidean distances.
    intercepts : ndarray of shape (n_centers,)
    bic : float
        Bayesian information criterion [1]_ of a mixture, lower is better; else NaN.
    tree : Tree or None

    References
    ----------
    .. [1] Schwarz (1978), Estimating the dimension of a model, Annals of Statistics 6(2).
    """

    centers: np.ndarray
    labels: np.ndarray
    weights: np.ndarray | None
    intercepts: np.ndarray
    bic: float = np.nan
    tree: Tree | None = None

    @property
    def segment_count(self) -> int:
        """Number of segments."""
        return int(self.labels.max()) + 1

    def squared_distances(self, points: np.ndarray) -> np.ndarray:
        """Squared weighted distances, shape (n_points, n_centers)."""
        result = np.empty((len(points), len(self.centers)))
        for index, center in enumerate(self.centers):
            difference = points - center
            if self.weights is not None:
                difference = difference @ self.weights[index].T
            result[:, index] = (difference**2).sum(axis=1)
        return result

    def nearest(self, points: np.ndarray) -> np.ndarray:
        """The center with the largest score, the first of equal ones, shape (n_points,)."""
        return (self.squared_distances(points) - 2 * self.intercepts).argmin(axis=1)

    def predict(self, points: np.ndarray) -> np.ndarray:
        """The segment of each point, shape (n_points,)."""
        return self.labels[self.nearest(points)]


@dataclass(frozen=True)
class Start:
    """The active fit in the space of the new one.

    Attributes
    ----------
    centers : ndarray of shape (n_centers, n_dimensions)
    precisions : ndarray of shape (n_centers, n_dimensions, n_dimensions)
    labels : ndarray of shape (n_centers,)
        The segment of each center, from 0.
    """

    centers: np.ndarray
    precisions: np.ndarray
    labels: np.ndarray

    @property
    def segment_count(self) -> int:
        """Number of segments."""
        return int(self.labels.max()) + 1


def clusterings(
    spec: Spec, points: np.ndarray, counts: list[int], start: Start | None
) -> dict[int, Clustering]:
    """One clustering per number of segments.

    Parameters
    ----------
    spec : Spec
        The segmentation, of any algorithm that fits.
    points : ndarray of shape (n_points, n_dimensions)
        The sample, in an order that does not depend on the data's order.
    counts : list of int
        Numbers of segments.
    start : Start or None
        An earlier fit, from which the clustering with the same number of segments continues.

    Returns
    -------
    dict of int to Clustering
    """
    if spec.algorithm == "hierarchical":
        whole = ward(points, spec.seed, starts=10, start=start)
        found = {count: cut(whole, count) for count in counts if count <= len(whole.centers)}
        if start is not None and start.segment_count in found:
            fresh = found[start.segment_count]
            found[start.segment_count] = continued(points, fresh, start)
        return found
    return {
        count: clustering(
            spec,
            points,
            count,
            spec.seed,
            starts=10,
            start=start if start is not None and start.segment_count == count else None,
        )
        for count in counts
    }


def clustering(
    spec: Spec, points: np.ndarray, count: int, seed: int, starts: int, start: Start | None = None
) -> Clustering:
    """K-means or a mixture with a fixed number of segments, from the best of several starts."""
    if spec.algorithm == "gaussian_mixture":
        return mixture(points, count, spec.covariance, seed, starts, start)
    return kmeans(points, count, seed, starts, start)


def kmeans(
    points: np.ndarray, count: int, seed: int, starts: int = 10, start: Start | None = None
) -> Clustering:
    """K-means from the best of several k-means++ starts, or continued from an earlier fit.

    Beyond 10,000 rows the starts compete on the first 10,000 only, after Bradley and Fayyad (1998),
    Refining initial points for k-means clustering, ICML.
    """
    model = KMeans(count, n_init=starts, random_state=seed).fit(points[:START_ROWS])
    if len(points) > START_ROWS:
        model = KMeans(count, init=model.cluster_centers_, n_init=1).fit(points)
    if start is not None and len(start.centers) == count:
        moved_on = KMeans(count, init=start.centers, n_init=1, max_iter=REFIT_ROUNDS).fit(points)
        if moved_on.inertia_ <= model.inertia_ * (1 + REFIT_LOSS):
            model = moved_on
    return Clustering(model.cluster_centers_, np.arange(count), None, np.zeros(count))


def mixture(
    points: np.ndarray,
    count: int,
    covariance: str,
    seed: int,
    starts: int = 10,
    start: Start | None = None,
) -> Clustering:
    """A Gaussian mixture, by expectation-maximisation from k-means starts or an earlier fit.

    The score of a segment is the logarithm of its share and density, less a constant: the weights
    are the Cholesky factor of its precision, the intercept the logarithm of its share and of the
    factor's determinant. So posteriors are the softmax of scores.
    """
    options = {
        "n_components": count,
        "covariance_type": "full" if covariance == "full" else "diag",
        "reg_covar": REGULARISATION,
        "random_state": seed,
    }
    with warnings.catch_warnings():
        # A mixture that has not quite converged after 300 rounds is usable; the gates judge it.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # Each start is the result of a k-means; ten of them would cost ten fits.
        model = GaussianMixture(**options, n_init=max(1, starts // 5), max_iter=300).fit(points)
        if start is not None and len(start.centers) == count:
            precisions = start.precisions
            if covariance != "full":
                precisions = np.stack([np.diag(precision) for precision in precisions])
            moved_on = GaussianMixture(
                **options,
                means_init=start.centers,
                precisions_init=precisions,
                max_iter=REFIT_ROUNDS,
            ).fit(points)
            if moved_on.score(points) >= model.score(points) - REFIT_LOSS:
                model = moved_on
    factors = model.precisions_cholesky_
    if covariance != "full":
        factors = np.stack([np.diag(row) for row in factors])
    diagonals = np.stack([np.diag(factor) for factor in factors])
    return Clustering(
        centers=model.means_,
        labels=np.arange(count),
        weights=factors.transpose(0, 2, 1),
        intercepts=np.log(model.weights_) + np.log(diagonals).sum(axis=1),
        bic=float(model.bic(points)),
    )


def ward(points: np.ndarray, seed: int, starts: int = 10, start: Start | None = None) -> Clustering:
    """Ward's tree [1]_ over the centers of a fine k-means, each center a segment of its own.

    A tree of all customers would need the distances of all pairs, so it is built over centers.
    Ward's method gets copies of each center in proportion to its customers, about a thousand in
    all. With one copy each, a few outlying customers would weigh as much as the majority.

    References
    ----------
    .. [1] Ward (1963), Hierarchical grouping to optimize an objective function, JASA 58.
    """
    different = len(np.unique(points, axis=0))
    leaves = kmeans(points, min(LEAVES, different), seed, max(1, starts // 5), start)
    return replace(leaves, tree=ward_tree(leaves.centers, copies_of(leaves, points)))


def copies_of(leaves: Clustering, points: np.ndarray) -> np.ndarray:
    """How many copies of each center Ward's method gets, (n_centers,)."""
    sizes = np.bincount(leaves.nearest(points), minlength=len(leaves.centers))
    return np.maximum(1, np.round(sizes * WARD_ROWS / len(points)).astype(int))


def ward_tree(centers: np.ndarray, copies: np.ndarray) -> Tree:
    """Ward's tree over centers, each with as many copies as given."""
    if len(centers) == 1:
        return Tree(np.empty((0, 2), dtype=int), np.empty(0))
    owners = np.repeat(np.arange(len(copies)), copies)
    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0, linkage="ward", compute_distances=True
    ).fit(centers[owners])
    return tree_of_leaves(model.children_, model.distances_, owners)


def continued(points: np.ndarray, fresh: Clustering, start: Start) -> Clustering:
    """A hierarchical clustering that keeps the segments of an earlier fit, if they are as good.

    Two of the highest merges can be about equally high, and change places when few customers
    change; then a third of them would move for no gain. So each center stays in the segment whose
    earlier centers are nearest, unless the sum of squares within segments, which Ward's method
    makes small, is larger than that of the new tree's cut by more than `REFIT_LOSS`. The tree is
    then that of a hierarchy with a constraint [1]_: centers of a segment merge before segments do.

    References
    ----------
    .. [1] Murtagh (1985), A survey of algorithms for contiguity-constrained clustering and related
       problems, The Computer Journal 28(1).
    """
    nearest = ((fresh.centers[:, None] - start.centers) ** 2).sum(axis=2).argmin(axis=1)
    kept = replace(fresh, labels=start.labels[nearest])
    if len(np.unique(kept.labels)) < start.segment_count:
        return fresh
    if inertia(points, kept) > inertia(points, fresh) * (1 + REFIT_LOSS):
        return fresh
    tree = tree_within(kept.centers, copies_of(fresh, points), kept.labels)
    return cut(replace(fresh, tree=tree), start.segment_count)


def inertia(points: np.ndarray, model: Clustering) -> float:
    """Sum of the squared distances of the points to the mean of their segment."""
    labels = model.predict(points)
    return sum(
        float(((points[labels == each] - points[labels == each].mean(axis=0)) ** 2).sum())
        for each in np.unique(labels)
    )


def tree_within(centers: np.ndarray, copies: np.ndarray, labels: np.ndarray) -> Tree:
    """Ward's tree in which the centers of one label merge before the labels do."""
    merges, tops = [], []
    for label in range(labels.max() + 1):
        own = np.flatnonzero(labels == label)
        tree = ward_tree(centers[own], copies[own])
        nodes = [*own.tolist(), *((label, merge) for merge in range(len(tree.heights)))]
        for merge, ((left, right), height) in enumerate(
            zip(tree.children, tree.heights, strict=True)
        ):
            merges.append((height, (label, merge), nodes[left], nodes[right]))
        tops.append(nodes[-1])
    merges.sort(key=lambda each: each[:2])
    means = np.stack(
        [
            np.average(centers[labels == each], 0, copies[labels == each])
            for each in range(len(tops))
        ]
    )
    above = ward_tree(means, np.bincount(labels, copies).astype(int))
    # A merge of segments is drawn above all merges within them.
    highest = merges[-1][0] if merges else 0.0
    nodes = [*tops, *(("above", merge) for merge in range(len(above.heights)))]
    for merge, ((left, right), height) in enumerate(
        zip(above.children, above.heights, strict=True)
    ):
        merges.append((max(height, highest), ("above", merge), nodes[left], nodes[right]))
    number = {node: len(centers) + index for index, (_, node, _, _) in enumerate(merges)}
    children = [[number.get(left, left), number.get(right, right)] for _, _, left, right in merges]
    return Tree(np.array(children, dtype=int), np.array([height for height, *_ in merges]))


def tree_of_leaves(children: np.ndarray, heights: np.ndarray, owners: np.ndarray) -> Tree:
    """The tree over the centers, without the merges between copies of one of them."""
    node_of = list(owners)
    merges, kept_heights = [], []
    for (left, right), height in zip(children, heights, strict=True):
        if node_of[left] != node_of[right]:
            merges.append((node_of[left], node_of[right]))
            kept_heights.append(height)
            node_of.append(owners.max() + len(merges))
        else:
            node_of.append(node_of[left])
    return Tree(np.array(merges, dtype=int).reshape(-1, 2), np.array(kept_heights))


def cut(whole: Clustering, count: int) -> Clustering:
    """A hierarchical clustering with its tree cut into `count` segments."""
    return replace(whole, labels=whole.tree.cut(count))
