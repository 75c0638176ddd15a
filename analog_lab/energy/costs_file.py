"""Costs as a TOML file: one table an entry, with value, unit, source, year and badge."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from os import PathLike
from pathlib import Path
from typing import Any

from ..core.checks import whole
from .cost import Cost
from .costs import Costs
from .tables import MEMORIES

KEYS = tuple(f.name for f in dataclasses.fields(Cost))
BITS = ("adc_bits", "dac_bits")
SETTINGS = ("name", "block_bytes")  # of [memory], beside its two entries


def _literal(value: object) -> str:
    """Return a number or a string as TOML; JSON's strings are TOML's but for one character."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(int(value)) if isinstance(value, int) else repr(float(value))  # type: ignore[arg-type]


def text(costs: Costs) -> str:
    """Return all entries as TOML."""
    lines = ["# Costs of analog_lab. Energies in J; a changed value needs its own source.", ""]
    lines += [f"{name} = {_literal(getattr(costs, name))}" for name in BITS]
    lines += ["", "[memory]", f"name = {_literal(costs.memory.name)}"]
    lines.append(f"block_bytes = {_literal(costs.memory.block_bytes or 0)}")
    for name, cost in costs.entries.items():
        values = {key: getattr(cost, key) for key in KEYS}
        lines += ["", f"[{name}]", *(f"{k} = {_literal(v)}" for k, v in values.items() if v is not None)]
    return "\n".join(lines) + "\n"


def write(costs: Costs, path: str | PathLike[str]) -> None:
    """Write ``text(costs)``."""
    Path(path).write_bytes(text(costs).encode())


def read(path: str | PathLike[str]) -> Costs:
    """Return the costs of a file; ValueError names the file, the entry and the rule."""
    try:
        return parse(tomllib.loads(Path(path).read_bytes().decode()))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is not TOML: {error}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def parse(tables: dict[str, Any]) -> Costs:
    """Return the costs that the tables of a file describe, the rest as by default."""
    costs = Costs()
    tables = dict(tables)
    memory = tables.pop("memory", {})
    if not isinstance(memory, dict):
        raise ValueError("memory is not a table: it has name, block_bytes, bit and bandwidth")
    flat = {f"memory.{key}": value for key, value in memory.items() if key not in SETTINGS}
    costs = dataclasses.replace(costs, memory=_memory(costs.memory, memory))
    for name, bits in {name: tables.pop(name) for name in BITS if name in tables}.items():
        # A converter that the file says nothing else of is that of the fit
        own, bits = name.removesuffix("_bits"), whole(name, bits)
        new: dict[str, Any] = {name: bits}
        costs = dataclasses.replace(costs, **new) if own in tables else getattr(costs, f"with_{own}")(bits)
    for name, table in (flat | tables).items():
        if name not in costs.entries:
            raise ValueError(
                f"[{name}] is no entry: choose {', '.join(BITS)}, memory or one of {', '.join(costs.entries)}"
            )
        costs = costs.with_entry(name, _cost(name, table))
    return costs


def _memory(default: Any, table: dict[str, Any]) -> Any:
    """Return the memory of the file: one of ``MEMORIES`` by its name, else one of that name and block size, if any."""
    if "name" not in table and "block_bytes" not in table:
        return default
    name, size = table.get("name", default.name), table.get("block_bytes")
    if not (isinstance(name, str) and name.strip()):
        raise ValueError(f"[memory] name={name!r} is not a name")
    if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 0):
        raise ValueError(f"[memory] block_bytes={size!r} is not a whole number, 0 for none")
    if name in MEMORIES and "block_bytes" not in table:
        return MEMORIES[name]
    return dataclasses.replace(MEMORIES.get(name, default), name=name, block_bytes=size or None)


def _cost(name: str, table: object) -> Cost:
    if not isinstance(table, dict):
        raise ValueError(f"{name} is not a table: an entry has {', '.join(KEYS)}")
    if unknown := [key for key in table if key not in KEYS]:
        raise ValueError(f"[{name}] has {unknown[0]!r}, which no entry has: {', '.join(KEYS)}")
    for key in KEYS:
        if key not in table and key != "year":
            raise ValueError(f"[{name}] has no {key}: every entry has value, unit, source and badge")
    try:
        values: dict[str, Any] = {"year": None, **table}
        return Cost(**values)
    except ValueError as error:
        raise ValueError(f"[{name}] {error}") from None
