"""Small shops that are unlike the demo: whose customers are gone, buy once, or differ widely."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

LAST_DAY = datetime(2024, 6, 30, 12)
COLUMNS = ["order_id", "customer_id", "ordered_at", "amount", "quantity"]
Line = tuple[str, float, float, int]


def regulars(chance: random.Random, count: int, gone: float = 0.2) -> list[Line]:
    """Customers who order about as often as before, each by a rhythm of their own."""
    lines = []
    for number in range(count):
        cycle = chance.lognormvariate(3.2, 0.6)
        days_ago = chance.uniform(60, 800)
        end = chance.uniform(0, 60) if chance.random() > gone else chance.uniform(0, days_ago)
        while days_ago >= end:
            lines.append((f"regular {number}", days_ago, chance.lognormvariate(3.3, 0.6), 1))
            days_ago -= chance.expovariate(1 / cycle) + 0.2
    return lines


def mostly_gone(chance: random.Random) -> list[Line]:
    """65 % bought once, more than a year ago."""
    gone = [
        (f"gone {number}", chance.uniform(400, 900), chance.lognormvariate(3.3, 0.6), 1)
        for number in range(1300)
    ]
    return gone + regulars(chance, 700)


def mostly_once(chance: random.Random) -> list[Line]:
    """97 % bought once."""
    lines = []
    for number in range(2500):
        orders = 1 if chance.random() < 0.97 else chance.choice([2, 2, 3, 4])
        for _ in range(orders):
            day, amount = chance.uniform(0, 700), chance.lognormvariate(3.5, 0.8)
            lines.append((f"customer {number}", day, amount, 1))
    return lines


def net_returners(chance: random.Random) -> list[Line]:
    """Six customers got back more than they paid."""
    lines = mostly_gone(chance)
    for number in range(6):
        days_ago = chance.uniform(10, 60)
        lines.append((f"returner {number}", days_ago, 40, 1))
        lines.append((f"returner {number}", days_ago, 60, 1))
        lines.append((f"returner {number}", days_ago - 5, -300 - number, 1))
    return lines


def a_whale(chance: random.Random) -> list[Line]:
    """One customer is most of the revenue."""
    whale = [("whale", chance.uniform(0, 360), 50_000, 1) for _ in range(200)]
    return mostly_gone(chance) + whale


def a_gap(chance: random.Random) -> list[Line]:
    """Nobody could order for twelve months."""
    return [
        line
        for line in [
            (customer, days_ago * 1.5, amount, quantity)
            for customer, days_ago, amount, quantity in regulars(chance, 1500)
        ]
        if not 200 < line[1] < 565
    ]


def business_customers(chance: random.Random) -> list[Line]:
    """Few customers with fixed rhythms, large quantities and very different sizes."""
    lines = []
    for number in range(600):
        cycle, days_ago = chance.choice([7, 14, 30, 90]), chance.uniform(100, 700)
        size = chance.lognormvariate(7, 1.5)
        while days_ago > 0:
            amount = size * chance.uniform(0.5, 1.5)
            lines.append((f"business {number}", days_ago, amount, int(size / 3) + 1))
            days_ago -= cycle * chance.uniform(0.7, 1.4)
            if chance.random() < 0.03:
                break
    return lines


SHOPS: dict[str, Callable[[random.Random], list[Line]]] = {
    "mostly gone": mostly_gone,
    "mostly once": mostly_once,
    "net returners": net_returners,
    "a whale": a_whale,
    "a gap": a_gap,
    "business customers": business_customers,
}


def rows_of(name: str) -> list[tuple]:
    """The order lines of a shop, with an order each."""
    lines = SHOPS[name](random.Random(7))
    return [
        (number, customer, LAST_DAY - timedelta(days=days_ago), round(amount, 2), quantity)
        for number, (customer, days_ago, amount, quantity) in enumerate(lines)
    ]
