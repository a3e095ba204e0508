"""The rating list against an independent count: one SQL query in DuckDB, from the journal to the places.

The query knows the rules from the school's act only: the log of each record walked step by step, corrections, prices
of results and of places, equal shares of a team, best stage, best results of a direction, limits of levels or of
directions, the limit of everything, ties by wins and level. Limits that cross each other (groups of cards with levels)
and a choice of stages with an eye on limits have no plain query; they are tried against every choice in
``test_limits.py`` and ``test_choice_under_limits.py``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbook.rating import Rules, ledger, rating_list, read_rules, roster, season, season_under
from workbook.rating.record_states import STEPS, stated
from workbook.settings import RatingRules

pytestmark = pytest.mark.slow

duckdb = pytest.importorskip("duckdb")

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "datasets" / "municipality").glob("*/school.yml"))

QUERY = """
with recursive turns as (
    select *, row_number() over (partition by record order by number) as turn from steps
), walk as (
    select distinct record, 0::bigint as turn, 'нет' as state from turns
    union all
    select w.record, t.turn, case
        when w.state = 'нет' and t.step = 'внесена' then 'черновик'
        when w.state = 'черновик' and t.step = 'подтверждена' then 'подтверждена'
        when w.state = 'подтверждена' and t.step = 'обжалована' then 'обжалована'
        when w.state = 'обжалована' and t.step = 'оставлена в силе' then 'оставлена в силе'
        when w.state not in ('нет', 'отозвана') and t.step = 'отозвана' then 'отозвана'
        else w.state end
    from walk w join turns t on t.record = w.record and t.turn = w.turn + 1
), known as (
    select record, arg_max(state, turn) as state from walk group by record having arg_max(state, turn) <> 'нет'
), stood as (
    select p.*, coalesce(k.state, case when trim(coalesce(p.verified_by, '')) <> '' then 'подтверждена'
        else 'черновик' end) as state
    from entered p left join known k using (record)
), instead as (
    select replaces as old, record as new, state from stood where replaces is not null
    union
    select i.old, s.record, s.state from instead i join stood s on s.replaces = i.new
), journal as (
    select *, state in ('подтверждена', 'оставлена в силе') or (state = 'обжалована' and $appealed) as good
    from stood where state <> 'отозвана' and (record is null or record not in (
        select old from instead where state in ('подтверждена', 'обжалована', 'оставлена в силе')))
), joined as (
    select j.* exclude (place, result), j.place, c.direction, c.scale, c.participation, coalesce(j.form, c.form) as way,
           coalesce('с ' || c.event, 'к ' || j.card) as event_key,
           coalesce(o.base, g.price, p.base) as base, p.level_rank, r.factor as role_factor, f.factor as form_factor,
           j.result as named, case p.result when 'победитель' then 3 when 'призёр' then 2 else 1 end as result_rank
    from journal j join cards c using (card) left join prizes z on z.scale = c.scale
    join points p on p.scale = c.scale
        and p.result = case when j.result = 'участник' and j.place <= z.last then 'призёр' else j.result end
    left join places g on g.scale = c.scale and g.place = j.place
    join factors r on r.name = j.role join factors f on f.name = coalesce(j.form, c.form)
    left join own o on o.card = j.card and o.role = j.role and o.result = p.result
    where j.date between $starts and $ends
), priced as (
    select *, (2 * base * role_factor * form_factor + 10000) // 20000 as price from joined
), members as (
    select *, row_number() over (
            partition by card, team, date, pupil
            order by good desc, price desc, role, record nulls last) as turn,
        greatest(count(distinct named) over (partition by card, team, date),
            count(distinct place) over (partition by card, team, date)) as results
    from priced where participation = 'групповое' and team is not null
), forms as (
    select card, team, date, form_factor, count(*) as n from members where turn = 1
    group by card, team, date, way, form_factor
    qualify rank() over (partition by card, team, date order by n desc) = 1
), teams as (
    select m.card, m.team, m.date, count(*) as k,
        (2 * max(m.base) * (select min(f.form_factor) from forms f
            where f.card = m.card and f.team = m.team and f.date = m.date) + 100) // 200 as worth
    from members m where turn = 1 and results = 1 group by m.card, m.team, m.date
), shares as (
    select m.* exclude (turn, results, price), t.worth // t.k as even,
        t.worth // t.k + case when row_number() over (
            partition by m.card, m.team, m.date order by m.pupil) <= t.worth % t.k then 1 else 0 end as points
    from members m join teams t using (card, team, date) where m.turn = 1 and m.results = 1
), alone as (
    select * exclude (price), price as even, price as points from priced
    where participation <> 'групповое' or (team is null and role not in ('капитан', 'исполнитель'))
), sound as (
    select * from (select * from shares union all by name select * from alone)
    where points > 0 and good and pupil in (select pupil from people)
        and not (way = 'платный' and form_factor = 0)
), stages as (
    select *, row_number() over (partition by pupil order by even desc, points desc, level_rank desc,
            result_rank desc, date, card, team nulls last, role, form nulls last, record nulls last) as turn
    from sound
    qualify row_number() over (partition by pupil, event_key order by even desc, points desc, level_rank desc,
            result_rank desc, date, card, team nulls last, role, form nulls last, record nulls last) = 1
), best as (
    select * from stages qualify row_number() over (partition by pupil, direction order by turn) <= $best
), limited as (
    select b.*,
        greatest(0, least(points, cap - coalesce(sum(points) over before, 0))) as counted,
        greatest(0, least(even, cap - coalesce(sum(even) over before, 0))) as fair
    from best b join caps on caps.part = case when $by_level then b.scale else b.direction end
    window before as (partition by pupil, caps.part order by turn rows between unbounded preceding and 1 preceding)
), final as (
    select *,
        greatest(0, least(counted, $whole - coalesce(sum(counted) over before, 0))) as mine,
        greatest(0, least(fair, $whole - coalesce(sum(fair) over before, 0))) as mine_fair
    from limited window before as (partition by pupil order by turn rows between unbounded preceding and 1 preceding)
), sums as (
    select pupil, sum(mine)::bigint as total, sum(mine_fair)::bigint as fair,
        count(*) filter (named = 'победитель') as wins, coalesce(max(level_rank) filter (mine > 0), 0) as top_level
    from final group by pupil
)
select pupil, total, wins, top_level,
    dense_rank() over (partition by case when contains(pupil, '/') then split_part(pupil, '/', 1) else '' end
        order by fair desc, wins desc, top_level desc) as place
