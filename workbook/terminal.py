"""The command line's Russian voice: help pages and refusals of arguments.

Typer's own texts are English and not all of them can be translated, so help is laid out here and the errors of the
parser are told again by their kind.
"""

from __future__ import annotations

import sys
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

__all__ = ["RussianCommand", "RussianGroup", "console", "run_app"]


def console(*, stderr: bool = False) -> Console:
    """Return a console for people: no colours in a log, no wrapping of paths in the middle of a word."""
    return Console(stderr=stderr, highlight=False, soft_wrap=not sys.stdout.isatty())


class RussianCommand(TyperCommand):
    """A command whose help page is Russian."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the signature is typer's
        """Print the help page instead of typer's."""
        _print_help(self, ctx)


class RussianGroup(TyperGroup):
    """The root command, whose help page lists the commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the signature is typer's
        """Print the help page instead of typer's."""
        _print_help(self, ctx)


def _print_help(command: Any, ctx: Any) -> None:
    out = console()
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [param for param in params if param.param_type_name == "argument"]
    usage = [ctx.command_path]
    commands = getattr(command, "commands", {})
    if commands:
        usage.append("КОМАНДА")
    usage += [_metavar(param) if param.required else f"[{_metavar(param)}]" for param in arguments]
    usage.append("[ПАРАМЕТРЫ]")
    out.print(Text.assemble(("Использование: ", "bold"), " ".join(usage)))
    out.print()
    out.print(Text((command.help or "").strip()))
    if commands:
        rows = [(name, (sub.help or "").strip().split("\n")[0]) for name, sub in commands.items() if not sub.hidden]
        _print_rows("Команды", rows)
    _print_rows("Что указать", [(_metavar(param), param.help or "") for param in arguments])
    options = [param for param in params if param.param_type_name == "option" and "--help" not in param.opts]
    rows = [(_option_name(param), _option_help(param)) for param in options]
    rows.append(("--help", "Показать эту справку."))
    _print_rows("Параметры", rows)


def _print_rows(title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    out = console()
    table = Table(title=title, title_justify="left", title_style="bold", show_header=False, box=None, padding=(0, 2))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column()
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    out.print()
    out.print(table)


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name).upper()


def _option_name(param: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    if param.is_flag:
        return names
    return f"{names} {param.metavar or 'ТЕКСТ'}"


def _option_help(param: Any) -> str:
    text = param.help or ""
    default = param.default
    if param.is_flag or default in (None, "") or isinstance(default, list | tuple) or callable(default):
        return text
    return f"{text} По умолчанию: {default}."


def run_app(app: typer.Typer, arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status; the parser's refusals are told in Russian.

    Parameters
    ----------
    app : typer.Typer
    arguments : list of str, optional
        Instead of those of the process.
    """
    command = typer.main.get_command(app)
    try:
        status = command.main(args=arguments, prog_name="workbook", standalone_mode=False)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        console(stderr=True).print("Остановлено.")
        return 130
    except Exception as error:
        sentence = _refusal(error)
        if sentence is None:
            raise
        out = console(stderr=True)
        out.print(Text(sentence, style="red"))
        out.print("Справка: workbook --help")
        return 2
    return int(status or 0)


def _refusal(error: Exception) -> str | None:
    """Tell a parser's error by its kind, or None when it is not one."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return "Не указана команда."
    if not hasattr(error, "format_message"):
        return None
    option = getattr(error, "option_name", "")
    param = getattr(error, "param", None)
    name = ", ".join(param.opts) if param is not None and param.param_type_name == "option" else ""
    name = name or (_metavar(param) if param is not None else "")
    if kind == "NoSuchOption":
        return f"Нет такого параметра: {option}."
    if kind == "MissingParameter":
        return f"Не указано: {name}."
    if kind in ("BadParameter", "BadOptionUsage", "BadArgumentUsage"):
        return f"Значение не подходит: {name or option}."
    text = str(getattr(error, "message", ""))
    if "No such command" in text:
        return f"Нет такой команды: {text.split(chr(39))[1] if chr(39) in text else text}."
    if "Missing command" in text:
        return "Не указана команда."
    return "Лишние слова в команде или неверный параметр."
