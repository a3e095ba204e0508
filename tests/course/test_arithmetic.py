"""«сосчитать»: what people type is worked out exactly, anything else is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.course.arithmetic import ArithmeticRefused, calculate, names_in


class TestCalculating:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("18 / 24", 0.75),
            ("0,1 + 0,2", 0.3),
            ("−3,5 × (2 – 4)", 7.0),
            ("доля · 100", 62.5),
            ("доля - доля2", -0.1),
            ("+5 ÷ 2", 2.5),
        ],
    )
    def test_as_people_type(self, typed: str, value: float) -> None:
        assert calculate(typed, {"доля": 0.625, "доля2": 0.725}) == value

    @given(st.decimals(-999, 999, places=2), st.decimals(-999, 999, places=2))
    def test_hundredths_are_added_exactly(self, a: object, b: object) -> None:
        typed = f"({a}) + ({b})".replace(".", ",")
        assert calculate(typed, {}) == float(a + b)  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("1 / (2 - 2)", "делится на ноль"),
            ("2 ** 9", "можно только + − * / и скобки"),
            ("__import__('os')", "можно только + − * / и скобки"),
            ("доля.real", "можно только + − * / и скобки"),
            ("True + 1", "можно только + − * / и скобки"),
            ("1, 2", "можно только + − * / и скобки"),
            ("дола + 1", "числа «дола» нет среди «числа»"),
            ("1 +", "не читается: нужны числа, имена чисел, + − * / и скобки"),
            ("", "не читается: нужны числа, имена чисел, + − * / и скобки"),
            ("12 : 30", "не читается: деление — знак «/», а не двоеточие"),
            ("1+" * 200 + "1", "длиннее 300 знаков: разбейте на несколько чисел"),
            ("(" * 250, "не читается: нужны числа, имена чисел, + − * / и скобки"),
        ],
    )
    def test_refusals(self, typed: str, words: str) -> None:
        with pytest.raises(ArithmeticRefused) as caught:
            calculate(typed, {"доля": 0.5})
        assert str(caught.value) == words

    def test_names(self) -> None:
        assert names_in("доля5 - 0,3 * (всего + доля5)") == {"доля5", "всего"}