from sums where total > 0 order by pupil
"""


NO_STEPS = pd.DataFrame({"record": ["нет"], "number": [1], "step": ["внесена"]})


def by_query(tables: dict[str, pd.DataFrame], rules: Rules, people: list[str]) -> pd.DataFrame:
    """Count the list in DuckDB."""
    by_level = bool(rules.level_caps)
    caps = dict(rules.level_caps) or dict.fromkeys(RatingRules().direction_caps, 10**9) | dict(rules.direction_caps)
    ranks = {level: rank for rank, level in enumerate(rules.levels, start=1)}
    own = tables.get("card_points", pd.DataFrame(columns=["card", "role", "result", "points"]))
    frames = {
        "entered": tables["participations"],
        "steps": tables.get("record_steps", NO_STEPS),
        "places": pd.DataFrame(
            [(*cell, price) for cell, price in rules.place_points.items()] or [("нет", 0, 0)],
            columns=["scale", "place", "price"],
        ),
        "prizes": pd.DataFrame(list(rules.prize_places.items()) or [("нет", 0)], columns=["scale", "last"]),
        "cards": tables["cards"].drop_duplicates("card"),
        "points": pd.DataFrame(
            [(level, result, base, ranks[level]) for (level, result), base in rules.points.items()],
            columns=["scale", "result", "base", "level_rank"],
        ),
        "factors": pd.DataFrame(
            [(name, int(100 * value)) for part in (rules.roles, rules.forms) for name, value in part.items()],
            columns=["name", "factor"],
        ),
        "own": own.assign(base=(own["points"].astype("float64") * 100).round().astype("int64")).astype({"card": "str"}),
        "caps": pd.DataFrame({"part": list(caps), "cap": list(caps.values())}),
        "people": pd.DataFrame({"pupil": people}),
    }
    with duckdb.connect() as base:
        base.execute("set threads = 1")
        for name, frame in frames.items():
            texts = dict.fromkeys(frame.select_dtypes("str").columns, object)
            base.register("given", frame.astype(texts).where(frame.notna(), None))
            shown = ", ".join(f'"{c}"::varchar as "{c}"' if c in texts else f'"{c}"' for c in frame.columns)
            base.execute(f"create table {name} as select {shown} from given")
            base.unregister("given")
        found = base.execute(
            QUERY,
            {
                "starts": pd.Timestamp(rules.period.starts), "ends": pd.Timestamp(rules.period.ends),
                "appealed": rules.count_appealed, "best": rules.best_n or 10**6, "by_level": by_level,
                "whole": rules.total_cap or 10**9,
            },
        ).df()  # fmt: skip
    return plain(found)


def plain(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.loc[table["total"] > 0, ["pupil", "total", "wins", "top_level", "place"]]
    kinds = {"pupil": "str", "total": "int64", "wins": "int64", "top_level": "int64", "place": "int64"}
    return rows.astype(kinds).sort_values("pupil", ignore_index=True)


PLAIN = {"stage_choice": "до лимитов"}
NO_PLACES = dict(RatingRules().place_points)
VERSIONS: list[dict[str, Any]] = [
    {
        "place_points": NO_PLACES | {"школьный": "1: 4; 2: 3,5; 3–4: 2", "городской": "1–2: 10"},
        "prize_places": dict(RatingRules().prize_places) | {"районный": 5, "региональный": 10},
    },
    {"best_n": 2, "level_caps": dict.fromkeys(RatingRules().level_caps, 5), "count_appealed": "нет"},
    {"best_n": 1, "total_cap": 9},
    {"level_caps": {}, "direction_caps": dict.fromkeys(RatingRules().direction_caps, 4), "total_cap": 7},
]


def random_journal(seed: int) -> list[dict[str, Any]]:
    """Records with everything that goes wrong: no team, other results in a team, double entries, unknown cards."""
    rng = np.random.default_rng(seed)

    def one(*values: Any) -> Any:
        return values[rng.integers(len(values))]

    return [
        {
            "record": one(None, f"Д-{number:02d}"), "card": one("К-01", "К-02", "К-03", "К-04", "К-04", "К-05", "К-06",
                                                                "К-07", "К-99"),
            "pupil": f"У-00{rng.integers(1, 7)}", "team": one("а", "б", None),
            "role": one("организатор", "капитан", "исполнитель", "исполнитель", "зритель"),
            "result": one("участник", "призёр", "победитель"), "form": one(None, None, "дистанционно", "платный"),
            "date": one("2025-10-01", "2025-10-02", "2026-06-01"), "verified_by": one("П-01", "П-01", None),
            "place": one(None, None, None, 1, 2, 4, 7), "replaces": one(*[None] * 9, f"Д-{number - 1:02d}"),
        }
        for number in range(int(rng.integers(1, 25)))
    ]  # fmt: skip


def random_log(seed: int) -> pd.DataFrame:
    """Steps of some records, also in an order that cannot be."""
    rng = np.random.default_rng(1000 + seed)
    rows = [
        (f"Д-{number:02d}", turn + 1, "2025-10-05", "внесена" if not turn else STEPS[rng.integers(1, 5)], "П-01", None)
        for number in range(24) if rng.random() < 0.6
        for turn in range(int(rng.integers(1, 6)))
    ]  # fmt: skip
    log = pd.DataFrame(rows, columns=["record", "number", "date", "step", "by", "ground"])
    log["date"] = pd.to_datetime(log["date"])
    return log.astype({"record": "str", "step": "str", "by": "str", "ground": "str", "number": "Int64"})


def apart(table: pd.DataFrame, seed: int, *names: str) -> pd.DataFrame:
    """Mark the codes of one case, so that fifty journals are one table and still do not meet."""
    return table.assign(**{name: f"{seed}/" + table[name] for name in names})


@pytest.mark.parametrize("version", range(len(VERSIONS)))
def test_two_hundred_random_journals(records, cards, pupils, version):
    rules = read_rules(RatingRules(**VERSIONS[version], **PLAIN))
    people = roster(pupils({f"У-00{number}": "7 А" for number in range(1, 6)}), "2025/2026", rules)
    journals, logs, ours = [], [], []
    for seed in range(50 * version, 50 * version + 50):
        journal = records(*random_journal(seed))
        log = random_log(seed)
        told = stated(journal, log)
        table = rating_list(ledger(told, cards, None, rules, people["pupil"]), people, rules)
        journals.append(apart(journal, seed, "pupil", "team", "record", "replaces"))
        logs.append(apart(log, seed, "record"))
        ours.append(plain(apart(table, seed, "pupil")))
    codes = [f"{seed}/{pupil}" for seed in range(50 * version, 50 * version + 50) for pupil in people["pupil"]]
    theirs = by_query(
        {"participations": pd.concat(journals), "cards": cards, "record_steps": pd.concat(logs)}, rules, codes
    )
    assert len(theirs) > 60
    pd.testing.assert_frame_equal(pd.concat(ours).sort_values("pupil", ignore_index=True), theirs)


@pytest.mark.parametrize("version", [{}, {"best_n": 2, "total_cap": 20}], ids=["kit", "best-two"])
@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_samples(read_sample, folder, version):
    school = read_sample(folder.name)
    free = {"card_group_cap": 10000, **PLAIN}  # groups of cards cross the levels; see the module's first words
    rules = read_rules(replace(school.settings.rating, **version, **free))
    ours = season_under(school, rules)
    tables = {
        name: school[name] for name in ("participations", "cards", "card_points", "record_steps") if school.has(name)
    }
    theirs = by_query(tables, rules, ours.roster["pupil"].tolist())
    pd.testing.assert_frame_equal(plain(ours.rating), theirs)
    crossed = season(school).ledger
    if not version and not crossed["outcome"].isin(["card-group-cap", "other-stage"]).any():
        pd.testing.assert_frame_equal(plain(season(school).rating), theirs)
