"""Near folders for far ones: a run reads and writes files that are near, whatever addresses it was given.

Apart from the command line because a far run is a near one between two exchanges, and a near one needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbook.publish.inputs import text_digest
from workbook.publish.journal import HIDDEN, hold_folder
from workbook.publish.mirror import bring_data
from workbook.publish.outlet import Outlet
from workbook.publish.remote import Remote, is_address
from workbook.publish.shard import Shard
from workbook.school import school_ids

__all__ = ["Near", "bring_near"]

_PATIENCE = 600.0  # seconds that one share waits while another brings the data


@dataclass(frozen=True, slots=True)
class Near:
    """What a run works with.

    Attributes
    ----------
    data, out : Path
        Folders on this computer.
    schools : tuple of str
        Ids of the schools to be taken; empty means all that are in the data folder.
    outlet : Outlet or None
        Where finished reports go when the reports folder is far.
    """

    data: Path
    out: Path
    schools: tuple[str, ...]
    outlet: Outlet | None


@contextmanager
def bring_near(
    data: str, out: str, folder: Path, schools: tuple[str, ...] = (), shard: Shard | None = None
) -> Iterator[Near]:
    """Bring the data of the chosen schools near, and put the reports far when the block ends well.

    Parameters
    ----------
    data, out : str
        Paths or addresses (``s3://…``) of the data and of the reports.
    folder : Path
        Where near copies are kept between runs; nodes of a cluster must see it under the same path.
    schools : tuple of str
        Only these.
    shard : Shard, optional
        Only this share of them.

    Yields
    ------
    Near

    Raises
    ------
    DataRefused, RunFailed
        As :func:`~workbook.publish.mirror.bring_data` and :class:`~workbook.publish.outlet.Outlet`.
    """
    with ExitStack() as open_things:
        near_out, outlet = Path(out), None
        if is_address(out):
            label = f"-{shard.number}-{shard.of}" if shard else ""
            near_out = folder / f"reports-{text_digest(out.rstrip('/'))}{label}"
            open_things.enter_context(hold_folder(near_out, near_out / HIDDEN / "outlet"))
            outlet = Outlet(Remote(out), near_out, shard)
            open_things.callback(outlet.leave)
        near_data, taken = Path(data), _chooser(schools, shard)
        if is_address(data):
            near_data = folder / f"data-{text_digest(data.rstrip('/'))}"
            with hold_folder(near_data, near_data / ".lock", _PATIENCE):
                schools = tuple(bring_data(Remote(data), near_data, taken))
        elif shard is not None:
            own = [near_data.name] if (near_data / "school.yml").is_file() else school_ids(near_data)
            schools = tuple(taken(own))
        yield Near(near_data, near_out, schools, outlet)


def _chooser(schools: tuple[str, ...], shard: Shard | None) -> Callable[[list[str]], list[str]]:
    """Return what chooses among the ids of all schools; one that was asked for and is not there stays for the plan."""

    def choose(found: list[str]) -> list[str]:
        wanted = list(schools) or found
        return shard.choose(wanted) if shard else wanted

    return choose
