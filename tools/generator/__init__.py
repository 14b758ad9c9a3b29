"""Generates order lines, products and customers whose latent types are known: seeded, any size.

    python -m tools.generator --out data --lines 1000000 --customers 50000 --seed 7

writes ``data/order_lines/<month>.parquet``, ``products.parquet``, ``customers.parquet``,
``latent_types.parquet``, which no build reads, and ``generator.json``, the settings. The same
settings give the same rows, whatever the threads. ``types.csv`` says how the types differ.

The shop has stood for two years on the last day. A customer joins, orders in a rhythm of his own
through weekly and yearly seasons, and leaves; products sell as Zipf says; lines come back.
``--days-after 1`` moves the folder on to the next day: its orders, some of the last week that
arrive late, and some lines of the last week that are changed or withdrawn. Only the files that
change are written.

``--signals 1`` writes visits, e-mail events, tickets, reviews and campaigns too, which agree with
the orders: an order on the web ends a visit, a click brings one, who waits for an answer leaves
more often. ``engagement_types.csv`` says how customers engage, beside how they buy, and
``latent_engagement.parquet`` who engages how. A few rows are wrong, as in any export.
"""

from tools.generator.generating import LAST_DAY, LATE_DAYS, generate, inputs
from tools.generator.recovery import SEGMENTATION, recovery

__all__ = ["LAST_DAY", "LATE_DAYS", "SEGMENTATION", "generate", "inputs", "recovery"]
