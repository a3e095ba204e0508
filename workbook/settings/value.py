"""The rules in force for one school as one frozen, versioned, hashed value, and each rule as people read it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook.settings.calendar_section import CalendarRules, PlanRules
from workbook.settings.card_section import CardRules
from workbook.settings.composite_section import CompositeRules, LevelRules
from workbook.settings.contest_section import ContestRules
from workbook.settings.criteria_section import CriteriaRules
from workbook.settings.deficit_section import DeficitRules
from workbook.settings.district_section import DistrictRules
from workbook.settings.fos_sections import (
    AgreementRules,
    AssemblyRules,
    DifRules,
    EquatingRules,
    ModelRules,
    StandardRules,
)
from workbook.settings.growth_section import GrowthRules
from workbook.settings.incentive_section import IncentiveRules
from workbook.settings.marks_section import JournalRules
from workbook.settings.progress_section import ProgressRules
from workbook.settings.route_section import RouteRules
from workbook.settings.sections import (
    FosRules,
    MarkRules,
    ObjectivityRules,
    PrivacyRules,
    RatingRules,
    WeightedRules,
)
from workbook.settings.selection_section import SelectionRules
from workbook.settings.self_examination_section import SelfExaminationRules

__all__ = ["Rule", "Settings", "section_fields"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting as people read it: place, value, meaning and source.

    Attributes
    ----------
    section, key : str
        Russian names in ``school.yml``.
    value, default : object
        The value in force and the kit's own.
    meaning, source : str
        Why the rule exists and where its number comes from.
    """

    section: str
    key: str
    value: Any
    default: Any
    meaning: str
    source: str

    @property
    def changed(self) -> bool:
        """Whether the school set its own value."""
        return bool(self.value != self.default)


@dataclass(frozen=True)
class Settings:
    """The rules in force for one school.

    Attributes
    ----------
    title : str
        How the school calls its rules; printed at the foot of reports.
    version : str
        The version of the school's act.
    marks, objectivity, fos, assembly, models, dif, agreement, standard, equating, rating, cards, contest, route, plan,
    calendar, weighted, journal, composite, levels, growth, progress, selection, criteria, deficits,
    self_examination, incentive, district, privacy
        Sections; each field's metadata hold its Russian key, meaning, source and limits.
    """

    title: str = "Методика комплекта"
    version: str = "1"
    marks: MarkRules = field(default_factory=MarkRules, metadata={"key": "отметки"})
    objectivity: ObjectivityRules = field(default_factory=ObjectivityRules, metadata={"key": "объективность"})
    fos: FosRules = field(default_factory=FosRules, metadata={"key": "фос"})
    assembly: AssemblyRules = field(default_factory=AssemblyRules, metadata={"key": "варианты"})
    models: ModelRules = field(default_factory=ModelRules, metadata={"key": "модели"})
    dif: DifRules = field(default_factory=DifRules, metadata={"key": "смещение"})
    agreement: AgreementRules = field(default_factory=AgreementRules, metadata={"key": "согласие"})
    standard: StandardRules = field(default_factory=StandardRules, metadata={"key": "пороги"})
    equating: EquatingRules = field(default_factory=EquatingRules, metadata={"key": "выравнивание"})
    rating: RatingRules = field(default_factory=RatingRules, metadata={"key": "рейтинг"})
    cards: CardRules = field(default_factory=CardRules, metadata={"key": "карты"})
    contest: ContestRules = field(default_factory=ContestRules, metadata={"key": "конкурс"})
    route: RouteRules = field(default_factory=RouteRules, metadata={"key": "маршрут"})
    plan: PlanRules = field(default_factory=PlanRules, metadata={"key": "план"})
    calendar: CalendarRules = field(default_factory=CalendarRules, metadata={"key": "график"})
    weighted: WeightedRules = field(default_factory=WeightedRules, metadata={"key": "средневзвешенная"})
    journal: JournalRules = field(default_factory=JournalRules, metadata={"key": "журнал"})
    composite: CompositeRules = field(default_factory=CompositeRules, metadata={"key": "комплексная"})
    levels: LevelRules = field(default_factory=LevelRules, metadata={"key": "группы"})
    growth: GrowthRules = field(default_factory=GrowthRules, metadata={"key": "рост"})
    progress: ProgressRules = field(default_factory=ProgressRules, metadata={"key": "прогресс"})
    selection: SelectionRules = field(default_factory=SelectionRules, metadata={"key": "отбор"})
    criteria: CriteriaRules = field(default_factory=CriteriaRules, metadata={"key": "критерии"})
    deficits: DeficitRules = field(default_factory=DeficitRules, metadata={"key": "дефициты"})
    self_examination: SelfExaminationRules = field(
        default_factory=SelfExaminationRules, metadata={"key": "самообследование"}
    )
    incentive: IncentiveRules = field(default_factory=IncentiveRules, metadata={"key": "стимулирование"})
    district: DistrictRules = field(default_factory=DistrictRules, metadata={"key": "муниципалитет"})
    privacy: PrivacyRules = field(default_factory=PrivacyRules, metadata={"key": "публикация"})

    def rules(self) -> Iterator[Rule]:
        """Yield every rule in force with its default, meaning and source."""
        defaults = Settings()
        for section in section_fields():
            mine, kit = getattr(self, section.name), getattr(defaults, section.name)
            for item in dataclasses.fields(mine):
                meta = item.metadata
                yield Rule(
                    section.metadata["key"], meta["key"], _thaw(getattr(mine, item.name)),
                    _thaw(getattr(kit, item.name)), meta["meaning"], meta["source"],
                )  # fmt: skip

    def as_mapping(self) -> dict[str, Any]:
        """Return the rules as plain values under their Russian keys, ready for YAML."""
        result: dict[str, Any] = {"название": self.title, "версия": self.version}
        for rule in self.rules():
            result.setdefault(rule.section, {})[rule.key] = rule.value
        return result

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change when any rule, the title or the version changes."""
        text = json.dumps(self.as_mapping(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def __getstate__(self) -> dict[str, Any]:
        """Travel between processes as plain values (mapping proxies cannot be pickled)."""
        return self.as_mapping()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Rebuild the frozen value from plain values."""
        from workbook.settings.reading import read_settings

        other = read_settings(state)
        for item in dataclasses.fields(self):
            object.__setattr__(self, item.name, getattr(other, item.name))


def section_fields() -> list[dataclasses.Field[Any]]:
    """Return the fields of :class:`Settings` that are sections of rules."""
    return [item for item in dataclasses.fields(Settings) if "key" in item.metadata]


def _thaw(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _thaw(v) for k, v in value.items()}
    return value
