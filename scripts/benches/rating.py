"""Seconds for places of 50,000 pupils from 1,000,000 priced records, against DuckDB and polars by the same rules.

The rules: the best stage of an event, the best five results of a direction, a limit of each level, ties by wins and by
the highest level. All three get the same records in their own memory before the clock starts; their tables are compared
row by row before anything is timed; then they take turns, and the median counts. The figure is our time over the better
rival's. Simultaneous rank intervals of 600 units are measured beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd

from workbook.rating import Rules, read_rules
from workbook.rating.robustness import rank_intervals
from workbook.rating.standing import standing
from workbook.settings import RatingRules

RECORDS, PUPILS, EVENTS = 1_000_000, 50_000, 900
ROUNDS = 7
BAR = 2.0
BEST = 5
UNITS, SECONDS = 600, 2.0

_SQL = """
with stages as (
    select * from records
    qualify row_number() over (
        partition by pupil, event_key
        order by points desc, level_rank desc, result_rank desc, date, card) = 1
), best as (
    select * from stages
    qualify row_number() over (
        partition by pupil, direction
        order by points desc, level_rank desc, result_rank desc, date, card) <= {best}
), levels as (
    select pupil, level_rank, least(sum(points), any_value(cap)) as points,
           count(*) filter (result_rank = 3) as wins
    from best join caps using (scale) group by pupil, level_rank
), pupils as (
    select pupil, sum(points)::bigint as total, sum(wins)::bigint as wins,
           max(level_rank) filter (points > 0) as top_level
    from levels group by pupil
)
select *, dense_rank() over (order by total desc, wins desc, top_level desc) as place from pupils
order by place, pupil
"""


def rules() -> Rules:
    """Make the rules of the measurement: stages are chosen before limits, for a query can say no other way."""
    return read_rules(RatingRules(best_n=BEST, stage_choice="до лимитов"))


def make_records(seed: int = 1) -> pd.DataFrame:
    """Make priced records: every event has stages at one to three neighbouring levels."""
    kit, rng = RatingRules(), np.random.default_rng(seed)
    levels, directions = list(kit.points), list(kit.direction_caps)
    event = rng.integers(0, EVENTS, RECORDS)
    level = np.minimum(event % 4 + rng.integers(0, 3, RECORDS), len(levels) - 1)
    result = rng.choice(3, RECORDS, p=[0.6, 0.25, 0.15])
    worth = np.array([[round(100 * float(value)) for value in row.values()] for row in kit.points.values()])
    half = rng.random(RECORDS) < 0.2
    codes = np.array([f"У-{number:06d}" for number in range(PUPILS)])
    events = np.array([f"С-{number:04d}" for number in range(EVENTS)])
    cards = np.array([f"К-{number:04d}-{place}" for number in range(EVENTS) for place in range(len(levels))])
    return pd.DataFrame(
        {
            "pupil": codes[rng.integers(0, PUPILS, RECORDS)],
            "event_key": events[event],
            "card": cards[event * len(levels) + level],
            "direction": np.array(directions)[event % len(directions)],
            "scale": np.array(levels)[level],
            "level_rank": level + 1,
            "result_rank": result + 1,
            "points": np.where(half, worth[level, result] // 2, worth[level, result]),
            "date": np.datetime64("2025-09-01", "us") + rng.integers(0, 270, RECORDS).astype("timedelta64[D]"),
        }
    ).astype(dict.fromkeys(("pupil", "event_key", "card", "direction", "scale"), "str"))


def in_duckdb(records: pd.DataFrame, in_force: Rules) -> Callable[[], pd.DataFrame]:
    """Load the records into DuckDB and return the query."""
    import duckdb

    base = duckdb.connect()
    caps = pd.DataFrame({"scale": list(in_force.level_caps), "cap": list(in_force.level_caps.values())})
    for name, frame in (("records", records), ("caps", caps)):
        base.register("given", frame.astype(dict.fromkeys(frame.select_dtypes("str"), object)))
        base.execute(f"create table {name} as select * from given")
        base.unregister("given")
    query = _SQL.format(best=BEST)
    return lambda: base.execute(query).df()


def in_polars(records: pd.DataFrame, in_force: Rules) -> Callable[[], pd.DataFrame]:
    """Load the records into polars and return the query."""
    import polars as pl

    frame = pl.DataFrame({name: records[name].to_numpy() for name in records})
    caps = pl.DataFrame({"scale": list(in_force.level_caps), "cap": list(in_force.level_caps.values())})
    order = ["points", "level_rank", "result_rank", "date", "card"]
    falling = [True, True, True, False, False]

    def query() -> pd.DataFrame:
        done = (
            frame.lazy().sort(order, descending=falling)
            .unique(["pupil", "event_key"], keep="first", maintain_order=True)
            .filter(pl.int_range(pl.len()).over("pupil", "direction") < BEST)
            .group_by("pupil", "scale", "level_rank")
            .agg(pl.col("points").sum(), (pl.col("result_rank") == 3).sum().alias("wins"))
            .join(caps.lazy(), on="scale").with_columns(pl.min_horizontal("points", "cap").alias("points"))
            .group_by("pupil")
            .agg(
                pl.col("points").sum().alias("total"), pl.col("wins").sum(),
                pl.col("level_rank").filter(pl.col("points") > 0).max().alias("top_level"),
            )
            .with_columns(pl.struct(-pl.col("total"), -pl.col("wins").cast(pl.Int64), -pl.col("top_level"))
                          .rank("dense").alias("place"))
            .sort("place", "pupil").collect()
        )  # fmt: skip
        return pd.DataFrame({name: done[name].to_numpy() for name in done.columns})

    return query


def measure() -> list[tuple[str, float, float, bool]]:
    """Compare the answers, then the seconds.

    Returns
    -------
    list of tuple
        Name of the figure, its value, its bar, whether the bar is met.
    """
    records, in_force = make_records(), rules()
    runs: dict[str, Callable[[], pd.DataFrame]] = {
        "тетрадь": lambda: standing(records, in_force),
        "DuckDB": in_duckdb(records, in_force),
        "polars": in_polars(records, in_force),
    }
    answers = {name: _plain(run()) for name, run in runs.items()}
    for name, answer in answers.items():
        if not answer.equals(answers["тетрадь"]):
            raise SystemExit(f"{name}: ответ другой, сравнивать секунды нечего")
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    middle = {name: median(spent) for name, spent in seconds.items()}
    whole = answers["тетрадь"]
    print(f"{RECORDS} записей, {len(whole)} учеников, мест {whole['place'].max()}; ответы трёх программ совпали")
    for name, spent in seconds.items():
        print(f"  {name}: {middle[name]:.3f} с (от {min(spent):.3f} до {max(spent):.3f}, кругов {ROUNDS})")
    ratio = middle["тетрадь"] / min(middle["DuckDB"], middle["polars"])
    return [("время относительно лучшего из соперников", ratio, BAR, ratio <= BAR), *_intervals()]


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["pupil", "total", "wins", "top_level", "place"]
    kinds = dict.fromkeys(columns[1:], "int64") | {"pupil": "str"}
    return table[columns].astype(kinds).sort_values("pupil", ignore_index=True)


def _intervals() -> list[tuple[str, float, float, bool]]:
    """Measure simultaneous rank intervals of many units."""
    rng = np.random.default_rng(1)
    totals = pd.Series(rng.gamma(2, 6, UNITS), index=[f"У-{number:03d}" for number in range(UNITS)])
    errors = rng.uniform(1, 3, UNITS)
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        rank_intervals(totals, errors)
        spent.append(time.perf_counter() - began)
    return [(f"интервалы мест {UNITS} единиц, секунд", median(spent), SECONDS, median(spent) <= SECONDS)]


def main() -> None:
    """Print the figures; leave with a non-zero status when a bar is missed."""
    figures = measure()
    for name, figure, bar, met in figures:
        print(f"{'выполнено' if met else 'НЕ ВЫПОЛНЕНО'}: {name} — {figure:.2f} (граница {bar:g})")
    if not all(met for *_, met in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
