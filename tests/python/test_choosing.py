"""The choice of k: the measures, the gates, and data whose number of groups is known."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine
from sklearn.metrics import adjusted_rand_score, pairwise_distances, silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from centroid.fits.choosing import CLEARLY_STABLE, TIE, Choice, Gates, InUse, choose
from centroid.fits.judging import judge, lead_error, resampled, similarities, simplified_silhouette

GATES = Gates(minimum_share=0.02, minimum_stability=0.6)


def again(points: np.ndarray, count: int, seed: int) -> KMeans:
    """What is fitted to a resample."""
    return KMeans(count, n_init=3, random_state=seed).fit(points)


def judged(
    points: np.ndarray, starts: int = 10, is_lazy: bool = False
) -> tuple[pd.DataFrame, dict[int, np.ndarray]]:
    """Candidates of k = 2 to 10 by k-means, and their labels.

    Resampling takes most of the time. A lazy one goes from the best separated down and stops
    below the first that passes and is clearly stable: what is separated worse cannot be chosen,
    and gets a stability of 1.
    """
    labels, rows = {}, []
    with threadpool_limits(limits=1):
        for count in range(2, 11):
            model = KMeans(count, n_init=starts, random_state=0).fit(points[:10_000])
            labels[count] = model.predict(points)
            measures = judge(points, labels[count], count, np.ones(count))
            rows.append({"segment_count": count, **measures})
        found = pd.DataFrame(rows).sort_values("simplified_silhouette", ascending=False)
        enough = -np.inf
        for index, row in found.iterrows():
            if row.simplified_silhouette < enough:
                break
            count = row.segment_count
            steady = resampled(points, labels[count], count, again, 0).stability.min()
            found.loc[index, "stability"] = steady
            is_passing = row.smallest_share >= GATES.minimum_share
            is_passing &= steady >= CLEARLY_STABLE
            if is_lazy and is_passing and enough == -np.inf:
                enough = row.simplified_silhouette - TIE
    return found.sort_index(), labels


def candidates(*rows: tuple[int, float, float, float]) -> pd.DataFrame:
    """Candidates of k, simplified silhouette, smallest share and stability."""
    names = ["segment_count", "simplified_silhouette", "smallest_share", "stability"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(silhouette=frame.simplified_silhouette - 0.1)


def far_apart(seed: int) -> tuple[np.ndarray, int]:
    """600 points in 3 to 8 groups of unequal size in 3 to 5 features, 8 deviations apart."""
    chance = np.random.default_rng(seed)
    count, width = 3 + seed % 6, int(chance.integers(3, 6))
    while True:
        shares = chance.dirichlet(np.full(count, 2.0))
        centers = chance.uniform(-10, 10, (count, width))
        gaps = pairwise_distances(centers)[np.triu_indices(count, 1)]
        if shares.min() >= 0.04 and gaps.min() >= 8:
            break
    points = centers[chance.choice(count, 600, p=shares)] + chance.normal(size=(600, width))
    return StandardScaler().fit_transform(points), count


def far_apart_with_noise(seed: int) -> tuple[np.ndarray, int]:
    """600 points in 3 to 8 groups in six features, with a seventh that knows nothing of them.

    The distances hold after standardising, which blows a feature of noise up to the spread of the
    others: nearer groups, or rarer ones, k-means itself puts together to cut a large one along the
    noise, at the true k too.
    """
    chance = np.random.default_rng(seed)
    count = 3 + seed % 6
    while True:
        shares = chance.dirichlet(np.full(count, 5.0))
        centers = chance.uniform(-10, 10, (count, 6))
        deviation = np.sqrt(shares @ (centers - shares @ centers) ** 2 + 1)
        gaps = pairwise_distances(centers / deviation)[np.triu_indices(count, 1)]
        if shares.min() >= 0.06 and gaps.min() >= 2.75:
            break
    points = centers[chance.choice(count, 600, p=shares)] + chance.normal(size=(600, 6))
    noise = chance.normal(size=(600, 1))
    return StandardScaler().fit_transform(np.hstack([points, noise])), count


def test_similarities_are_those_of_the_most_similar_segment():
    labels, others = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 1, 0, 0, 0, 0])
    # Segment 0 against others' 1: 2 of 3 rows; segment 1 against others' 0: 3 of 4; 2 has no row.
    np.testing.assert_allclose(similarities(labels, others, 3), [2 / 3, 3 / 4, 0])


def test_simplified_silhouette_is_one_minus_the_ratio_of_distances_to_means():
    points = np.array([[0.0], [2.0], [9.0], [11.0]])
    # Means 1 and 10: distances 1 to the own one and 10, 8, 8, 10 to the other.
    expected = np.mean([0.9, 1 - 1 / 8, 1 - 1 / 8, 0.9])
    assert simplified_silhouette(points, np.array([0, 0, 1, 1])) == pytest.approx(expected)


def test_judge_measures_what_scikit_learn_measures():
    points, _ = far_apart(0)
    model = KMeans(3, n_init=5, random_state=0).fit(points)
    measures = judge(points, model.labels_, 3, np.array([0.9, 0.5, 0.7]), 12.0)
    assert measures["inertia"] == pytest.approx(model.inertia_)
    assert measures["silhouette"] == pytest.approx(silhouette_score(points, model.labels_))
    assert measures["stability"] == 0.5
    assert measures["segment_stability"] == (0.9, 0.5, 0.7)
    assert measures["smallest_share"] == np.bincount(model.labels_).min() / 600
    assert measures["bic"] == 12.0


def test_judge_leaves_open_what_as_many_segments_as_rows_do_not_define():
    points = np.array([[1.0], [2.0], [9.0]])
    labels = np.arange(3)
    measures = judge(points, labels, 3, np.full(3, np.nan), None)
    undefined = {name for name, value in measures.items() if np.isnan(value).all()}
    assert undefined == {
        "silhouette",
        "simplified_silhouette",
        "davies_bouldin",
        "calinski_harabasz",
        "stability",
        "segment_stability",
        "bic",
    }
    choice = choose(pd.DataFrame([{"segment_count": 3, **measures}]), 2, 5, GATES)
    assert (choice.segment_count, choice.passed) == (3, False)


def test_stability_of_as_many_segments_as_rows_is_between_0_and_1():
    points = np.array([[1.0], [2.0], [9.0]])
    steady = resampled(points, np.arange(3), 3, again, 0).stability
    assert steady.shape == (3,)
    assert ((steady >= 0) & (steady <= 1)).all()


def test_stability_is_high_for_groups_and_low_for_a_group_cut_in_two():
    chance = np.random.default_rng(0)
    centers = np.repeat([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0]], 200, axis=0)
    points = chance.permutation(centers + chance.normal(size=centers.shape))
    three, four = (again(points, count, 0).predict(points) for count in (3, 4))
    assert resampled(points, three, 3, again, 0).stability.min() == 1
    steady = np.sort(resampled(points, four, 4, again, 0).stability)
    assert steady[0] < 0.6
    assert steady[-1] > 0.75


def test_stability_draws_the_same_resamples_for_every_count():
    points, _ = far_apart(1)
    drawn = {2: [], 3: []}

    def kept(resample: np.ndarray, count: int, seed: int) -> KMeans:
        drawn[count].append((resample, seed))
        return again(resample, count, seed)

    for count in drawn:
        resampled(points, again(points, count, 0).labels_, count, kept, 0)
    for (first, seed), (second, other) in zip(drawn[2], drawn[3], strict=True):
        np.testing.assert_array_equal(first, second)
        assert seed == other


def test_choose_takes_the_best_separated_of_those_that_pass():
    given = candidates(
        (2, 0.9, 0.01, 0.9), (3, 0.8, 0.3, 0.5), (4, 0.5, 0.1, 0.7), (5, 0.6, 0.1, 0.74)
    )
    choice = choose(given, 2, 10, GATES)
    assert (choice.segment_count, choice.passed) == (5, True)
    assert choice.reason == (
        "k = 5 separates best of those that pass (k = 4, 5): silhouette 0.500, simplified "
        "silhouette 0.600, stability 0.740, smallest share 10.00%; a smallest share below 2.00% "
        "refuses k = 2; a stability below 0.600 refuses k = 3."
    )


def test_a_number_that_was_asked_for_was_not_chosen_among_others():
    given = candidates((2, 0.9, 0.4, 0.9), (5, 0.6, 0.1, 0.5))
    assert choose(given, 2, 2, GATES).reason.startswith("k = 2 is what was asked for: silhouette")
    below = choose(given, 5, 5, GATES)
    assert (below.segment_count, below.passed) == (5, False)
    assert "is what was asked for, but its stability 0.500 is below 0.600:" in below.reason
    assert "refuses" not in below.reason


def test_what_is_as_large_and_as_stable_as_the_gates_passes():
    just = candidates((2, 0.5, GATES.minimum_share, GATES.minimum_stability))
    assert choose(just, 2, 10, GATES).passed
    for name in ("smallest_share", "stability"):
        below = just.assign(**{name: just[name] * (1 - 1e-9)})
        assert not choose(below, 2, 10, GATES).passed


def test_the_first_choice_prefers_what_is_clearly_stable():
    given = candidates((5, 0.5, 0.1, 0.87), (6, 0.45, 0.1, CLEARLY_STABLE), (8, 0.6, 0.1, 0.62))
    choice = choose(given, 2, 10, GATES)
    assert (choice.segment_count, choice.challenger) == (5, None)
    assert choice.reason.startswith(
        "k = 5 separates best of those that pass with a stability of 0.75 and more (k = 5, 6; with "
        "less k = 8): silhouette"
    )
    assert choose(given[1:], 2, 10, GATES).segment_count == 6
    just_below = given[1:].assign(stability=[CLEARLY_STABLE - 1e-9, 0.62])
    assert choose(just_below, 2, 10, GATES).segment_count == 8


def test_choose_takes_fewer_segments_at_a_tie():
    within, beyond = 0.5 - TIE * 0.99, 0.5 - TIE * 1.01
    given = candidates((4, 0.5, 0.1, 0.9), (2, beyond, 0.4, 0.9), (3, within, 0.2, 0.9))
    choice = choose(given, 2, 10, GATES)
    assert choice.segment_count == 3
    assert "(k = 2, 3, 4), as fewer segments go first at a tie: silhouette" in choice.reason


MAY = date(2026, 5, 31)
STABILITY_ERROR = 0.04


def refit(
    *rows: tuple[int, float, float, float, float],
    announced: tuple[int, date] | None = None,
    count: int = 5,
    day: date = date(2026, 6, 30),
    changed_on: date | None = None,
) -> Choice:
    """What a refit chooses where `count` segments are in use.

    Rows are of k, simplified silhouette, the sampling error of its lead, smallest share and
    stability.
    """
    given = candidates(*(row[:2] + row[3:] for row in rows))
    own = given.simplified_silhouette[given.segment_count == count].max()
    given["separation_lead"] = given.simplified_silhouette - own
    given["separation_lead_error"] = [row[2] for row in rows]
    given["stability_error"] = STABILITY_ERROR
    return choose(given, 4, 8, GATES, InUse(count, day, *(announced or (None, None)), changed_on))


KEPT = (5, 0.50, 0.0, 0.1, 0.8)
BETTER = (6, 0.53, 0.02, 0.1, 0.8)


def test_a_refit_keeps_the_number_in_use_within_the_sampling_error():
    choice = refit(KEPT, (6, 0.5299, 0.03, 0.1, 0.9), (7, 0.49, 0.001, 0.1, 0.9))
    assert (choice.segment_count, choice.passed, choice.challenger) == (5, True, None)
    assert choice.announcement is None
    assert choice.reason == (
        "k = 5 is kept, as no other is better by more than the sampling error: silhouette 0.400, "
        "simplified silhouette 0.500, stability 0.800, smallest share 10.00%."
    )


def test_a_refit_announces_what_separates_better_by_more_than_the_sampling_error():
    choice = refit(KEPT, BETTER)
    assert (choice.segment_count, choice.passed) == (5, True)
    assert (choice.challenger, choice.since) == (6, date(2026, 6, 30))
    assert choice.announcement == (
        "k = 6 has separated better since 2026-06-30, now by 0.030 with a sampling error of 0.020; "
        "a refit that finds the same again changes to it."
    )
    assert "k = 5 is kept for now: silhouette" in choice.reason
    assert choice.announcement[:-1] in choice.reason


def test_the_next_refit_that_finds_the_same_changes():
    choice = refit(KEPT, BETTER, (7, 0.6, 0.02, 0.1, 0.8), announced=(6, MAY))
    assert (choice.segment_count, choice.passed, choice.challenger) == (6, True, None)
    assert choice.reason.startswith(
        "k = 6 takes the place of k = 5, as it has been better since 2026-05-31, at two refits in "
        "a row: silhouette"
    )


def test_an_announcement_lapses_where_the_next_refit_does_not_find_it():
    lapsed = refit(KEPT, (6, 0.51, 0.02, 0.1, 0.8), announced=(6, MAY))
    assert (lapsed.segment_count, lapsed.challenger) == (5, None)
    assert "(k = 6, announced on 2026-05-31, is not any more): silhouette" in lapsed.reason
    other = refit(KEPT, (6, 0.51, 0.02, 0.1, 0.8), (7, 0.6, 0.02, 0.1, 0.8), announced=(6, MAY))
    assert (other.segment_count, other.challenger) == (5, 7)
    assert other.since == date(2026, 6, 30)


def test_a_challenger_has_to_pass_the_gates_and_be_as_clearly_stable():
    for share, steady in ((0.019, 0.9), (0.1, 0.59), (0.1, 0.74)):
        assert refit(KEPT, (6, 0.53, 0.02, share, steady)).challenger is None
    merely = (5, 0.50, 0.0, 0.1, 0.74)
    assert refit(merely, (6, 0.53, 0.02, 0.1, 0.61)).challenger == 6
    # Of several the same order holds as in a first choice.
    assert refit(merely, (6, 0.53, 0.02, 0.1, 0.75), (7, 0.6, 0.02, 0.1, 0.74)).challenger == 6


def test_a_number_in_use_that_fails_its_gates_is_refused_once_and_then_replaced():
    failing = (5, 0.50, 0.0, 0.1, 0.55)
    first = refit(failing, (6, 0.40, 0.02, 0.1, 0.61))
    assert (first.segment_count, first.passed, first.challenger) == (5, False, 6)
    assert first.announcement == (
        "k = 6 has passed, and the number in use not, since 2026-06-30; a refit that finds the "
        "same again changes to it."
    )
    assert "k = 5 is kept for now, but its stability 0.550 is below 0.600: " in first.reason
    again = refit(failing, (6, 0.40, 0.02, 0.1, 0.61), announced=(6, MAY))
    assert (again.segment_count, again.passed, again.challenger) == (6, True, None)
    alone = refit(failing, (6, 0.60, 0.02, 0.1, 0.59))
    assert (alone.segment_count, alone.passed, alone.challenger) == (5, False, None)
    assert "k = 5 is kept, but its stability" in alone.reason


def test_a_number_in_use_fails_its_stability_by_more_than_the_sampling_error():
    within = (5, 0.50, 0.0, 0.1, GATES.minimum_stability - STABILITY_ERROR * 0.99)
    kept = refit(within, (6, 0.40, 0.02, 0.1, 0.7))
    assert (kept.segment_count, kept.passed, kept.challenger) == (5, True, None)
    assert (
        "; its stability is below 0.600 by less than the sampling error of 0.040: " in kept.reason
    )
    assert "refuses" not in kept.reason
    beyond = (*within[:4], GATES.minimum_stability - STABILITY_ERROR * 1.01)
    assert refit(beyond, (6, 0.40, 0.02, 0.1, 0.7)).challenger == 6
    leading = refit(within, (6, 0.53, 0.02, 0.1, 0.7))
    assert "k = 6 has separated better since 2026-06-30, now by 0.030" in leading.reason
    too_small = (5, 0.50, 0.0, GATES.minimum_share - 1e-9, 0.9)
    assert refit(too_small, (6, 0.40, 0.02, 0.1, 0.7)).challenger == 6


def test_a_number_that_took_the_place_of_another_is_safe_for_a_year_while_it_passes():
    safe = refit(KEPT, BETTER, announced=(6, MAY), changed_on=date(2025, 7, 1))
    assert (safe.segment_count, safe.challenger) == (5, None)
    assert "is kept, as it took the place of another on 2025-07-01, within a year" in safe.reason
    assert refit(KEPT, BETTER, changed_on=date(2025, 6, 30)).challenger == 6
    failing = (5, 0.50, 0.0, 0.1, 0.50)
    assert refit(failing, BETTER, changed_on=date(2025, 7, 1)).challenger == 6


def test_an_unknown_error_is_no_lead():
    assert refit(KEPT, (6, 0.9, np.nan, 0.1, 0.9)).challenger is None


def test_a_number_that_was_asked_for_or_cannot_be_fitted_any_more_has_no_challenger():
    fixed = candidates((5, 0.5, 0.1, 0.9), (6, 0.9, 0.1, 0.9))
    in_use = InUse(6, MAY, 6, MAY)
    assert choose(fixed, 5, 5, GATES, in_use).reason.startswith("k = 5 is what was asked for")
    assert choose(fixed, 4, 8, GATES, InUse(7, MAY)).reason.startswith("k = 6 separates best of")


def test_the_error_of_a_lead_is_its_deviation_over_the_same_resamples():
    separation = np.array([0.5, 0.6, 0.4, np.nan])
    assert lead_error(separation, separation - 0.1) == pytest.approx(0)
    assert lead_error(separation, np.array([0.4, 0.4, 0.4, 0.1])) == pytest.approx(0.1)
    assert np.isnan(lead_error(separation[2:], separation[2:]))


def test_resamples_measure_the_separation_of_their_own_fit():
    chance = np.random.default_rng(0)
    points = chance.permutation(
        np.repeat([[0.0, 0.0], [30.0, 0.0]], 100, axis=0) + chance.normal(size=(200, 2))
    )
    found = {}
    for count in (2, 3):
        labels = again(points, count, 0).predict(points)
        found[count] = resampled(points, labels, count, again, 0).separation
    assert found[2].shape == (20,)
    assert found[2].min() > 0.9
    assert (found[2] - found[3]).mean() > 5 * lead_error(found[2], found[3])


def test_choose_stays_within_the_range_and_never_takes_one_segment():
    given = candidates(
        (1, 0.9, 1.0, 1.0), (2, 0.8, 0.4, 0.9), (4, 0.4, 0.2, 0.9), (6, 0.7, 0.1, 0.9)
    )
    assert choose(given, 3, 5, GATES).segment_count == 4
    assert choose(given, 1, 10, GATES).segment_count == 2
    with pytest.raises(ValueError, match="no candidate has 2 to 1 segments"):
        choose(given, 1, 1, GATES)


def test_choose_takes_the_closest_to_passing_when_none_passes_and_says_what_it_misses():
    given = candidates((2, 0.9, 0.005, 0.99), (3, 0.3, 0.2, 0.54), (4, 0.5, 0.015, 0.3))
    choice = choose(given, 2, 10, GATES)
    assert (choice.segment_count, choice.passed) == (3, False)
    assert "comes closest to passing, but its stability 0.540 is below 0.600:" in choice.reason
    assert "a smallest share below 2.00% refuses k = 2, 4" in choice.reason
    both = choose(given, 4, 4, GATES).reason
    assert "its smallest share 1.50% is below 2.00% and its stability 0.300 is below" in both


def test_choose_reads_the_candidates_in_any_order():
    given, _ = judged(far_apart(2)[0], starts=3)
    expected = choose(given, 2, 10, GATES)
    assert choose(given.sample(frac=1, random_state=0), 2, 10, GATES) == expected
    assert choose(given.set_index(np.zeros(len(given))), 2, 10, GATES) == expected


def test_the_three_cultivars_of_wine_are_found():
    wine = load_wine()
    given, labels = judged(StandardScaler().fit_transform(wine.data))
    choice = choose(given, 2, 10, GATES)
    assert (choice.segment_count, choice.passed) == (3, True)
    assert adjusted_rand_score(wine.target, labels[3]) >= 0.89


@pytest.mark.parametrize(
    "generated", [pytest.param(far_apart, marks=pytest.mark.long), far_apart_with_noise]
)
def test_the_number_of_groups_is_found_in_95_percent_of_60_samples(generated):
    missed = {}
    for seed in range(1_000, 1_060):
        points, truth = generated(seed)
        choice = choose(judged(points, starts=4, is_lazy=True)[0], 2, 10, GATES)
        if choice.segment_count != truth or not choice.passed:
            missed[seed] = (truth, choice)
    assert len(missed) <= 3, missed


def big_spenders(sigma: float, spenders: int, level: float) -> np.ndarray:
    """20,000 customers of lognormal spend in three features, a few of them far above it."""
    chance = np.random.default_rng(5)
    spend = chance.lognormal(0, sigma, (20_000 - spenders, 3))
    points = np.vstack([spend, chance.lognormal(level, 0.4, (spenders, 3))])
    return StandardScaler().fit_transform(chance.permutation(points))


def test_a_few_big_spenders_among_skewed_spend_are_no_choice_that_passes():
    given, _ = judged(big_spenders(1.0, 300, 3.5), starts=3)
    alone = given.loc[given.silhouette.idxmax()]
    assert alone.segment_count == 2
    assert alone.smallest_share < 0.02
    choice = choose(given, 2, 10, GATES)
    assert not choice.passed
    assert "is below" in choice.reason


def test_the_two_that_the_silhouette_takes_on_moderate_skew_do_not_pass():
    given, _ = judged(big_spenders(0.5, 200, 1.8), starts=3)
    alone = given.loc[given.silhouette.idxmax()]
    assert alone.segment_count == 2
    assert alone.smallest_share < 0.02
    choice = choose(given, 2, 10, GATES)
    assert not choice.passed
    assert "its smallest share 1.00% is below 2.00%" in choice.reason


def test_one_blob_passes_no_gate():
    points = np.random.default_rng(0).normal(size=(5_000, 6))
    choice = choose(judged(points, starts=3)[0], 2, 10, GATES)
    assert not choice.passed
    assert "a silhouette up to 0.25 means no substantial structure" in choice.reason


def test_a_uniform_cube_has_no_substantial_structure():
    points = np.random.default_rng(0).uniform(size=(5_000, 6))
    choice = choose(judged(points, starts=3)[0], 2, 10, GATES)
    assert "a silhouette up to 0.25 means no substantial structure" in choice.reason


def test_the_choice_is_the_same_each_time():
    points, _ = far_apart(3)
    (first, _), (second, _) = judged(points, starts=3), judged(points, starts=3)
    pd.testing.assert_frame_equal(first, second)
    assert choose(first, 2, 10, GATES) == choose(second, 2, 10, GATES)
