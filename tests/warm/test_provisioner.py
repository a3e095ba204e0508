"""Which zygote a kernel is asked from."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.warm import ZYGOTE, Zygote, fork_is_safe
from workbook.warm.provisioner import WarmProvisioner


@pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет")
class TestWays:
    def test_a_named_zygote_is_not_replaced_by_one_that_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(ZYGOTE, str(tmp_path / "gone"))
        assert [zygote.path for zygote in WarmProvisioner._ways()] == [tmp_path / "gone"]

    def test_nobody_named_means_the_users_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(ZYGOTE, raising=False)
        own = Zygote(tmp_path / "own")
        monkeypatch.setattr(Zygote, "shared", lambda: own)
        assert list(WarmProvisioner._ways()) == [own]
