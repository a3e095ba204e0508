"""papermill's engine ``workbook-warm``: its own way of running cells over a kernel forked from the zygote.

Apart from our runner because it is for those who call papermill themselves: ``papermill --engine workbook-warm``.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

__all__ = ["WarmEngine"]


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's usual engine with another kernel manager."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **given: Any) -> Any:
        """Run the notebook; every option of papermill keeps its meaning."""
        from workbook.publish.plain_kernel import WarmKernel

        given.setdefault("kernel_manager_class", WarmKernel)
        return super().execute_managed_notebook(nb_man, kernel_name, **given)
