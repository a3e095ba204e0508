"""Sections of «методика школы» for the fund of assessment tools beyond the single item: variants, models, cut scores.

Apart from the other sections because a school that only analyses marks never reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.settings.declaring import Number, rule

__all__ = ["AgreementRules", "AssemblyRules", "DifRules", "EquatingRules", "ModelRules", "StandardRules"]


@dataclass(frozen=True)
class AssemblyRules:
    """Assembly of parallel variants from the bank."""

    tolerance: float = rule(
        3, "допуск", "Насколько вариант может отходить от цели по трудности или информации, %", low=0, high=50
    )
    time_limit: int = rule(20, "время_поиска", "Сколько секунд искать варианты", low=1, high=600)
    time_tolerance: float = rule(
        10, "допуск_времени", "Насколько время выполнения вариантов может отличаться от общего, %", low=0, high=100
    )
    balance_time: float = rule(
        2, "время_выравнивания", "Сколько секунд после находки делать варианты ещё ровнее", low=0, high=120
    )
    use_limit: int = rule(
        3, "повторов_задания", "Сколько раз задание может быть в работах, прежде чем отдохнёт; 0 — без ограничения",
        low=0, high=1000,
    )  # fmt: skip
    statuses: str = rule(
        "апробировано; новое", "статусы", "Задания каких статусов идут в варианты; задания без статуса идут всегда"
    )
    bank_variants: int = rule(
        3, "запас_вариантов", "На сколько вариантов без общих заданий должно хватать банка", low=1, high=20
    )


@dataclass(frozen=True)
class ModelRules:
    """Rasch and other models of the answer: when a group is large enough for each."""

    rasch_n: int = rule(
        100, "раш_n", "Наименьшее число учеников для модели Раша",
        "Linacre, 1994: 100 учеников дают ошибку трудности около 0,5 логита с запасом", low=30, high=5000,
    )  # fmt: skip
    two_pl_n: int = rule(
        500, "двухпараметрическая_n", "Наименьшее число учеников для двухпараметрической модели",
        "de Ayala, 2009: от 500", low=100, high=10000,
    )  # fmt: skip
    rough_n: int = rule(
        30, "ориентировочно_n", "Наименьшее число учеников, при котором трудность заданий показывают ориентировочно",
        "Linacre, 1994: 30 учеников дают трудность с точностью ±1 логит", low=20, high=1000,
    )  # fmt: skip
    least_items: int = rule(5, "заданий_не_меньше", "Наименьшее число заданий, по которым строят шкалу", low=2, high=50)
    sparse_n: int = rule(
        10, "ответов_на_задание", "Задание, на которое ответило меньше учеников, в модель не берут", low=5, high=200
    )
    category_n: int = rule(
        5, "балл_ответов", "Балл, который получило меньше учеников, объединяют с соседним",
        "Linacre, 2002: по 10 ответов на каждый балл; в классах — половина этого", low=2, high=100,
    )  # fmt: skip
    target_gap: float = rule(
        1.0, "прицел_логитов", "На сколько логитов средний ученик может отстоять от среднего задания", low=0.2, high=4
    )
    common_items: int = rule(
        3, "общих_заданий", "Сколько общих заданий связывают два варианта в одну шкалу, не меньше", low=1, high=50
    )
    fit_low: float = rule(
        0.7, "согласие_от", "Средний квадрат infit, ниже которого ответы слишком предсказуемы",
        "Wright, Linacre, 1994: обычная работа 0,7–1,3", low=0.3, high=1,
    )  # fmt: skip
    fit_high: float = rule(
        1.3, "согласие_до", "Средний квадрат infit или outfit, выше которого ответы непредсказуемы",
        "Wright, Linacre, 1994: обычная работа 0,7–1,3", low=1, high=3,
    )  # fmt: skip
    fit_alpha: float = rule(
        0.05, "уровень_значимости", "Уровень значимости с поправкой Холма на число заданий или пар", low=0.001, high=0.2
    )
    curve_n: int = rule(
        200, "кривая_n", "Наименьшее число учеников, чтобы судить о форме кривой задания по S-X2",
        "Orlando, Thissen, 2000: ячейки с ожидаемым числом от 1", low=100, high=10000,
    )  # fmt: skip
    curve_rmsea: float = rule(
        0.05, "кривая_расхождение", "Расхождение кривой (RMSEA), с которого оно заметно на деле",
        "Maydeu-Olivares, Joe, 2014: до 0,05 — близкое согласие", low=0, high=0.5,
    )  # fmt: skip
    pair_gap: float = rule(
        0.2, "пара_q3", "Насколько Q3 пары заданий должен превышать средний по работе, чтобы пара считалась связанной",
        "Christensen, Makransky, Horton, 2017: 0,2 над средним", low=0.05, high=1,
    )  # fmt: skip
    person_items: int = rule(
        12, "ученик_заданий", "Наименьшее число заданий, чтобы судить о рисунке ответов ученика", low=5, high=200
    )
    person_limit: float = rule(
        -2.0, "ученик_lz", "Значение l_z*, ниже которого рисунок ответов ученика необычен",
        "Snijders, 2001; в наших расчётах ниже −2 бывает у 3 из 100 обычных учеников", low=-6, high=-1,
    )  # fmt: skip
    level_percent: float = rule(
        67, "уровень_процент", "Какой доли баллов за задания уровня ждать от ученика, освоившего уровень, %",
        "Mitzel и др., 2001: закладка с вероятностью 2/3", low=50, high=90,
    )  # fmt: skip
    hole_percent: float = rule(
        15, "пробел_процент", "Какая доля учеников без заданий их трудности — повод добавить задания, %", low=5, high=50
    )
    level_items: int = rule(
        3, "уровень_заданий", "Сколько заданий уровня нужно, чтобы судить, освоил ли его ученик", low=1, high=20
    )


@dataclass(frozen=True)
class DifRules:
    """Items that work differently for equally prepared pupils of two groups (DIF)."""

    group_n: int = rule(40, "группа_n", "Наименьшее число учеников в каждой из сравниваемых групп", low=20, high=1000)
    total_n: int = rule(100, "всего_n", "Наименьшее число учеников в двух группах вместе", low=50, high=5000)
    alpha: float = rule(0.05, "уровень_значимости", "Уровень значимости с поправкой Холма", low=0.001, high=0.2)
    stratum_n: int = rule(
        2, "слой_n", "Наименьшее число учеников каждой группы среди тех, кого считают равно подготовленными",
        low=1, high=50,
    )  # fmt: skip
    rounds: int = rule(
        5, "очисток", "Сколько раз пересчитывать общий балл без найденных заданий", "Holland, Thayer, 1988",
        low=0, high=20,
    )  # fmt: skip
    odds_b: float = rule(
        1.0, "шансы_b", "Различие MH D-DIF, с которого оно не слабое (класс B)", "Zieky, 1993: 1", low=0.1, high=5
    )
    odds_c: float = rule(
        1.5, "шансы_c", "Различие MH D-DIF, с которого оно сильное (класс C)", "Zieky, 1993: 1,5", low=0.1, high=5
    )
    points_b: float = rule(
        0.17, "баллы_b", "Разность средних баллов в долях разброса, с которой различие не слабое",
        "Allen, Carlson, Zelenak, 1999 (NAEP)", low=0.01, high=2,
    )  # fmt: skip
    points_c: float = rule(
        0.25, "баллы_c", "Разность средних баллов в долях разброса, с которой различие сильное",
        "Allen, Carlson, Zelenak, 1999 (NAEP)", low=0.01, high=2,
    )  # fmt: skip
    r2_b: float = rule(
        0.035, "r2_b", "Прирост R² Нагелькерке, с которого различие не слабое", "Jodoin, Gierl, 2001: 0,035",
        low=0.001, high=0.5,
    )  # fmt: skip
    r2_c: float = rule(
        0.07, "r2_c", "Прирост R² Нагелькерке, с которого различие сильное", "Jodoin, Gierl, 2001: 0,070",
        low=0.001, high=0.5,
    )  # fmt: skip


@dataclass(frozen=True)
class AgreementRules:
    """Agreement of experts."""

    draws: int = rule(1000, "повторов", "Сколько повторных выборок брать для интервала согласия", low=200, high=20000)
    experts_n: int = rule(
        3, "экспертов_n", "Наименьшее число экспертов, с которого согласие не называют ориентировочным", low=2, high=30
    )
    units_n: int = rule(
        10, "критериев_n", "Наименьшее число критериев или заданий, оценённых двумя и более экспертами", low=3, high=200
    )
    alpha_firm: float = rule(
        0.8, "альфа_надёжно", "α, с которой согласие надёжно", "Krippendorff, 2019: 0,800", low=0, high=1
    )
    alpha_usable: float = rule(
        0.667, "альфа_допустимо", "α, с которой выводы возможны, но предварительны", "Krippendorff, 2019: 0,667",
        low=0, high=1,
    )  # fmt: skip
    severity_shift: float = rule(
        0.3, "строгость_от", "Среднее отличие от других экспертов, о котором говорят, баллов на критерий",
        low=0.1, high=2,
    )  # fmt: skip
    order_p: float = rule(0.05, "порядок_p", "W Кендалла: общий порядок не случаен, p не выше", low=0.001, high=0.2)
    cvr_p: float = rule(
        0.05, "cvr_p", "Одностороннее p точного предела CVR", "Ayre, Scally, 2014: 0,05", low=0.001, high=0.2
    )
    cvi_min: float = rule(
        0.78, "i_cvi_от", "Наименьший I-CVI задания при шести и более экспертах; при меньшем числе нужно единогласие",
        "Lynn, 1986: 0,78", low=0.5, high=1,
    )  # fmt: skip
    scale_cvi_min: float = rule(
        0.9, "s_cvi_от", "Наименьшее среднее I-CVI по всей работе", "Polit, Beck, 2006: 0,90", low=0.5, high=1
    )
    v_min: float = rule(
        0.5, "v_нижняя_граница", "Нижняя граница интервала V Айкена, с которой задание считают подтверждённым",
        low=0, high=1,
    )  # fmt: skip


@dataclass(frozen=True)
class StandardRules:
    """Cut scores of marks 2–5."""

    rounding: str = rule(
        "вверх", "округление_порога", "Как дробный порог становится баллом", allowed=("вверх", "к ближайшему", "вниз")
    )
    customary: Mapping[str, Number] = rule(
        {"3": 50, "4": 70, "5": 85}, "обычные_пороги", "Нижние границы отметок, принятые в школе, % максимума",
        low=0, high=100,
    )  # fmt: skip
    experts_n: int = rule(
        3, "экспертов_n", "Наименьшее число экспертов для порога с интервалом",
        "методика школы; для ответственных решений советуют 10–15: Brandon, 2004", low=2, high=30,
    )  # fmt: skip
    judged_share: float = rule(
        90, "оценено_доля", "Какую часть баллов работы эксперт должен оценить, чтобы его порог учитывался, %",
        low=50, high=100,
    )  # fmt: skip
    disputed_spread: float = rule(
        15, "спорное_задание", "Стандартное отклонение оценок экспертов, с которого задание обсуждают, п.п.",
        low=1, high=50,
    )  # fmt: skip
    severity_gap: float = rule(
        10, "строгость_эксперта", "Насколько средняя оценка эксперта может отличаться от средней остальных, п.п.",
        low=1, high=50,
    )  # fmt: skip
    methods_gap: float = rule(
        6, "методы_близки", "Насколько пороги разных методов могут расходиться и считаться близкими, % максимума",
        low=1, high=50,
    )  # fmt: skip
    success_relation: float = rule(
        0.3, "связь_с_выполнением", "Наименьшая связь оценок экспертов с выполнением заданий",
        "Brandon, 2004: связь оценок с трудностью — признак качества суждений", low=0, high=1,
    )  # fmt: skip
    another_mark: float = rule(
        25, "другая_отметка", "Доля учеников с другой отметкой на параллельном варианте, с которой нужно внимание, %",
        low=5, high=90,
    )  # fmt: skip
    response_probability: float = rule(
        0.67, "вероятность_решения", "С какой вероятностью ученик на границе решает задание с закладкой",
        "Lewis, Mitzel, Green, 1996; Huynh, 2006: 2/3", low=0.5, high=0.9,
    )  # fmt: skip
    borderline_n: int = rule(10, "пограничных_n", "Наименьшее число учеников в пограничной группе", low=5, high=200)
    curve_n: int = rule(
        30, "кривая_n", "Наименьшее число работ, чтобы сверять пороги с распределением баллов (Хофсти, Бойк)",
        low=10, high=1000,
    )  # fmt: skip
    decision_n: int = rule(
        30, "устойчивость_n", "Наименьшее число работ для вероятности другой отметки", low=20, high=1000
    )
    draws: int = rule(1000, "повторов", "Сколько повторных выборок брать для интервала порога", low=200, high=20000)


@dataclass(frozen=True)
class EquatingRules:
    """Equating of variants and years: when the scores of two forms must not be linked."""

    small_n: int = rule(
        50, "дуга_n", "Наименьшее число учеников на вариант; до линейного метода — только дуга окружности",
        "Skaggs, 2005: при 25 лучше не пересчитывать; Livingston, Kim, 2009", low=25, high=1000,
    )  # fmt: skip
    linear_n: int = rule(
        100, "линейное_n", "Наименьшее число учеников на вариант для линейных методов",
        "Kolen, Brennan, 2014: линейное от 100", low=30, high=5000,
    )  # fmt: skip
    equipercentile_n: int = rule(
        400, "процентильное_n", "Наименьшее число учеников на вариант для процентильного выравнивания",
        low=100, high=20000,
    )  # fmt: skip
    anchor_share: float = rule(
        20, "якорь_доля", "Наименьшая доля общих заданий в варианте, %", "Angoff, 1971: не меньше 20 %", low=5, high=100
    )
    anchor_r: float = rule(
        0.6, "якорь_связь", "Наименьшая связь балла за общие задания с суммой", "Kolen, Brennan, 2014: «высокая»",
        low=0, high=1,
    )  # fmt: skip
    groups_apart: float = rule(
        0.3, "группы_различны", "Разница групп по общим заданиям, с которой вместо Такера берут Левина, ст. откл.",
        "Kolen, Brennan, 2014, гл. 8: около 0,3 методы расходятся", low=0.05, high=1,
    )  # fmt: skip
    groups_far: float = rule(
        0.5, "группы_далеки", "Разница групп по общим заданиям, с которой не выравнивают, ст. откл.",
        "Kolen, Brennan, 2014, гл. 8: 0,5 и больше — опасно", low=0.1, high=2,
    )  # fmt: skip
    drift: float = rule(
        0.5, "сдвиг_задания", "На сколько общее задание может изменить трудность против остальных, логитов",
        "Wright, Stone, 1979: до 0,5 логита", low=0.1, high=2,
    )  # fmt: skip
    matters: float = rule(
        0.5, "заметная_разница", "Разница пересчитанного и исходного балла, которая меняет округлённый балл",
        "Dorans, Feigelson, 1994: половина балла", low=0, high=5,
    )  # fmt: skip
    weights: str = rule(
        "пропорционально", "вес_групп", "Как группы двух вариантов складываются в общую",
        "Kolen, Brennan, 2014, гл. 4", allowed=("пропорционально", "поровну", "первая группа"),
    )  # fmt: skip
    degree: int = rule(
        3, "степень_сглаживания", "Сколько моментов распределения сохраняет сглаживание; 0 — выбрать по AIC",
        "Holland, Thayer, 2000", low=0, high=6,
    )  # fmt: skip
    draws: int = rule(500, "повторов", "Сколько повторных выборок брать для ошибки пересчёта", low=100, high=5000)
